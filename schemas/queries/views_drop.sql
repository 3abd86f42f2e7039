-- All views of schema book go, to be made anew in this transaction.
-- Always one row.
SELECT stream.drop_views()
