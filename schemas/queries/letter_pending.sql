-- Records that were never offered again, each once however many projections set it aside, in the order of their topic.
-- $1 text        projection; '': of all
-- $2 text        reason; '': any
-- $3 timestamptz made since then; NULL: ever
-- $4 text        what names of the installation's topics begin with
-- $5 bigint      how many at most
-- One row a record.
SELECT DISTINCT ON (topic, partition, "offset", event_id) projection, topic, partition, "offset", event_id
FROM stream.dead_letter
WHERE ($1 = '' OR projection = $1) AND ($2 = '' OR reason = $2)
  AND ($3::timestamptz IS NULL OR made_at >= $3::timestamptz)
  AND starts_with(topic, $4) AND offered_at IS NULL
ORDER BY topic, partition, "offset", event_id, projection
LIMIT $5::bigint
