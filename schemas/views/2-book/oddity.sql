-- projection: none
--
-- What is odd, a row a matter and flag in every unit's book the matter stands in: every unit asks for its own.  A stub
-- that stands in no book yet has no unit.
CREATE OR REPLACE VIEW book.oddity AS
SELECT
    odd.unit,
    odd.section,
    odd.book_year,
    odd.day,
    odd.is_accepting,
    odd.case_id,
    odd.case_source,
    odd.case_number,
    flagged.flag,
    coalesce(known.sentence, flagged.flag) AS sentence
FROM (
    SELECT
        ledger.unit,
        ledger.entry_section AS section,
        ledger.book_year,
        (ledger.came_in_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
        ledger.is_accepting,
        ledger.case_id,
        ledger.case_source,
        ledger.case_number,
        ledger.flags
    FROM book.master_row AS ledger
    WHERE ledger.flags <> ''
    UNION ALL
    SELECT '', '', NULL, NULL, false, whole.case_id, whole.case_source, whole.case_number, whole.flags
    FROM book.case_row AS whole
    WHERE whole.flags <> ''
        AND NOT EXISTS (SELECT 1 FROM book.master_row AS ledger WHERE ledger.case_id = whole.case_id)
) AS odd
CROSS JOIN LATERAL unnest(string_to_array(odd.flags, ',')) AS flagged (flag)
LEFT JOIN book.flag AS known ON known.flag = flagged.flag;

COMMENT ON VIEW book.oddity IS
    'Oddities of real life, applied and flagged: a row for every unit''s book, matter and flag';
GRANT SELECT ON book.oddity TO analyst, supervisor;

CREATE OR REPLACE VIEW book.oddity_count AS
SELECT
    odd.unit,
    odd.book_year,
    odd.flag,
    odd.sentence,
    count(*) AS cases
FROM book.oddity AS odd
GROUP BY odd.unit, odd.book_year, odd.flag, odd.sentence;

COMMENT ON VIEW book.oddity_count IS
    'How many matters of a unit''s year have which flag';
GRANT SELECT ON book.oddity_count TO analyst, supervisor, unit_reader, section_post;
