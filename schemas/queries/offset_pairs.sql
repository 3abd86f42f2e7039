-- Where a projection stands, and where something that follows it does.
-- $1 text projection
-- $2 text the follower's name; '' is none
-- One row a topic and partition: topic, partition, the follower's next offset (0: none), the projection's, and its
-- last record's offset, timestamp and hash.
SELECT place.topic, place.partition, coalesce(follower.next_offset, 0), place.next_offset, place.last_offset,
       place.last_timestamp, place.last_hash
FROM stream.consumer_offset AS place
LEFT JOIN stream.consumer_offset AS follower
  ON follower.projection = $2 AND follower.topic = place.topic AND follower.partition = place.partition
WHERE place.projection = $1
ORDER BY place.partition, place.topic
