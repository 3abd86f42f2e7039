-- Who may connect to this database, and who may make schemas in it (and what it needs for a moment).  These rights follow
-- neither a copy nor a restored dump of a database, so they are seen to at every migrate; what is in order is not touched.
-- No rows.
DO $$
DECLARE
    place text := current_database();
    role text;
BEGIN
    IF has_database_privilege('public', place, 'CONNECT') OR has_database_privilege('public', place, 'TEMPORARY') THEN
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', place);
    END IF;
    FOREACH role IN ARRAY ARRAY['shouwen_projector', 'shouwen_admin', 'shouwen_producer', 'shouwen_hotline',
                                'shouwen_mailbox', 'shouwen_assessor', 'analyst', 'unit_reader', 'section_post',
                                'supervisor', 'citizen_reader']
    LOOP
        IF NOT has_database_privilege(role, place, 'CONNECT') THEN
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', place, role);
        END IF;
    END LOOP;
    IF NOT has_database_privilege('shouwen_rebuild', place, 'CREATE')
        OR NOT has_database_privilege('shouwen_rebuild', place, 'TEMPORARY')
    THEN
        EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO shouwen_rebuild', place);
    END IF;
END
$$
