-- projection: master_ledger
--
-- The master ledgers as people read them; the number as in section_ledger.sql, within the unit's year.
CREATE OR REPLACE VIEW book.master_ledger AS
SELECT
    ledger.unit,
    coalesce((SELECT name FROM directory.unit_on(ledger.unit, ledger.day)), ledger.unit) AS unit_name,
    ledger.entry_section,
    coalesce((SELECT name FROM directory.section_on(ledger.unit, ledger.entry_section, ledger.day)),
             ledger.entry_section) AS entry_section_name,
    ledger.book_year,
    before.count + 1 + CASE WHEN before.count_then = 1 THEN 0 ELSE (
        SELECT count(*)
        FROM master_row AS same
        WHERE same.unit = ledger.unit AND same.book_year = ledger.book_year AND same.came_in_at = ledger.came_in_at
            AND same.case_id < ledger.case_id
    ) END AS number,
    ledger.day,
    ledger.is_accepting,
    ledger.handling_section,
    coalesce((SELECT name FROM directory.section_on(ledger.unit, ledger.handling_section, ledger.day)),
             ledger.handling_section) AS handling_section_name,
    ledger.sections,
    ledger.signed_at,
    ledger.unit_flags,
    -- include: parts/ledger_columns.sql
FROM (
    SELECT part.*, (part.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM book.master_row AS part
) AS ledger
LEFT JOIN (
    SELECT
        part.unit,
        part.book_year,
        part.came_in_at,
        count(*) AS count_then,
        sum(count(*)::integer) OVER (
            PARTITION BY part.unit, part.book_year
            ORDER BY part.came_in_at ROWS UNBOUNDED PRECEDING
        ) - count(*) AS count
    FROM master_row AS part
    GROUP BY part.unit, part.book_year, part.came_in_at
) AS before ON before.unit = ledger.unit AND before.book_year = ledger.book_year
    AND before.came_in_at = ledger.came_in_at
LEFT JOIN book.citizen AS citizen ON citizen.case_id = ledger.case_id
-- include: parts/ledger_texts.sql
;

COMMENT ON VIEW book.master_ledger IS
    '总台账 for analysts: book.master_row with names, who asked (masked) and a running number; '
    'filter by unit, book_year and day';
GRANT SELECT ON book.master_ledger TO analyst, supervisor;
