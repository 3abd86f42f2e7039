-- The next messages of some partitions to be published, in order.
-- $1 text      projection
-- $2 integer[] partitions
-- $3 integer   how many at most
-- One row a message.
SELECT partition, sequence, topic, key, payload, headers
FROM stream.outbox
WHERE projection = $1 AND partition = ANY ($2::integer[])
ORDER BY partition, sequence
LIMIT $3::integer
