-- A new version of a calendar; its rows follow in the same transaction.
-- $1 text name
-- $2 bigint the version
-- $3 text sha256 of the files
-- $4 text who loads it; '': not said
-- One row affected.  A unique violation: somebody else loaded one at the same time.
INSERT INTO policy.calendar (name, version, sha256, loaded_by)
VALUES ($1, $2, $3, $4)
