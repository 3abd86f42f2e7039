-- version: 1
--
-- The section ledgers.  One generation: run with search_path set to its schema; nothing here is
-- qualified.  The columns are those of consumers/section-ledger/rows.c and lib/core/case_row.c, in
-- their order; a consumer refuses to start on others.  fillfactor 70 keeps updates on their page,
-- so no index is on what changes often.

-- include: parts/case_tables.sql

CREATE TABLE section_row (
    case_id uuid NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    book_year integer NOT NULL,
    came_in_at timestamptz NOT NULL,
    came_in_precision text NOT NULL,
    entry text NOT NULL,
    handling text NOT NULL,
    receiver text NOT NULL,
    handler text NOT NULL,
    signed_at timestamptz,
    handed_to_unit text NOT NULL,
    handed_to_section text NOT NULL,
    handed_at timestamptz,
    visits integer NOT NULL,
    held_minutes bigint NOT NULL,
    held_since timestamptz,
    completions integer NOT NULL,
    completed_at timestamptz,
    is_outside boolean NOT NULL,
    is_holder boolean NOT NULL,
    is_closing boolean NOT NULL,
    flags text NOT NULL,
    CONSTRAINT section_row_pkey PRIMARY KEY (case_id, unit, section),
    CONSTRAINT section_row_came_in_precision_check CHECK (came_in_precision IN ('instant', 'day')),
    CONSTRAINT section_row_entry_check CHECK (entry IN ('first', 'transferred_in')),
    CONSTRAINT section_row_handling_check
        CHECK (handling IN ('', 'own', 'other_section', 'other_unit'))
) WITH (fillfactor = 70);
COMMENT ON TABLE section_row IS
    'The section ledgers (分台账): one row for every section a case was in.  Rebuilt by replaying the topics; never edit by hand.';
-- A book in its order; a unit's days, as analysts ask for them.
CREATE INDEX section_row_book_index ON section_row (unit, book_year, section, entry, came_in_at);
CREATE INDEX section_row_day_index ON section_row (unit, ((came_in_at AT TIME ZONE 'Asia/Shanghai')::date));

GRANT SELECT, INSERT, UPDATE, DELETE ON case_file, case_row, section_row TO shouwen_section_ledger;
