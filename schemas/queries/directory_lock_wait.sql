-- The same, after waiting for whoever has it.
-- Always one row: true.
SELECT pg_advisory_lock(1398099801) IS NOT NULL
