-- Roles that are missing or lack a right on this database.
-- $1 text[] roles that programs log in as
-- One row a fault: role, whether it exists, whether it may connect, whether (shouwen_rebuild) it may make schemas.
SELECT wanted.name, known.oid IS NOT NULL,
       coalesce(has_database_privilege(known.oid, current_database(), 'CONNECT') AND known.rolcanlogin, false),
       wanted.name <> 'shouwen_rebuild'
           OR coalesce(has_database_privilege(known.oid, current_database(), 'CREATE'), false)
FROM unnest($1::text[]) AS wanted (name)
LEFT JOIN pg_roles AS known ON known.rolname = wanted.name
WHERE known.oid IS NULL OR NOT known.rolcanlogin
   OR NOT has_database_privilege(known.oid, current_database(), 'CONNECT')
   OR (wanted.name = 'shouwen_rebuild' AND NOT has_database_privilege(known.oid, current_database(), 'CREATE'))
ORDER BY wanted.name
