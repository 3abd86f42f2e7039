-- The tables of a schema, for ANALYZE, which wants their names.
-- $1 text schema
-- One row a table: its name, quoted.
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = $1 ORDER BY tablename
