-- One load of anything at a time in a database, until the session ends.
-- Always one row: true when this session has the lock.
SELECT pg_try_advisory_lock(1398099801)
