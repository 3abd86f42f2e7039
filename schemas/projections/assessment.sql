-- version: 3
--
-- What every subject adds to the counters of assessment, and points by decision.  One generation: run with
-- search_path set to its schema; nothing here is qualified.  The columns are those of consumers/assessment/rows.c, in
-- their order; a consumer refuses to start on others.  A counter that is NULL is 0, which takes no room: of a row few
-- are not.  fillfactor 70 keeps updates on their page.

-- include: parts/case_file.sql

CREATE TABLE contribution_row (
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    account text NOT NULL,
    day date NOT NULL,
    bucket integer NOT NULL,
    due integer,
    on_time integer,
    last_hour integer,
    excluded integer,
    sign_due integer,
    signed_on_time integer,
    redo_due integer,
    redone_on_time integer,
    rectification_due integer,
    rectified_on_time integer,
    redone integer,
    hops integer,
    loops integer,
    returned integer,
    late_returns integer,
    received integer,
    incomplete integer,
    contact_due integer,
    contacted_on_time integer,
    callback_owed integer,
    called_back integer,
    reached integer,
    refused integer,
    unreachable integer,
    callback_exempt integer,
    rated integer,
    satisfied integer,
    fair integer,
    dissatisfied integer,
    satisfied_after integer,
    fair_after integer,
    dissatisfied_after integer,
    provincial_rated integer,
    provincial_satisfied integer,
    solved integer,
    unsolved integer,
    records integer,
    complete_records integer,
    spot_checked integer,
    found_good integer,
    found_bad integer,
    checklist_items integer,
    checklist_done integer,
    inspected integer,
    inspected_good integer,
    inspected_bad integer,
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

-- Who publishes scores reads what they are made of.
DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO shouwen_assessor', current_schema());
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO shouwen_assessor', current_schema());
END
$$;
