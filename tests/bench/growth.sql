-- growth.sql -- many more cases in the tables of section_ledger_g1: every one that is there, copied under other
-- subjects until there are :cases, all in random order, so that neither the pages of tables nor those of indexes tell
-- the ones that will be written from the others.
--
-- What is copied is valid to the byte for whoever reads a file or a row; only the number that stands in a copied file
-- is that of the case it was copied from.  Nobody publishes events of the copies.
SET search_path = section_ledger_g1;
SET maintenance_work_mem = '512MB';
SET work_mem = '256MB';
CREATE TEMP TABLE place AS
SELECT subject AS was, number, CASE number WHEN 0 THEN subject ELSE md5(subject::text || number)::uuid END AS becomes
FROM case_file, generate_series(0, :cases / (SELECT count(*) FROM case_file) - 1) AS number;
ANALYZE place;
CREATE TEMP TABLE one_file AS SELECT * FROM case_file;
CREATE TEMP TABLE one_case AS SELECT * FROM case_row;
CREATE TEMP TABLE one_section AS SELECT * FROM section_row;
ANALYZE one_file, one_case, one_section;
TRUNCATE case_file, case_row, section_row;

INSERT INTO case_file (subject, revision, rules_version, bytes)
SELECT becomes, revision, rules_version, bytes FROM one_file JOIN place ON was = subject ORDER BY md5(becomes::text);

-- Their first column is the subject, whatever the others are.
SELECT format('INSERT INTO %I SELECT becomes, %s FROM %I JOIN place ON was = case_id ORDER BY md5(becomes::text)',
              relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum), copied)
FROM (VALUES ('case_row', 'one_case'), ('section_row', 'one_section')) AS pair (relname, copied)
    JOIN pg_attribute ON attrelid = relname::regclass
WHERE attnum > 1 AND NOT attisdropped
GROUP BY relname, copied
\gexec
DROP TABLE place, one_file, one_case, one_section;
VACUUM (ANALYZE) case_file, case_row, section_row;
CHECKPOINT;
