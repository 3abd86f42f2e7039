-- The next subjects in the order of their ids, of the generation that search_path names.
-- $1 uuid    behind which one
-- $2 integer how many
-- $3 bigint  the rules in force
-- One row a subject: its id, and whether its rows were made under older rules.
SELECT subject, rules_version < $3::bigint
FROM case_file
WHERE subject > $1::uuid
ORDER BY subject
LIMIT $2::integer
