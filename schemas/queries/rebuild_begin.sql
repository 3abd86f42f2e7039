-- A generation that was just made is to be filled: up to where the live one stands, and without keys and indexes.
-- $1 text    projection
-- $2 integer generation
-- $3 text[]  its tables of sums, which keep theirs
-- Always one row.
SELECT stream.begin_rebuild($1, $2::integer, $3::text[])
