-- growth.sql -- many more cases in the tables of generation :schema: every one that is there, copied under other
-- subjects until there are :cases, all in random order, so that neither the pages of tables nor those of indexes tell
-- the ones that will be written from the others.
--
-- What is copied is valid to the byte for whoever reads a file or a row; only the number that stands in a copied file
-- is that of the case it was copied from.  Nobody publishes events of the copies.
SET search_path = :schema;
SET maintenance_work_mem = '512MB';
SET work_mem = '256MB';
CREATE TEMP TABLE place AS
SELECT subject AS was, number, CASE number WHEN 0 THEN subject ELSE md5(subject::text || number)::uuid END AS becomes
FROM case_file, generate_series(0, :cases / (SELECT count(*) FROM case_file) - 1) AS number;
ANALYZE place;
-- Its tables, and what they are copied from; of each the first column is the subject, whatever the others are.
CREATE TEMP TABLE pair AS
SELECT relname, 'one_' || relname AS copied, oid FROM pg_class
WHERE relnamespace = :'schema'::regnamespace AND relkind = 'r';
SELECT format('CREATE TEMP TABLE %I AS SELECT * FROM %I', copied, relname) FROM pair
\gexec
SELECT format('ANALYZE %I', copied) FROM pair
\gexec
SELECT format('TRUNCATE %s', string_agg(quote_ident(relname), ', ')) FROM pair
\gexec
SELECT format('INSERT INTO %I SELECT becomes, %s FROM %I AS one JOIN place ON was = one.%I ORDER BY md5(becomes::text)',
              relname, string_agg(format('one.%I', attname), ', ' ORDER BY attnum) FILTER (WHERE attnum > 1), copied,
              min(attname) FILTER (WHERE attnum = 1))
FROM pair JOIN pg_attribute ON attrelid = oid
WHERE attnum > 0 AND NOT attisdropped
GROUP BY relname, copied
\gexec
SELECT format('DROP TABLE %I', copied) FROM pair
\gexec
SELECT format('VACUUM (ANALYZE) %s', string_agg(quote_ident(relname), ', ')) FROM pair
\gexec
DROP TABLE place, pair;
CHECKPOINT;
