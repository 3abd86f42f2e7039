-- The next messages of some partitions to be published, in order.
-- $1 text      projection
-- $2 integer[] partitions
-- $3 integer   how many at most
-- $4 bigint    bytes they may have together; the first is given whatever it has
-- One row a message.
SELECT partition, sequence, topic, key, payload, headers
FROM (SELECT next.*, sum(coalesce(octet_length(payload), 0)) OVER (ORDER BY partition, sequence)
                     - coalesce(octet_length(payload), 0) AS bytes_before
      FROM (SELECT partition, sequence, topic, key, payload, headers
            FROM stream.outbox
            WHERE projection = $1 AND partition = ANY ($2::integer[])
            ORDER BY partition, sequence
            LIMIT $3::integer) AS next) AS sized
WHERE bytes_before < $4::bigint
ORDER BY partition, sequence
