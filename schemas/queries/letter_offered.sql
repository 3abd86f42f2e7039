-- A record was put into its topic again: none of its letters waits any longer.
-- $1 text    topic
-- $2 integer partition
-- $3 bigint  offset
-- $4 uuid    event id
-- One row a projection that had set it aside.
UPDATE stream.dead_letter
SET offered_at = clock_timestamp()
WHERE topic = $1 AND partition = $2::integer AND "offset" = $3::bigint AND event_id = $4::uuid
