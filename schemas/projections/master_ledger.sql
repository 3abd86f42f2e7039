-- version: 2
--
-- The master ledgers.  One generation: run with search_path set to its schema; nothing here is
-- qualified.  The columns are those of consumers/master-ledger/rows.c and lib/core/case_row.c, in
-- their order; a consumer refuses to start on others.  fillfactor 70 keeps updates on their page,
-- so no index is on what changes often.

-- include: parts/case_tables.sql

CREATE TABLE master_row (
    case_id uuid NOT NULL,
    unit text NOT NULL,
    entry_section text NOT NULL,
    book_year integer NOT NULL,
    came_in_at timestamptz NOT NULL,
    came_in_precision text NOT NULL,
    is_accepting boolean NOT NULL,
    receiver text NOT NULL,
    handling text NOT NULL,
    handling_section text NOT NULL,
    handler text NOT NULL,
    signed_at timestamptz,
    sections integer NOT NULL,
    held_minutes bigint NOT NULL,
    held_since timestamptz,
    is_outside boolean NOT NULL,
    is_holder boolean NOT NULL,
    flags text NOT NULL,
    CONSTRAINT master_row_pkey PRIMARY KEY (case_id, unit),
    CONSTRAINT master_row_came_in_precision_check CHECK (came_in_precision IN ('instant', 'day')),
    CONSTRAINT master_row_handling_check CHECK (handling IN ('own', 'other_section', 'other_unit'))
) WITH (fillfactor = 70);
COMMENT ON TABLE master_row IS
    'The master ledgers (总台账): one row for every unit a case was in.  Rebuilt by replaying the topics; never edit by hand.';
-- A book in its order; a unit's days, as analysts ask for them.
CREATE INDEX master_row_book_index ON master_row (unit, book_year, came_in_at);
CREATE INDEX master_row_day_index ON master_row (unit, ((came_in_at AT TIME ZONE 'Asia/Shanghai')::date));

CREATE TABLE report_row (
    subject uuid NOT NULL,
    section text NOT NULL,
    month integer NOT NULL,
    unit text NOT NULL,
    year integer NOT NULL,
    rows_count bigint NOT NULL,
    is_nil boolean NOT NULL,
    reported_by text NOT NULL,
    reported_at timestamptz NOT NULL,
    CONSTRAINT report_row_pkey PRIMARY KEY (subject, section, month),
    CONSTRAINT report_row_month_check CHECK (month BETWEEN 1 AND 12)
) WITH (fillfactor = 70);
COMMENT ON TABLE report_row IS
    'What sections reported of a month of their books, 零报告 too.  Rebuilt by replaying the topics; never edit by hand.';
CREATE INDEX report_row_book_index ON report_row (unit, year);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_file, case_row, master_row, report_row TO shouwen_master_ledger;
