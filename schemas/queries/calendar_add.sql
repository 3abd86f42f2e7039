-- A new version of a calendar, under the rules that this transaction begins; its rows follow.
-- $1 text name
-- $2 bigint the version
-- $3 text sha256 of the files
-- $4 text who loads it; '': not said
-- One row affected.  A unique violation: somebody else loaded one at the same time.
INSERT INTO policy.calendar (name, version, sha256, loaded_by, rules_version)
SELECT $1::text, $2::bigint, $3::text, $4::text, rules.version
FROM stream.rules_version AS rules
