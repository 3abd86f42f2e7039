-- Where every live projection stands, and whether the session that took a partition still lives.
-- One row a topic and partition: projection, topic, partition, next offset, owner, whether its backend is there.
SELECT place.projection, place.topic, place.partition, place.next_offset, held.owner,
       EXISTS (SELECT 1 FROM pg_stat_activity AS seen
               WHERE seen.pid = held.backend_pid AND seen.usename LIKE 'shouwen\_%')
FROM stream.consumer_offset AS place
JOIN stream.consumer_partition AS held ON held.projection = place.projection AND held.partition = place.partition
WHERE position('@' IN place.projection) = 0
ORDER BY place.projection, place.topic, place.partition
