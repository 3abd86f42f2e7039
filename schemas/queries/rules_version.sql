-- The version of the rules in force.
-- Always one row.
SELECT version
FROM stream.rules_version
