-- Where a projection's partitions stand: after an ambiguous COMMIT, who won.
-- $1 text     projection
-- $2 integer[] partitions
-- One row a partition and topic; fewer when some were never taken.
SELECT held.partition, held.fence, place.topic, place.next_offset
FROM stream.consumer_partition AS held
JOIN stream.consumer_offset AS place ON place.projection = held.projection AND place.partition = held.partition
WHERE held.projection = $1 AND held.partition = ANY ($2::integer[])
ORDER BY held.partition, place.topic
