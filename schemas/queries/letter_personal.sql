-- The bytes of a letter that is or may be personal.
-- $1 text    projection
-- $2 text    topic
-- $3 integer partition
-- $4 bigint  offset
-- $5 uuid    event id
-- One row, or none when the letter is not personal.
SELECT key, payload, headers
FROM citizen.dead_letter
WHERE projection = $1 AND topic = $2 AND partition = $3::integer AND "offset" = $4::bigint AND event_id = $5::uuid
