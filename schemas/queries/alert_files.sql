-- Case files of these subjects, of the generation that search_path names.
-- $1 uuid[] subjects, each once
-- One row a file, in the order of subjects: it, its revision, the rules its rows were made under, and the time.
SELECT file.subject, file.revision, file.rules_version, clock_timestamp()
FROM unnest($1::uuid[]) AS wanted (subject)
JOIN case_file AS file ON file.subject = wanted.subject
ORDER BY file.subject
