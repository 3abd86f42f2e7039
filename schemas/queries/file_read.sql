-- Case files of the generation that search_path names.
-- $1 uuid[] subjects
-- One row a file that exists.
SELECT subject, revision, rules_version, bytes
FROM case_file
WHERE subject = ANY ($1::uuid[])
