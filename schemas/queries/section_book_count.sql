-- How many pages a section's book has.
-- $1 text unit
-- $2 text section
-- $3 integer year of the book
-- $4 text entry: first, or transferred_in
-- $5 timestamptz and $6 timestamptz: came in from, and before
-- One row.
SELECT count(*)
FROM section_row AS part
WHERE part.unit = $1 AND part.section = $2 AND part.book_year = $3 AND part.entry = $4
    AND part.came_in_at >= $5 AND part.came_in_at < $6
