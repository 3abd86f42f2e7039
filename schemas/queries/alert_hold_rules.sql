-- The rules stay as they are until the transaction ends.
-- $1 bigint which they are
-- One row.  SW003 when they are others.
SELECT stream.hold_rules($1::bigint)
