-- A generation and everything in it goes.
-- $1 text    projection
-- $2 integer number
-- Always one row.
SELECT stream.drop_generation($1, $2::integer)
