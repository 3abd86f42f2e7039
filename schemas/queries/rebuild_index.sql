-- The next key or index of a generation being built.
-- $1 text    projection
-- $2 integer generation
-- Always one row: the statement that made it, NULL when none was missing.
SELECT stream.make_index($1, $2::integer)
