-- Rungs that rang more than five minutes ago, within a day, and have no alert.
-- One row: how many, and for how many seconds the oldest; none when alerts are no projection here.
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(rings_at))::bigint, 0)
FROM book.rung_without_alert
WHERE rings_at BETWEEN now() - interval '1 day' AND now() - interval '5 minutes'
