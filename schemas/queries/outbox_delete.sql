-- Messages that the broker has acknowledged, of partitions that are still ours: after a failover, numbers come again.
-- $1 text      projection
-- $2 integer[] partitions, one a message
-- $3 bigint[]  sequences, one a message
-- $4 bigint[]  fences of these partitions, one a message
-- As many rows as were still there; deleting twice does nothing.
DELETE FROM stream.outbox AS kept
USING unnest($2::integer[], $3::bigint[], $4::bigint[]) AS sent (partition, sequence, fence),
    stream.consumer_partition AS held
WHERE kept.projection = $1 AND kept.partition = sent.partition AND kept.sequence = sent.sequence
  AND held.projection = kept.projection AND held.partition = sent.partition AND held.fence = sent.fence
