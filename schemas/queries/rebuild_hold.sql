-- Nobody moves the live projection until the transaction ends.
-- $1 text projection
-- Always one row.
SELECT stream.hold_projection($1)
