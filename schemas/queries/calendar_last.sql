-- The last version of a calendar.
-- $1 text name
-- One row; none: it was never loaded.
SELECT version, sha256
FROM policy.calendar
WHERE name = $1
ORDER BY version DESC
LIMIT 1
