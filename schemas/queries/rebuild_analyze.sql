-- The tables of a generation are analyzed.
-- $1 text    projection
-- $2 integer generation
-- Always one row.
SELECT stream.analyze_generation($1, $2::integer)
