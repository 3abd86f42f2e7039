-- Exactly what each role needs.  Rights on the database itself are not here: they do not follow a database that is
-- copied or restored, so shouwen-admin migrate sees to them every time (schemas/queries/database_rights.sql).
-- Locks: catalogue rows.  On a full table: does not apply.

-- The role that migrates wrote schema_migration, and may not be shouwen_owner.
GRANT USAGE ON SCHEMA public TO shouwen_admin;
GRANT SELECT ON public.schema_migration TO shouwen_admin;

SET LOCAL ROLE shouwen_owner;

GRANT USAGE ON SCHEMA stream TO shouwen_projector, shouwen_admin;
GRANT SELECT, INSERT, UPDATE ON stream.consumer_partition, stream.consumer_offset TO shouwen_projector;
GRANT INSERT, SELECT (projection, topic, partition, "offset", event_id) ON stream.dead_letter TO shouwen_projector;
GRANT SELECT, INSERT, DELETE ON stream.outbox TO shouwen_projector;
GRANT SELECT ON stream.rules_version, stream.generation TO shouwen_projector;
GRANT EXECUTE ON FUNCTION
    stream.take_partitions(text, text, integer[], text[]),
    stream.evict(text, integer[]),
    stream.advance(text, integer[], bigint[], text[], integer[], bigint[], bigint[], bigint[], bigint[], bigint[]),
    stream.put_files(uuid[], bigint[], bigint, bytea[]),
    stream.hold_rules(bigint),
    stream.put_letters(text, text[], integer[], bigint[], uuid[], text[], text[], bytea[], bytea[], text[], bigint[],
                       boolean[], text)
    TO shouwen_projector;

GRANT SELECT, INSERT, UPDATE, DELETE ON stream.generation, stream.view_file TO shouwen_rebuild;
GRANT EXECUTE ON FUNCTION
    stream.begin_generation(text, integer),
    stream.finish_generation(text, integer),
    stream.enter_generation(text),
    stream.begin_again(text),
    stream.drop_views(),
    stream.drop_generation(text, integer)
    TO shouwen_rebuild;

GRANT SELECT ON ALL TABLES IN SCHEMA stream TO shouwen_admin;
GRANT UPDATE (offered_at) ON stream.dead_letter TO shouwen_admin;

GRANT USAGE ON SCHEMA citizen TO shouwen_projector, citizen_reader;
GRANT INSERT ON citizen.dead_letter TO shouwen_projector;
GRANT SELECT ON citizen.dead_letter TO shouwen_citizen_register, citizen_reader;

SET LOCAL ROLE shouwen_rebuild;

GRANT USAGE ON SCHEMA book TO analyst, unit_reader, section_post, supervisor;
