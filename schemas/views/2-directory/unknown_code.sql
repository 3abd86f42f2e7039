-- projection: section_ledger
--
-- Sections that events name and the directory does not know.  From one book to the next along the index of the
-- books, so that it costs as much as there are sections and years, however many the cases.
CREATE OR REPLACE VIEW book.unknown_code AS
WITH RECURSIVE place AS (
    (SELECT part.unit, part.book_year, part.section
     FROM section_row AS part
     ORDER BY part.unit, part.book_year, part.section
     LIMIT 1)
    UNION ALL
    SELECT following.unit, following.book_year, following.section
    FROM place
    CROSS JOIN LATERAL (
        SELECT part.unit, part.book_year, part.section
        FROM section_row AS part
        WHERE (part.unit, part.book_year, part.section) > (place.unit, place.book_year, place.section)
        ORDER BY part.unit, part.book_year, part.section
        LIMIT 1) AS following
)
SELECT DISTINCT
    place.unit,
    place.section,
    EXISTS (SELECT FROM directory.unit AS known WHERE known.code = place.unit) AS is_unit_known
FROM place
WHERE NOT EXISTS (
    SELECT FROM directory.section AS known
    WHERE known.unit = place.unit AND known.code = place.section);

COMMENT ON VIEW book.unknown_code IS
    'Units and sections that stand in the books and not in the directory: one row a section';
COMMENT ON COLUMN book.unknown_code.unit IS 'code of the unit, as events say it';
COMMENT ON COLUMN book.unknown_code.section IS 'code of the section';
COMMENT ON COLUMN book.unknown_code.is_unit_known IS 'the directory knows the unit, but no such section of it';
GRANT SELECT ON book.unknown_code TO analyst, shouwen_admin;
