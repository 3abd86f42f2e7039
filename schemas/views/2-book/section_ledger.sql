-- projection: section_ledger
--
-- The section ledgers as people read them: names beside codes, who asked (masked), a running number.
--
-- The number counts the section's rows before this one and may not cost a book for a row.  They are summed once a
-- query, instant by instant in the order of the index and from it alone: a condition on unit, section, year or entry
-- reaches that sum, and it is left out when nobody asks for the number.  Of rows of one instant the case's id decides,
-- as in the printed book; only these are looked at row by row.
CREATE OR REPLACE VIEW book.section_ledger AS
SELECT
    ledger.unit,
    coalesce((SELECT name FROM directory.unit_on(ledger.unit, ledger.day)), ledger.unit) AS unit_name,
    ledger.section,
    coalesce((SELECT name FROM directory.section_on(ledger.unit, ledger.section, ledger.day)),
             ledger.section) AS section_name,
    ledger.book_year,
    ledger.entry,
    before.count + 1 + CASE WHEN before.count_then = 1 THEN 0 ELSE (
        SELECT count(*)
        FROM section_row AS same
        WHERE same.unit = ledger.unit AND same.section = ledger.section AND same.book_year = ledger.book_year
            AND same.entry = ledger.entry AND same.came_in_at = ledger.came_in_at
            AND same.case_id < ledger.case_id
    ) END AS number,
    ledger.day,
    ledger.handed_to_unit,
    coalesce((SELECT name FROM directory.unit_on(ledger.handed_to_unit, ledger.day)), ledger.handed_to_unit)
        AS handed_to_unit_name,
    ledger.handed_to_section,
    coalesce((SELECT name FROM directory.section_on(ledger.handed_to_unit, ledger.handed_to_section, ledger.day)),
             ledger.handed_to_section) AS handed_to_section_name,
    ledger.handed_at,
    ledger.signed_at,
    ledger.section_flags,
    -- include: parts/ledger_columns.sql
FROM (
    SELECT part.*, (part.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM book.section_row AS part
) AS ledger
LEFT JOIN (
    SELECT
        part.unit,
        part.book_year,
        part.section,
        part.entry,
        part.came_in_at,
        count(*) AS count_then,
        sum(count(*)::integer) OVER (
            PARTITION BY part.unit, part.book_year, part.section, part.entry
            ORDER BY part.came_in_at ROWS UNBOUNDED PRECEDING
        ) - count(*) AS count
    FROM section_row AS part
    GROUP BY part.unit, part.book_year, part.section, part.entry, part.came_in_at
) AS before ON before.unit = ledger.unit AND before.section = ledger.section AND before.book_year = ledger.book_year
    AND before.entry = ledger.entry AND before.came_in_at = ledger.came_in_at
LEFT JOIN book.citizen AS citizen ON citizen.case_id = ledger.case_id
-- include: parts/ledger_texts.sql
;

COMMENT ON VIEW book.section_ledger IS
    '分台账 for analysts: book.section_row with names, who asked (masked) and a running number; '
    'filter by unit, section, book_year, entry and day';
GRANT SELECT ON book.section_ledger TO analyst, supervisor;
