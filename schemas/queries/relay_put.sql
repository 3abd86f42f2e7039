-- A topic was compared up to here; it may be another topic than before, which begins again.
-- $1 text    projection
-- $2 text    topic
-- $3 integer partition, which is held
-- $4 bigint  offset
-- One row.
INSERT INTO stream.relay AS kept (projection, topic, partition, next_offset)
VALUES ($1, $2, $3::integer, $4::bigint)
ON CONFLICT (projection, topic, partition) DO UPDATE
SET next_offset = excluded.next_offset
WHERE kept.next_offset <> excluded.next_offset
