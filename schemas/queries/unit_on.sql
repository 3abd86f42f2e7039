-- What a unit is called on a day, or was called last before.
-- $1 text code
-- $2 date the day
-- No row: the directory does not know it, or not yet.
SELECT known.name
FROM directory.unit_on($1, $2) AS known
