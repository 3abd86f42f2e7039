-- A new version of a formula; its rows follow.
-- $1 text formula
-- $2 bigint the version
-- $3 text sha256 of the file
-- $4 text who loads it; '': not said
-- One row affected.  A unique violation: somebody else loaded one at the same time.
INSERT INTO policy.formula (formula, version, sha256, loaded_by)
VALUES ($1::text, $2::bigint, $3::text, $4::text)
