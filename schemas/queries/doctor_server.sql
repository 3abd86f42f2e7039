-- What doctor wants to know of the server.
-- Always one row.
SELECT current_setting('server_version_num')::integer,
       current_setting('server_version'),
       pg_is_in_recovery(),
       current_setting('fsync')::boolean,
       current_setting('full_page_writes')::boolean,
       current_setting('synchronous_commit') <> 'off',
       current_setting('wal_compression') IN ('on', 'pglz'),
       current_setting('server_encoding'),
       clock_timestamp()
