-- What was set aside within a day and not offered again.
-- One row a projection and reason: projection, reason, how many.
SELECT projection, reason, count(*)
FROM stream.dead_letter
WHERE made_at > clock_timestamp() - interval '1 day' AND offered_at IS NULL AND position('@' IN projection) = 0
GROUP BY projection, reason
ORDER BY projection, count(*) DESC, reason
