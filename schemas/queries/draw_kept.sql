-- A sample that was kept.
-- $1 text unit
-- $2 text sample
-- A row a case, or one without a case when none was drawn; no row: there is no such sample.
SELECT kept.size, kept.drawn_at, kept.drawn_by, item.case_id
FROM fact.draw AS kept
LEFT JOIN fact.draw_case AS item USING (unit, sample)
WHERE kept.unit = $1 AND kept.sample = $2
ORDER BY item.number
