-- version: 5
--
-- Clocks, the rungs of their ladders, and the documents that rungs prompt.  One generation: run with search_path set to
-- its schema; nothing here is qualified.  The columns are those of consumers/overdue-alerts/rows.c, in their order; a
-- consumer refuses to start on others.  fillfactor 70 keeps updates on their page.

-- include: parts/case_file.sql

CREATE TABLE clock_row (
    subject uuid NOT NULL,
    clock text NOT NULL,
    started_by uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    accepted_unit text NOT NULL,
    receiver text NOT NULL,
    round integer NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    started_at timestamptz NOT NULL,
    limit_amount bigint NOT NULL,
    limit_unit text NOT NULL,
    due_at timestamptz,
    due_day date,
    base_due_at timestamptz,
    extensions integer NOT NULL,
    ordered_by uuid,
    is_provisional boolean NOT NULL,
    is_paused boolean NOT NULL,
    ended text NOT NULL,
    stopped_at timestamptz,
    stopped_by uuid,
    verdict text NOT NULL,
    used bigint NOT NULL,
    remaining bigint NOT NULL,
    policy text NOT NULL,
    policy_version bigint NOT NULL,
    policy_scope text NOT NULL,
    policy_unit text NOT NULL,
    policy_category text NOT NULL,
    policy_channel text NOT NULL,
    policy_priority text NOT NULL,
    calendar text NOT NULL,
    calendar_version bigint NOT NULL,
    days text NOT NULL,
    told_at timestamptz,
    CONSTRAINT clock_row_pkey PRIMARY KEY (subject, clock, started_by),
    CONSTRAINT clock_row_clock_check
        CHECK (clock IN ('dispatch', 'sign', 'return', 'first_contact', 'completion',
                         'callback', 'redo', 'rectification', 'annual_report')),
    CONSTRAINT clock_row_limit_unit_check CHECK (limit_unit IN ('min', 'wmin', 'hd', 'wd', 'cd')),
    CONSTRAINT clock_row_ended_check
        CHECK (ended IN ('running', 'done', 'moved_on', 'reopened', 'merged', 'withdrawn', 'exempt')),
    CONSTRAINT clock_row_verdict_check CHECK (verdict IN ('pending', 'on_time', 'late', 'left')),
    CONSTRAINT clock_row_policy_scope_check CHECK (policy_scope IN ('all', 'unit', 'subtree', 'default'))
) WITH (fillfactor = 70);
COMMENT ON TABLE clock_row IS
    'Every clock (计时) of every case and unit''s year.  Rebuilt by replaying the topics; never edit by hand.';
-- What runs, as analysts ask for it: by due time, and by whose it is.
CREATE INDEX clock_row_due_index ON clock_row (due_at) WHERE ended = 'running';
-- What the last import of a source was.
CREATE INDEX clock_row_told_index ON clock_row (case_source, told_at) WHERE told_at IS NOT NULL;
CREATE INDEX clock_row_unit_index ON clock_row (unit, section) WHERE ended = 'running';
-- Those no row of the policy is for.
CREATE INDEX clock_row_default_index ON clock_row (started_at) WHERE policy_scope = 'default';

CREATE TABLE rung_row (
    subject uuid NOT NULL,
    clock text NOT NULL,
    started_by uuid NOT NULL,
    rung text NOT NULL,
    level text NOT NULL,
    rings_at timestamptz NOT NULL,
    due_at timestamptz,
    recipients text NOT NULL,
    copies text NOT NULL,
    heeds_quiet_hours boolean NOT NULL,
    key_hash integer NOT NULL,
    held_until timestamptz,
    CONSTRAINT rung_row_pkey PRIMARY KEY (subject, clock, started_by, rung),
    CONSTRAINT rung_row_level_check CHECK (level IN ('yellow', 'red', 'urge', 'notice'))
) WITH (fillfactor = 70);
COMMENT ON TABLE rung_row IS
    'Every rung (预警, 催办) that rings unless its clock stops before.  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX rung_row_time_index ON rung_row (rings_at);
CREATE INDEX rung_row_held_index ON rung_row (held_until) WHERE held_until IS NOT NULL;

CREATE TABLE document_row (
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_precision text NOT NULL,
    issuer_unit text NOT NULL,
    issuer_section text NOT NULL,
    issuer_person text NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    finding text NOT NULL,
    answers uuid,
    CONSTRAINT document_row_pkey PRIMARY KEY (subject, event_id),
    CONSTRAINT document_row_kind_check CHECK (kind IN ('urged', 'explained', 'notice_issued'))
) WITH (fillfactor = 70);
COMMENT ON TABLE document_row IS
    'Urgings, explanations and notices (催办, 说明, 通报).  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX document_row_unit_index ON document_row (unit, issued_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_file, clock_row, rung_row, document_row TO shouwen_overdue_alerts;
