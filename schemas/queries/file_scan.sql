-- Case files of the generation that search_path names, one part after the other.
-- $1 uuid the subject behind which to begin; zeroes: with the first
-- $2 bigint the revision of the rules under which their rows were made
-- $3 bigint how many at most
-- One row a file, in the order of subjects.
SELECT subject, bytes
FROM case_file
WHERE subject > $1::uuid AND rules_version = $2::bigint
ORDER BY subject
LIMIT $3::bigint
