-- One rebuild of a projection at a time: a lock of this session.  1398099800 is one number for all of them.
-- $1 text projection
-- Always one row: false when another session has it.
SELECT pg_try_advisory_lock(1398099800, hashtext($1))
