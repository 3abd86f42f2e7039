-- Points given and taken by decision: of a unit as such, of a section as such, or of a person.
-- $1 text unit
-- $2 text section; '': of a unit
-- $3 text person; '': of a unit or section
-- $4 date and $5 date: the first day and the last
-- A row a decision, in the order of their days.
SELECT case_source, case_number, day, points_hundredths, reason, approver, basis, subject, event_id
FROM adjustment_row
WHERE unit = $1 AND ($2 = section OR ($2 = '' AND $3 <> '')) AND person = $3 AND day >= $4::date AND day <= $5::date
ORDER BY day, case_source, case_number, event_id
