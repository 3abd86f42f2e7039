-- citizen: the one schema of personal data.  For now only what could not be read and may be personal: every consumer
-- may put a letter in, none but citizen-register may look.
-- Locks: none but on what it makes.  On a full table: does not apply.

CREATE SCHEMA citizen AUTHORIZATION shouwen_owner;
SET LOCAL ROLE shouwen_owner;

CREATE TABLE citizen.dead_letter (
    projection text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    event_id uuid NOT NULL,
    key bytea,
    payload bytea,
    headers text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dead_letter_key PRIMARY KEY (projection, topic, partition, "offset", event_id)
);

COMMENT ON TABLE citizen.dead_letter IS 'the bytes of the letters of stream.dead_letter that are or may be personal';
