-- Nobody else writes for these partitions until the transaction ends.
-- $1 text      projection
-- $2 integer[] partitions
-- $3 bigint[]  fences
-- One row: the time.  SW001 when they are held by another fence.
SELECT stream.hold_partitions($1::text, $2::integer[], $3::bigint[])
