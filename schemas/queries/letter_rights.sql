-- May this role read what is or may be personal?
-- Always one row.
SELECT CASE WHEN has_schema_privilege('citizen', 'USAGE')
            THEN has_table_privilege('citizen.dead_letter', 'SELECT')
            ELSE false END
