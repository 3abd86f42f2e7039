-- Case files in some blocks of the table, in the generation that search_path names, whose rows were made under older
-- rules.
-- $1 text the first place, as a tid
-- $2 text the place behind the last
-- $3 bigint the rules in force
-- One row a file.
SELECT subject
FROM case_file
WHERE ctid >= $1::text::tid AND ctid < $2::text::tid AND rules_version < $3
