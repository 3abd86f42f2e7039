-- Subjects of which a rung rings between two times, or waits for an import no longer, in that order; those of one
-- instant in the order of their ids, in which their rows and alerts are looked up and written with fewer pages.
-- $1 timestamptz behind which time
-- $2 timestamptz up to which
-- $3 integer[]   partitions
-- $4 integer     how many there are in all
-- $5 integer     how many rows at most
-- One row a rung.
SELECT subject
FROM (
    SELECT subject, rings_at AS at, key_hash FROM rung_row
    UNION ALL
    SELECT subject, held_until, key_hash FROM rung_row WHERE held_until IS NOT NULL
) AS due
WHERE at > $1::timestamptz AND at <= $2::timestamptz AND key_hash % $4::integer = ANY ($3::integer[])
ORDER BY at, subject
LIMIT $5::integer
