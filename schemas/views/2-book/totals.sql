-- projection: none
--
-- Counters of the books, live.  All of them belong to the day the matter came in, so what comes in later (a
-- completion, a rating) changes the totals of an earlier day: a published month is kept elsewhere, with its cut-off.
CREATE OR REPLACE VIEW book.totals AS
SELECT
    ledger.unit,
    ledger.section,
    ledger.book_year,
    ledger.entry,
    ledger.day,
    -- include: parts/totals_columns.sql
FROM (
    SELECT part.*, (part.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM book.section_row AS part
) AS ledger
GROUP BY ledger.unit, ledger.section, ledger.book_year, ledger.entry, ledger.day;

COMMENT ON VIEW book.totals IS
    'Counters of the section ledgers by unit, section, year, entry and day; they can be summed over any of these';
GRANT SELECT ON book.totals TO analyst, supervisor, unit_reader, section_post;

CREATE OR REPLACE VIEW book.totals_by_section AS
SELECT
    ledger.unit,
    directory.unit_name(ledger.unit, max(ledger.day)) AS unit_name,
    ledger.section,
    directory.section_name(ledger.unit, ledger.section, max(ledger.day)) AS section_name,
    ledger.book_year,
    ledger.entry,
    -- include: parts/totals_columns.sql
FROM (
    SELECT part.*, (part.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM book.section_row AS part
) AS ledger
GROUP BY ledger.unit, ledger.section, ledger.book_year, ledger.entry;

COMMENT ON VIEW book.totals_by_section IS
    'Counters of every section ledger by year: the book (entry first) and its annex (transferred_in)';
GRANT SELECT ON book.totals_by_section TO analyst, supervisor, unit_reader, section_post;

CREATE OR REPLACE VIEW book.totals_by_month AS
SELECT
    ledger.unit,
    directory.unit_name(ledger.unit, max(ledger.day)) AS unit_name,
    ledger.section,
    directory.section_name(ledger.unit, ledger.section, max(ledger.day)) AS section_name,
    ledger.book_year,
    ledger.entry,
    ledger.month,
    -- include: parts/totals_columns.sql
FROM (
    SELECT
        part.*,
        (part.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
        date_trunc('month', part.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS month
    FROM book.section_row AS part
) AS ledger
GROUP BY ledger.unit, ledger.section, ledger.book_year, ledger.entry, ledger.month;

COMMENT ON VIEW book.totals_by_month IS
    'Counters of every section ledger by month; they can be summed';
GRANT SELECT ON book.totals_by_month TO analyst, supervisor, unit_reader, section_post;

CREATE OR REPLACE VIEW book.totals_of_master AS
SELECT
    ledger.unit,
    directory.unit_name(ledger.unit, max(ledger.day)) AS unit_name,
    ledger.book_year,
    ledger.is_accepting,
    ledger.day,
    -- include: parts/totals_columns.sql
FROM (
    SELECT part.*, (part.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM book.master_row AS part
) AS ledger
GROUP BY ledger.unit, ledger.book_year, ledger.is_accepting, ledger.day;

COMMENT ON VIEW book.totals_of_master IS
    'Counters of the master ledgers by unit, year and day; handling is the unit''s';
GRANT SELECT ON book.totals_of_master TO analyst, supervisor, unit_reader, section_post;

-- The counters of each form field as rows, for whoever draws them.
CREATE OR REPLACE VIEW book.totals_by_value AS
SELECT
    totals.unit,
    totals.section,
    totals.book_year,
    totals.entry,
    totals.day,
    counted.field,
    counted.value,
    counted.rows
FROM book.totals AS totals
CROSS JOIN LATERAL (
    VALUES
        ('channel', 'call', totals.channel_call),
        ('channel', 'visit', totals.channel_visit),
        ('channel', 'letter', totals.channel_letter),
        ('channel', 'mailbox', totals.channel_mailbox),
        ('channel', 'hotline', totals.channel_hotline),
        ('channel', 'other', totals.channel_other),
        ('channel', '', totals.channel_unknown),
        ('category', 'consultation', totals.category_consultation),
        ('category', 'service', totals.category_service),
        ('category', 'problem', totals.category_problem),
        ('category', 'complaint', totals.category_complaint),
        ('category', 'other', totals.category_other),
        ('category', 'unclassified', totals.category_unclassified),
        ('handling', 'own', totals.handling_own),
        ('handling', 'other_section', totals.handling_other_section),
        ('handling', 'other_unit', totals.handling_other_unit),
        ('handling', '', totals.handling_none),
        ('status', 'open', totals.status_open),
        ('status', 'completed', totals.status_completed),
        ('status', 'withdrawn', totals.status_withdrawn),
        ('status', 'merged', totals.status_merged),
        ('callback', 'reached', totals.callback_reached),
        ('callback', 'unreachable', totals.callback_unreachable),
        ('callback', 'refused', totals.callback_refused),
        ('callback', '', totals.callback_none),
        ('satisfaction', 'satisfied', totals.satisfaction_satisfied),
        ('satisfaction', 'fair', totals.satisfaction_fair),
        ('satisfaction', 'dissatisfied', totals.satisfaction_dissatisfied),
        ('satisfaction', '', totals.satisfaction_none)
) AS counted (field, value, rows)
WHERE counted.rows > 0;

COMMENT ON VIEW book.totals_by_value IS
    'The counters of book.totals as rows: how many matters of a section''s day had which value in which field';
GRANT SELECT ON book.totals_by_value TO analyst, supervisor, unit_reader, section_post;
