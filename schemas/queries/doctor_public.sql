-- May every role of the cluster connect to this database?
-- Always one row.
SELECT has_database_privilege('public', current_database(), 'CONNECT')
