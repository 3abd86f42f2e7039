-- What was read of subjects is still so: their partitions are held.
-- $1 uuid[]   subjects
-- $2 bigint[] revisions of their case files, as they were read
-- One row.  SW002 when some were changed since.
SELECT stream.hold_files($1::uuid[], $2::bigint[])
