-- The decisions of a score that was just published: those of score_adjustments.sql.
-- $1 text unit
-- $2 text section; '': of a unit
-- $3 text person; '': of a unit or section
-- $4 date and $5 date: the first day and the last
-- $6 bigint score
-- Affects a row a decision.
INSERT INTO fact.score_decision (score, subject, event_id, case_source, case_number, day, points_hundredths, reason,
    approver, basis)
SELECT $6, subject, event_id, case_source, case_number, day, points_hundredths, reason, approver, basis
FROM adjustment_row
WHERE unit = $1 AND ($2 = section OR ($2 = '' AND $3 <> '')) AND person = $3 AND day >= $4::date AND day <= $5::date
