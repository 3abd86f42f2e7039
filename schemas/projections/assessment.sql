-- version: 4
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
    callback_attempts integer,
    callback_owed_after integer,
    called_back_after integer,
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

CREATE TABLE check_row (
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    kind text NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    checked_at timestamptz NOT NULL,
    checkers text NOT NULL,
    checked_by text NOT NULL,
    mode text NOT NULL,
    number text NOT NULL,
    finding text NOT NULL,
    satisfaction text NOT NULL,
    solved text NOT NULL,
    sample text NOT NULL,
    rated text NOT NULL,
    CONSTRAINT check_row_pkey PRIMARY KEY (subject, event_id),
    CONSTRAINT check_row_kind_check CHECK (kind IN ('spot_check', 'inspection'))
) WITH (fillfactor = 70);
COMMENT ON TABLE check_row IS
    'Spot checks and inspections (抽查, 督查).  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX check_row_unit_index ON check_row (unit, checked_at);

CREATE TABLE evidence_row (
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    unit text NOT NULL,
    year integer NOT NULL,
    item integer NOT NULL,
    parts text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    document text NOT NULL,
    shown_at timestamptz NOT NULL,
    CONSTRAINT evidence_row_pkey PRIMARY KEY (subject, event_id),
    CONSTRAINT evidence_row_item_check CHECK (item BETWEEN 1 AND 17)
) WITH (fillfactor = 70);
COMMENT ON TABLE evidence_row IS
    'Evidence (佐证) of the checklist''s items.  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX evidence_row_unit_index ON evidence_row (unit, year, item);

CREATE TABLE training_row (
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    unit text NOT NULL,
    year integer NOT NULL,
    mode text NOT NULL,
    organiser text NOT NULL,
    headcount bigint NOT NULL,
    named bigint NOT NULL,
    section text NOT NULL,
    is_for_newcomers boolean NOT NULL,
    held_at timestamptz NOT NULL,
    CONSTRAINT training_row_pkey PRIMARY KEY (subject, event_id),
    CONSTRAINT training_row_mode_check CHECK (mode IN ('assembly', 'section', 'self_study', 'reminder'))
) WITH (fillfactor = 70);
COMMENT ON TABLE training_row IS
    'Trainings (培训).  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX training_row_unit_index ON training_row (unit, year);

CREATE TABLE trained_row (
    subject uuid NOT NULL,
    person text NOT NULL,
    unit text NOT NULL,
    year integer NOT NULL,
    modes text NOT NULL,
    trainings integer NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT trained_row_pkey PRIMARY KEY (subject, person)
) WITH (fillfactor = 70);
COMMENT ON TABLE trained_row IS
    'Who was trained in a unit''s year, as far as persons are named.  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX trained_row_person_index ON trained_row (person, year);

CREATE TABLE handover_row (
    unit text NOT NULL,
    section text NOT NULL,
    to_unit text NOT NULL,
    to_section text NOT NULL,
    day date NOT NULL,
    bucket integer NOT NULL,
    hops integer,
    loops integer,
    returned integer,
    CONSTRAINT handover_row_pkey PRIMARY KEY (unit, section, to_unit, to_section, day, bucket)
) WITH (fillfactor = 70);
COMMENT ON TABLE handover_row IS
    'Who handed matters on to whom (转办, 退回), summed over cases.  Rebuilt by replaying the topics; never edit by hand.';

CREATE TABLE result_row (
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    day date NOT NULL,
    characters bigint NOT NULL,
    digest uuid NOT NULL,
    CONSTRAINT result_row_pkey PRIMARY KEY (subject, event_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE result_row IS
    'Results (办理结果) of 20 characters and more, by digest and not by their words.  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX result_row_digest_index ON result_row (unit, digest);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_file, contribution_row, adjustment_row, check_row, evidence_row,
    training_row, trained_row, handover_row, result_row TO shouwen_assessment;

-- Who publishes scores reads what they are made of.
DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO shouwen_assessor', current_schema());
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO shouwen_assessor', current_schema());
END
$$;
