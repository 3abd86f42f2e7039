-- The revisions of the rules under which rows of the generation that search_path names were made.
-- One row a revision.
SELECT DISTINCT rules_version
FROM case_file
ORDER BY rules_version
