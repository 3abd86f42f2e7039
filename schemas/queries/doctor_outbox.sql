-- What waits to be published for longer than a minute.
-- One row a projection: its name, how many, and for how many seconds the oldest.
SELECT projection, count(*), extract(epoch FROM clock_timestamp() - min(made_at))::bigint
FROM stream.outbox
WHERE position('@' IN projection) = 0
GROUP BY projection
HAVING min(made_at) < clock_timestamp() - interval '1 minute'
ORDER BY projection
