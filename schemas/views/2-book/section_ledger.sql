-- projection: section_ledger
--
-- The section ledgers as people read them: names beside codes, who asked (masked), a running number.
--
-- The number counts the section's rows before this one and may not cost a book for a row.  Those of earlier days are
-- summed once a query, from the index alone: a condition on unit, section, year or entry reaches that sum, and it is
-- left out when nobody asks for the number.  Those of the same day are counted by the index, too; of one instant the
-- case's id decides, as in the printed book.
CREATE VIEW book.section_ledger AS
SELECT
    ledger.unit,
    directory.unit_name(ledger.unit, ledger.day) AS unit_name,
    ledger.section,
    directory.section_name(ledger.unit, ledger.section, ledger.day) AS section_name,
    ledger.book_year,
    ledger.entry,
    before.count + 1 + CASE WHEN before.count_that_day = 1 THEN 0 ELSE (
        SELECT count(*)
        FROM section_row AS other
        WHERE other.unit = ledger.unit AND other.section = ledger.section AND other.book_year = ledger.book_year
            AND other.entry = ledger.entry AND other.came_in_at < ledger.came_in_at
            AND other.came_in_at >= ledger.day::timestamp AT TIME ZONE 'Asia/Shanghai'
    ) + (
        SELECT count(*)
        FROM section_row AS other
        WHERE other.unit = ledger.unit AND other.section = ledger.section AND other.book_year = ledger.book_year
            AND other.entry = ledger.entry AND other.came_in_at = ledger.came_in_at AND other.case_id < ledger.case_id
    ) END AS number,
    ledger.day,
    ledger.handed_to_unit,
    directory.unit_name(ledger.handed_to_unit, ledger.day) AS handed_to_unit_name,
    ledger.handed_to_section,
    directory.section_name(ledger.handed_to_unit, ledger.handed_to_section, ledger.day) AS handed_to_section_name,
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
        part.section,
        part.book_year,
        part.entry,
        part.day,
        count(*) AS count_that_day,
        (sum(count(*)) OVER (PARTITION BY part.unit, part.section, part.book_year, part.entry ORDER BY part.day)
         - count(*))::bigint AS count
    FROM (
        SELECT unit, section, book_year, entry, (came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day
        FROM section_row
    ) AS part
    GROUP BY part.unit, part.section, part.book_year, part.entry, part.day
) AS before ON before.unit = ledger.unit AND before.section = ledger.section
    AND before.book_year = ledger.book_year AND before.entry = ledger.entry AND before.day = ledger.day
LEFT JOIN book.citizen AS citizen ON citizen.case_id = ledger.case_id
-- include: parts/ledger_texts.sql
;

COMMENT ON VIEW book.section_ledger IS
    '分台账 for analysts: book.section_row with names, who asked (masked) and a running number; '
    'filter by unit, section, book_year, entry and day';
GRANT SELECT ON book.section_ledger TO analyst, supervisor;
