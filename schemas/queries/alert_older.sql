-- How many of these subjects have rows that were made under older rules.
-- $1 uuid[] subjects
-- $2 bigint the rules in force
-- One row.
SELECT count(*)
FROM case_file
WHERE subject = ANY ($1::uuid[]) AND rules_version < $2::bigint
