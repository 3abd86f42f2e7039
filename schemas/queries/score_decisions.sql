-- The decisions of a published score.
-- $1 bigint score
-- A row a decision: case source and number, day, points, reason, approver, basis, subject and event.
SELECT case_source, case_number, day, points_hundredths, reason, approver, basis, subject, event_id
FROM fact.score_decision
WHERE score = $1::bigint
ORDER BY day, case_source, case_number, event_id
