-- version: 2
--
-- What every subject adds to the counters of assessment, and points by decision.  One generation: run with
-- search_path set to its schema; nothing here is qualified.  The columns are those of consumers/assessment/rows.c, in
-- their order; a consumer refuses to start on others.  fillfactor 70 keeps updates on their page.

-- include: parts/case_file.sql

CREATE TABLE contribution_row (
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    account text NOT NULL,
    day date NOT NULL,
    bucket integer NOT NULL,
    due bigint NOT NULL,
    on_time bigint NOT NULL,
    last_hour bigint NOT NULL,
    excluded bigint NOT NULL,
    sign_due bigint NOT NULL,
    signed_on_time bigint NOT NULL,
    redo_due bigint NOT NULL,
    redone_on_time bigint NOT NULL,
    rectification_due bigint NOT NULL,
    rectified_on_time bigint NOT NULL,
    redone bigint NOT NULL,
    hops bigint NOT NULL,
    loops bigint NOT NULL,
    returned bigint NOT NULL,
    late_returns bigint NOT NULL,
    received bigint NOT NULL,
    incomplete bigint NOT NULL,
    contact_due bigint NOT NULL,
    contacted_on_time bigint NOT NULL,
    callback_owed bigint NOT NULL,
    called_back bigint NOT NULL,
    reached bigint NOT NULL,
    refused bigint NOT NULL,
    unreachable bigint NOT NULL,
    callback_exempt bigint NOT NULL,
    rated bigint NOT NULL,
    satisfied bigint NOT NULL,
    fair bigint NOT NULL,
    dissatisfied bigint NOT NULL,
    satisfied_after bigint NOT NULL,
    fair_after bigint NOT NULL,
    dissatisfied_after bigint NOT NULL,
    provincial_rated bigint NOT NULL,
    provincial_satisfied bigint NOT NULL,
    solved bigint NOT NULL,
    unsolved bigint NOT NULL,
    records bigint NOT NULL,
    complete_records bigint NOT NULL,
    spot_checked bigint NOT NULL,
    found_good bigint NOT NULL,
    found_bad bigint NOT NULL,
    checklist_items bigint NOT NULL,
    checklist_done bigint NOT NULL,
    inspected bigint NOT NULL,
    inspected_good bigint NOT NULL,
    inspected_bad bigint NOT NULL,
    CONSTRAINT contribution_row_pkey PRIMARY KEY (unit, section, person, account, day, bucket),
    CONSTRAINT contribution_row_account_check CHECK (account IN ('handling', 'receiver', 'unit'))
) WITH (fillfactor = 70);
COMMENT ON TABLE contribution_row IS
    'Counters, summed over cases by unit, section, person, account, day and bucket.  Rebuilt by replaying the topics; never edit by hand.';

CREATE TABLE adjustment_row (
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    day date NOT NULL,
    points_hundredths bigint NOT NULL,
    reason text NOT NULL,
    approver text NOT NULL,
    basis text NOT NULL,
    CONSTRAINT adjustment_row_pkey PRIMARY KEY (subject, event_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE adjustment_row IS
    'Deductions and bonuses (加减分) by decision.  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX adjustment_row_by_unit ON adjustment_row (unit, day);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_file, contribution_row, adjustment_row TO shouwen_assessment;
