-- All offsets of a projection to 0, under new fences.
-- $1 text projection
-- Always one row.
SELECT stream.begin_again($1)
