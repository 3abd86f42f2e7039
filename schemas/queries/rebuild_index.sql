-- The next key, index or statistics of a generation being built that nobody else makes just now.
-- $1 text    projection
-- $2 integer generation
-- Always one row: the statement that made it, NULL when there was none.
SELECT stream.make_index($1, $2::integer)
