-- One migrate at a time in a database; asked again and again, because waiting inside PostgreSQL would hold a snapshot, which
-- CREATE INDEX CONCURRENTLY of the other one waits for.
-- Always one row: true when this session has the lock.
SELECT pg_try_advisory_lock(1398099800)
