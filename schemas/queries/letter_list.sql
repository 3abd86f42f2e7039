-- Dead letters, the newest first, without their bytes.
-- $1 text        projection; '': of all
-- $2 text        reason; '': any
-- $3 timestamptz made since then; NULL: ever
-- $4 text        what names of the installation's topics begin with
-- $5 boolean     also those that were offered again
-- $6 bigint      how many at most
-- One row a letter.
SELECT projection, topic, partition, "offset", event_id, reason, text, is_personal, made_at, offered_at
FROM stream.dead_letter
WHERE ($1 = '' OR projection = $1) AND ($2 = '' OR reason = $2)
  AND ($3::timestamptz IS NULL OR made_at >= $3::timestamptz)
  AND starts_with(topic, $4) AND ($5::boolean OR offered_at IS NULL)
ORDER BY made_at DESC, projection, topic, partition, "offset" DESC, event_id
LIMIT $6::bigint
