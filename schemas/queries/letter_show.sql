-- The letters of one record.
-- $1 text    projection
-- $2 text    topic
-- $3 integer partition
-- $4 bigint  offset
-- $5 uuid    event id; NULL: any
-- One row a letter; more than one when a record displaced several events.  Bytes are NULL when they are personal.
SELECT projection, topic, partition, "offset", event_id, reason, text, is_personal, key, payload, headers,
       timestamp_us, program_version, made_at, offered_at
FROM stream.dead_letter
WHERE projection = $1 AND topic = $2 AND partition = $3::integer AND "offset" = $4::bigint
  AND ($5::uuid IS NULL OR event_id = $5::uuid)
ORDER BY event_id
