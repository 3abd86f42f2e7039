-- version: 1
--
-- Personal data: who asked, and every free text.  One generation: run with search_path set to its schema; nothing here
-- is qualified.  The columns are those of consumers/citizen-register/rows.c, in their order.  No CHECK stands here:
-- PostgreSQL writes a row that fails one into its log, with every value.

-- include: parts/case_file.sql

CREATE TABLE citizen_row (
    case_id uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    name text NOT NULL,
    contact text NOT NULL,
    address text NOT NULL,
    id_number text NOT NULL,
    recorded_at timestamptz NOT NULL,
    source text NOT NULL,
    log_partition integer NOT NULL,
    log_offset bigint NOT NULL,
    CONSTRAINT citizen_row_pkey PRIMARY KEY (case_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE citizen_row IS
    'Who asked (服务对象), one row a case.  Rebuilt by replaying the topic; never edit by hand.';

CREATE TABLE text_row (
    case_id uuid NOT NULL,
    event_id uuid NOT NULL,
    field text NOT NULL,
    text text NOT NULL,
    recorded_at timestamptz NOT NULL,
    source text NOT NULL,
    log_partition integer NOT NULL,
    log_offset bigint NOT NULL,
    CONSTRAINT text_row_pkey PRIMARY KEY (case_id, event_id, field)
) WITH (fillfactor = 70);
COMMENT ON TABLE text_row IS
    'Every free text of an event, one row a text.  Rebuilt by replaying the topic; never edit by hand.';

CREATE TABLE erasure_row (
    case_id uuid NOT NULL,
    erased_at timestamptz NOT NULL,
    CONSTRAINT erasure_row_pkey PRIMARY KEY (case_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE erasure_row IS
    'Whose data was erased last when.  Rebuilt by replaying the topic; never edit by hand.';

GRANT SELECT, INSERT, UPDATE, DELETE ON case_file, citizen_row, text_row, erasure_row TO shouwen_citizen_register;
