-- Which rules came after one revision and until another.
-- $1 bigint and $2 bigint: the revisions
-- A row each, by revision: its revision and what it is.
SELECT came.rules_version, came.what
FROM (
    SELECT rules_version, 'policy ' || preset || ' version ' || version AS what
    FROM policy.policy
    UNION ALL
    SELECT rules_version, 'calendar ' || name || ' version ' || version
    FROM policy.calendar
    UNION ALL
    SELECT DISTINCT rules_version, 'units of the directory'
    FROM policy.unit_place
) AS came
WHERE came.rules_version > $1::bigint AND came.rules_version <= $2::bigint
ORDER BY came.rules_version, came.what
