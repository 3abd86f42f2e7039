-- Partitions that the live projection took for the first time are followed from their first record.
-- $1 text projection
-- $2 text the follower's name
-- As many rows as there were new topics and partitions.
WITH held AS (
    INSERT INTO stream.consumer_partition (projection, partition)
    SELECT $2::text, live.partition
    FROM stream.consumer_partition AS live
    WHERE live.projection = $1::text
    ON CONFLICT DO NOTHING
)
INSERT INTO stream.consumer_offset (projection, topic, partition)
SELECT $2::text, live.topic, live.partition
FROM stream.consumer_offset AS live
WHERE live.projection = $1::text
ON CONFLICT DO NOTHING
