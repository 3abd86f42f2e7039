-- Totals of a unit's master ledger by the section that was asked first and month of coming in.
-- $1 text unit
-- $2 text only this section; '': all
-- $3 integer year of the book
-- $4 timestamptz and $5 timestamptz: came in from, and before
-- A row a section and month with any: section, month, then the counts of lib/office/total_counts.def.
SELECT part.entry_section AS section,
    extract(month FROM part.came_in_at AT TIME ZONE 'Asia/Shanghai')::integer AS month,
    -- include: parts/total_columns.sql
FROM master_row AS part
JOIN case_row AS whole ON whole.case_id = part.case_id
WHERE part.unit = $1 AND ($2 = '' OR part.entry_section = $2) AND part.book_year = $3
    AND part.came_in_at >= $4 AND part.came_in_at < $5
GROUP BY 1, 2
ORDER BY 1, 2
