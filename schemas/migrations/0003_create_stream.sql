-- stream: where each projection stands, what it set aside, what it still has to send.  Durable: facts about this
-- installation, though a projection can begin again at offset 0.
-- Rows of consumer_partition and consumer_offset are updated by every flush: fillfactor 70 keeps those updates
-- within their page.
-- Locks: none but on what it makes.  On a full table: does not apply.

CREATE SCHEMA stream AUTHORIZATION shouwen_owner;
SET LOCAL ROLE shouwen_owner;

-- Whoever may call a function is said by name; PostgreSQL's own default is everybody.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE stream.consumer_partition (
    projection text NOT NULL,
    partition integer NOT NULL,
    fence bigint NOT NULL DEFAULT 0,
    owner text NOT NULL DEFAULT '',
    backend_pid integer NOT NULL DEFAULT 0,
    backend_start timestamptz,
    taken_at timestamptz,
    outbox_sequence bigint NOT NULL DEFAULT 0,
    CONSTRAINT consumer_partition_key PRIMARY KEY (projection, partition),
    CONSTRAINT consumer_partition_fence_not_negative CHECK (fence >= 0),
    CONSTRAINT consumer_partition_number_not_negative CHECK (partition >= 0)
) WITH (fillfactor = 70);

COMMENT ON TABLE stream.consumer_partition IS
    'who writes a projection''s partition (of all its topics): only the holder of the present fence may';
COMMENT ON COLUMN stream.consumer_partition.outbox_sequence IS 'the last number given to a row of outbox';

CREATE TABLE stream.consumer_offset (
    projection text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL DEFAULT 0,
    last_offset bigint NOT NULL DEFAULT -1,
    last_timestamp bigint NOT NULL DEFAULT 0,
    last_hash bigint NOT NULL DEFAULT 0,
    CONSTRAINT consumer_offset_key PRIMARY KEY (projection, topic, partition),
    CONSTRAINT consumer_offset_last_before_next CHECK (last_offset >= -1 AND last_offset < next_offset)
) WITH (fillfactor = 70);

COMMENT ON TABLE stream.consumer_offset IS
    'what to read next; the committed offset in Kafka is only a gauge';
COMMENT ON COLUMN stream.consumer_offset.last_offset IS
    'the last record applied (-1: none), its broker timestamp in microseconds and a hash of its bytes: '
    'a topic that was made anew is recognized by them';

CREATE TABLE stream.dead_letter (
    projection text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    event_id uuid NOT NULL,
    reason text NOT NULL,
    text text NOT NULL,
    is_personal boolean NOT NULL,
    key bytea,
    payload bytea,
    headers text,
    timestamp_us bigint NOT NULL,
    program_version text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    offered_at timestamptz,
    CONSTRAINT dead_letter_key PRIMARY KEY (projection, topic, partition, "offset", event_id),
    CONSTRAINT dead_letter_personal_elsewhere CHECK (
        NOT is_personal OR (key IS NULL AND payload IS NULL AND headers IS NULL))
);
CREATE INDEX dead_letter_made_at ON stream.dead_letter (made_at);

COMMENT ON TABLE stream.dead_letter IS
    'what a projection could not take, one row a projection; the bytes of personal ones are in citizen.dead_letter';
COMMENT ON COLUMN stream.dead_letter.event_id IS 'all zeroes when the record told none';
COMMENT ON COLUMN stream.dead_letter.payload IS 'as it was in the log; NULL also when the record had none';
COMMENT ON COLUMN stream.dead_letter.headers IS 'a JSON object, values in base64; empty text: none';
COMMENT ON COLUMN stream.dead_letter.offered_at IS 'when shouwen-admin letters last put it into its topic again';

CREATE TABLE stream.outbox (
    projection text NOT NULL,
    partition integer NOT NULL,
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key bytea NOT NULL,
    payload bytea,
    headers text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT outbox_key PRIMARY KEY (projection, partition, sequence)
);

COMMENT ON TABLE stream.outbox IS
    'to be published by the partition''s owner in the order of sequence, and deleted when the broker has it';
COMMENT ON COLUMN stream.outbox.headers IS 'a JSON object of texts';

CREATE TABLE stream.rules_version (
    one integer NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rules_version_key PRIMARY KEY (one),
    CONSTRAINT rules_version_one_row CHECK (one = 1)
);
INSERT INTO stream.rules_version (version) VALUES (1);

COMMENT ON TABLE stream.rules_version IS
    'goes up by one with every change of calendar, policy or unit tree (stream.bump_rules)';

CREATE TABLE stream.generation (
    projection text NOT NULL,
    number integer NOT NULL,
    version integer NOT NULL,
    state text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT generation_key PRIMARY KEY (projection, number),
    CONSTRAINT generation_state CHECK (state IN ('live', 'building')),
    CONSTRAINT generation_projection_name CHECK (projection ~ '^[a-z][a-z0-9_]{0,39}$'),
    CONSTRAINT generation_number_positive CHECK (number > 0)
);
CREATE UNIQUE INDEX generation_live_once ON stream.generation (projection) WHERE state = 'live';

COMMENT ON TABLE stream.generation IS
    'generation N of a projection is the schema NAME_gN; version is the projection''s times 1000 plus the fold''s';

CREATE TABLE stream.view_file (
    path text NOT NULL,
    sha256 text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT view_file_key PRIMARY KEY (path)
);

COMMENT ON TABLE stream.view_file IS 'the files of schemas/views as the views of schema book were last made from them';
