-- When a unit's months were closed last.
-- $1 text unit
-- $2 integer year
-- A row a month that was ever closed: the version in force.
SELECT DISTINCT ON (month) month, version, cut_off_at, closed_by
FROM fact.month_close
WHERE unit = $1 AND year = $2
ORDER BY month, version DESC
