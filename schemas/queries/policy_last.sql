-- The last version of a preset.
-- $1 text preset
-- One row; none: it was never loaded.
SELECT version, sha256
FROM policy.policy
WHERE preset = $1
ORDER BY version DESC
LIMIT 1
