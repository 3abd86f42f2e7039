-- What a generation takes, and where it is.
-- $1 text schema
-- Always one row: bytes of its tables and indexes, the server's data directory (empty: it may not be asked), and
-- whether the server is on this machine.
SELECT coalesce((SELECT sum(pg_total_relation_size(class.oid))
                 FROM pg_class AS class
                 WHERE class.relnamespace = to_regnamespace($1) AND class.relkind IN ('r', 'p')), 0)::bigint,
       CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE')
            THEN current_setting('data_directory') ELSE '' END,
       coalesce(inet_server_addr() = inet_client_addr(), true)
