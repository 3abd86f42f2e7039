-- From where a topic is to be compared with what it came from.
-- $1 text projection
-- $2 text topic
-- One row a partition that was compared before.
SELECT partition, next_offset
FROM stream.relay
WHERE projection = $1 AND topic = $2
