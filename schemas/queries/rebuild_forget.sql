-- What stands under the name of a generation being built goes.
-- $1 text its name, PROJECTION@NUMBER
-- Always one row.
SELECT stream.forget_building($1)
