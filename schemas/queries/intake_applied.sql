-- Which projections have applied the record at this place of the log.
-- $1 text    topic, by its whole name
-- $2 integer partition
-- $3 bigint  offset
-- One row a projection.
SELECT projection FROM stream.consumer_offset
WHERE topic = $1 AND partition = $2::integer AND next_offset > $3::bigint
ORDER BY projection
