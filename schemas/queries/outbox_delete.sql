-- Messages that the broker has acknowledged.
-- $1 text      projection
-- $2 integer[] partitions, one a message
-- $3 bigint[]  sequences, one a message
-- As many rows as were still there; deleting twice does nothing.
DELETE FROM stream.outbox AS kept
USING unnest($2::integer[], $3::bigint[]) AS sent (partition, sequence)
WHERE kept.projection = $1 AND kept.partition = sent.partition AND kept.sequence = sent.sequence
