-- This generation is in force.
-- $1 text    projection
-- $2 integer number
-- Always one row.
SELECT stream.finish_generation($1, $2::integer)
