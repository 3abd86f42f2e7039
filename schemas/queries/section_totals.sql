-- Totals of a section's book by month of coming in; only what it was asked first.
-- $1 text unit
-- $2 text section
-- $3 integer year of the book
-- $4 timestamptz and $5 timestamptz: came in from, and before
-- A row a month with any: section, month, then the counts of lib/office/total_counts.def.
SELECT part.section, extract(month FROM part.came_in_at AT TIME ZONE 'Asia/Shanghai')::integer AS month,
    -- include: parts/total_columns.sql
FROM section_row AS part
JOIN case_row AS whole ON whole.case_id = part.case_id
WHERE part.unit = $1 AND part.section = $2 AND part.book_year = $3 AND part.entry = 'first'
    AND part.came_in_at >= $4 AND part.came_in_at < $5
GROUP BY 1, 2
ORDER BY 1, 2
