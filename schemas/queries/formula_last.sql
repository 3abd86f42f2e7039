-- The last version of a formula.
-- $1 text formula
-- One row; none: it was never loaded.
SELECT version, sha256
FROM policy.formula
WHERE formula = $1
ORDER BY version DESC
LIMIT 1
