-- Who answers hotline and mailbox systems: shouwen-hotline resolves aliases like every producer, and says of a case or
-- an event what became of it.  Of dead letters it sees reasons, never what they hold.  The views it reads are granted
-- where they are made.
-- Locks: stream.dead_letter, while its indexes are made.  On a full table: seconds for a million letters.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shouwen_hotline') THEN
        CREATE ROLE shouwen_hotline LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
END
$$;
GRANT shouwen_producer TO shouwen_hotline;

SET LOCAL ROLE shouwen_owner;

CREATE INDEX dead_letter_event ON stream.dead_letter (event_id);
CREATE INDEX dead_letter_subject ON stream.dead_letter (key);
GRANT USAGE ON SCHEMA stream TO shouwen_hotline;
GRANT SELECT (projection, topic, partition, next_offset) ON stream.consumer_offset TO shouwen_hotline;
GRANT SELECT (projection, topic, event_id, reason, text, key, made_at) ON stream.dead_letter TO shouwen_hotline;

SET LOCAL ROLE shouwen_rebuild;
GRANT USAGE ON SCHEMA book TO shouwen_hotline;
