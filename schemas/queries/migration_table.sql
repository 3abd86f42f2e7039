-- Has this database ever been migrated?
-- Always one row: true when the table of migrations is there.
SELECT to_regclass('public.schema_migration') IS NOT NULL
