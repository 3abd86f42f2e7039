-- A new generation's schema, and search_path set to it until the transaction ends.
-- $1 text    projection
-- $2 integer version
-- Always one row: its number.
SELECT stream.begin_generation($1, $2::integer)
