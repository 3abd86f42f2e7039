-- fact: what offices closed and published, kept for ever and never rebuilt.  The first are the totals (汇总) of a
-- unit's month: closed again they are a new version, and the old one stays.
-- Locks: none but on what it makes.  On a full table: does not apply.

CREATE SCHEMA fact AUTHORIZATION shouwen_owner;
COMMENT ON SCHEMA fact IS 'what was closed or published: durable, never rebuilt';
SET LOCAL ROLE shouwen_owner;

CREATE TABLE fact.month_close (
    unit text NOT NULL,
    year integer NOT NULL,
    month integer NOT NULL,
    version integer NOT NULL,
    cut_off_at timestamptz NOT NULL,
    closed_by text NOT NULL,
    closed_as text NOT NULL,
    offsets jsonb NOT NULL,
    CONSTRAINT month_close_key PRIMARY KEY (unit, year, month, version),
    CONSTRAINT month_close_month_exists CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT month_close_version_counts CHECK (version >= 1)
);
COMMENT ON TABLE fact.month_close IS 'when the totals of a unit''s month were closed, each time';
COMMENT ON COLUMN fact.month_close.version IS 'from 1; the highest is in force';
COMMENT ON COLUMN fact.month_close.cut_off_at IS 'database time; what was recorded later is not in the totals';
COMMENT ON COLUMN fact.month_close.closed_by IS 'code of the person who closed it; empty: not said';
COMMENT ON COLUMN fact.month_close.closed_as IS 'database role';
COMMENT ON COLUMN fact.month_close.offsets IS 'how far the master ledger had read: {"topic/partition": next offset}';

CREATE TABLE fact.month_total (
    unit text NOT NULL,
    year integer NOT NULL,
    month integer NOT NULL,
    version integer NOT NULL,
    section text NOT NULL,
    received integer NOT NULL,
    by_call integer NOT NULL,
    by_visit integer NOT NULL,
    by_letter integer NOT NULL,
    by_mailbox integer NOT NULL,
    by_hotline integer NOT NULL,
    by_other_channel integer NOT NULL,
    by_unknown_channel integer NOT NULL,
    of_consultation integer NOT NULL,
    of_service integer NOT NULL,
    of_problem integer NOT NULL,
    of_complaint integer NOT NULL,
    of_other_category integer NOT NULL,
    unclassified integer NOT NULL,
    handled_own integer NOT NULL,
    handled_other_section integer NOT NULL,
    handled_other_unit integer NOT NULL,
    handled_nowhere integer NOT NULL,
    still_open integer NOT NULL,
    completed integer NOT NULL,
    withdrawn integer NOT NULL,
    merged integer NOT NULL,
    redone integer NOT NULL,
    callback_reached integer NOT NULL,
    callback_refused integer NOT NULL,
    callback_unreachable integer NOT NULL,
    satisfied integer NOT NULL,
    fair integer NOT NULL,
    dissatisfied integer NOT NULL,
    spot_checked integer NOT NULL,
    mock_visits integer NOT NULL,
    incomplete integer NOT NULL,
    CONSTRAINT month_total_key PRIMARY KEY (unit, year, month, version, section),
    CONSTRAINT month_total_is_of_a_close FOREIGN KEY (unit, year, month, version) REFERENCES fact.month_close
);
COMMENT ON TABLE fact.month_total IS
    'the totals of a closed month by the section that was asked first; a section without a row had none';

GRANT USAGE ON SCHEMA fact TO shouwen_master_ledger, shouwen_section_ledger, analyst, unit_reader, section_post,
    supervisor, shouwen_rebuild;
GRANT SELECT ON fact.month_close, fact.month_total TO shouwen_master_ledger, shouwen_section_ledger, analyst,
    unit_reader, section_post, supervisor, shouwen_rebuild;
GRANT INSERT ON fact.month_close, fact.month_total TO shouwen_master_ledger;

-- The books print what the other ledger has of reports, and names masked.
SET LOCAL ROLE shouwen_rebuild;
GRANT USAGE ON SCHEMA book TO shouwen_section_ledger, shouwen_master_ledger;
