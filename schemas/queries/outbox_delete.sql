-- Messages that the broker has acknowledged, of partitions that are still ours: after a failover, numbers come again.
-- $1 text      projection
-- $2 integer[] partitions, one a message
-- $3 bigint[]  sequences, one a message
-- $4 bigint[]  fences of these partitions, one a message
-- As many rows as were still there; deleting twice does nothing.
WITH mine AS MATERIALIZED ( -- apart, or each is looked for among all of its partition
    SELECT sent.partition, sent.sequence
    FROM unnest($2::integer[], $3::bigint[], $4::bigint[]) AS sent (partition, sequence, fence)
    JOIN stream.consumer_partition AS held
      ON held.projection = $1 AND held.partition = sent.partition AND held.fence = sent.fence
)
DELETE FROM stream.outbox AS kept
USING mine
WHERE kept.projection = $1 AND kept.partition = mine.partition AND kept.sequence = mine.sequence
