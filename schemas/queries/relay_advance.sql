-- What the broker acknowledged need not be compared again, where partitions are compared at all and are still ours.
-- $1 text      projection
-- $2 text      topic
-- $3 integer[] partitions
-- $4 bigint[]  fences of these partitions
-- $5 bigint[]  the offsets behind the last message that was acknowledged
-- As many rows as moved.
UPDATE stream.relay AS kept
SET next_offset = sent.next_offset
FROM unnest($3::integer[], $4::bigint[], $5::bigint[]) AS sent (partition, fence, next_offset),
    stream.consumer_partition AS held
WHERE kept.projection = $1 AND kept.topic = $2 AND kept.partition = sent.partition
  AND kept.next_offset < sent.next_offset
  AND held.projection = kept.projection AND held.partition = sent.partition AND held.fence = sent.fence
