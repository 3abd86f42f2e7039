-- search_path set to the live generations until the transaction ends.
-- $1 text projection; several: with a space between them
-- Always one row: false when one of them has none.
SELECT stream.enter_generation($1)
