-- What a statement's parameters hold must not reach the server's log, whatever its log settings are: names and texts
-- are written by citizen-register, and bytes that may be personal (letters) by every consumer.  A failed row's values
-- stand in the message's DETAIL, which terse leaves out.  The settings belong to superusers: when somebody else
-- migrates it is said, and a superuser repeats these lines.
-- Locks: rows of pg_db_role_setting.  On a full table: does not apply.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['shouwen_section_ledger', 'shouwen_master_ledger', 'shouwen_citizen_register',
                                'shouwen_overdue_alerts', 'shouwen_assessment']
    LOOP
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', role);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length_on_error = 0', role);
        EXECUTE format('ALTER ROLE %I SET log_error_verbosity = terse', role);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'values may reach the server''s log until a superuser runs migration keep_values_out_of_logs';
END
$$;
