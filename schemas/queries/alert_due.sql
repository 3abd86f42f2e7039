-- Subjects of which a rung rings between two times, in the order they ring.
-- $1 timestamptz behind which time
-- $2 timestamptz up to which
-- $3 integer[]   partitions
-- $4 integer     how many there are in all
-- $5 integer     how many rows at most
-- One row a rung.
SELECT subject
FROM rung_row
WHERE rings_at > $1::timestamptz AND rings_at <= $2::timestamptz AND key_hash % $4::integer = ANY ($3::integer[])
ORDER BY rings_at
LIMIT $5::integer
