-- Case files of the generation that search_path names whose subject is not in pg_temp.seen.
-- $1 bigint how many at the most
-- One row a file: its subject.
SELECT stored.subject
FROM case_file AS stored
WHERE NOT EXISTS (SELECT 1 FROM pg_temp.seen WHERE seen.subject = stored.subject)
LIMIT $1::bigint
