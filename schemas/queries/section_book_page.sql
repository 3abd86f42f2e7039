-- The next pages of a section's book, with the files they are made from: as many as fit, one at least.
-- $1 text unit
-- $2 text section
-- $3 integer year of the book
-- $4 text entry: first, or transferred_in
-- $5 timestamptz and $6 timestamptz: came in from, and before
-- $7 timestamptz and $8 uuid: behind this row
-- $9 integer rows at the most
-- $10 bigint bytes of files at the most
-- A row a page, in the order of the book.
WITH next AS MATERIALIZED (
    SELECT part.case_id, part.came_in_at
    FROM section_row AS part
    WHERE part.unit = $1 AND part.section = $2 AND part.book_year = $3 AND part.entry = $4
        AND part.came_in_at >= $5 AND part.came_in_at < $6 AND (part.came_in_at, part.case_id) > ($7, $8)
    ORDER BY part.came_in_at, part.case_id
    LIMIT $9
)
-- include: parts/book_page.sql
