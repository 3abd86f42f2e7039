-- alert: which rungs (预警, 催办) were decided to have rung: durable, never rebuilt, and outside of digests.  A rung
-- that should have rung and has no row here becomes one; a row whose rung does not hold is cleared.  Messages of a
-- topic that are compared with the table they came from: stream.relay says up to where.
-- Locks: stream.outbox's and consumer_partition's functions only.  On a full table: does not apply.

CREATE SCHEMA alert AUTHORIZATION shouwen_owner;
COMMENT ON SCHEMA alert IS 'alerts that were decided: durable, never rebuilt';
SET LOCAL ROLE shouwen_owner;

CREATE TABLE alert.alert (
    id uuid NOT NULL,
    subject uuid NOT NULL,
    clock text NOT NULL,
    started_by uuid NOT NULL,
    rung text NOT NULL,
    due_at timestamptz,
    cleared_before bigint NOT NULL,
    key_hash integer NOT NULL,
    level text NOT NULL,
    rings_at timestamptz NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    accepted_unit text NOT NULL,
    receiver text NOT NULL,
    state text NOT NULL,
    raised_at timestamptz NOT NULL,
    recipients text NOT NULL,
    flags text NOT NULL,
    supersedes uuid,
    explanation text NOT NULL,
    rules_version bigint NOT NULL,
    policy text NOT NULL,
    policy_version bigint NOT NULL,
    calendar_version bigint NOT NULL,
    message bytea,
    cleared_at timestamptz,
    clear_reason text,
    clear_id uuid,
    CONSTRAINT alert_key PRIMARY KEY (id),
    CONSTRAINT alert_state_known CHECK (state IN ('raised', 'stale')),
    CONSTRAINT alert_level_known CHECK (level IN ('yellow', 'red', 'urge', 'notice')),
    CONSTRAINT alert_raised_has_message CHECK ((state = 'raised') = (message IS NOT NULL)),
    CONSTRAINT alert_cleared_whole CHECK (
        (cleared_at IS NULL) = (clear_reason IS NULL) AND (cleared_at IS NULL) = (clear_id IS NULL)),
    CONSTRAINT alert_clear_reason_known CHECK (
        clear_reason IN ('done_in_time', 'clock_moved', 'corrected', 'rules_changed'))
) WITH (fillfactor = 90);
-- One a rung and due instant, each time it was cleared before; and how a rung finds its own.
CREATE UNIQUE INDEX alert_once ON alert.alert
    (subject, clock, started_by, rung, (coalesce(due_at, '-infinity'::timestamptz)), cleared_before);
CREATE INDEX alert_raised_at ON alert.alert (raised_at);

COMMENT ON TABLE alert.alert IS
    'every rung (预警, 催办) that was decided to have rung, as it was then; open until cleared_at';
COMMENT ON COLUMN alert.alert.due_at IS 'of its clock; NULL: a pause without an end held it';
COMMENT ON COLUMN alert.alert.cleared_before IS 'how many alerts of this rung and due instant were cleared before';
COMMENT ON COLUMN alert.alert.key_hash IS 'murmur2 of the key; modulo the number of partitions, the partition';
COMMENT ON COLUMN alert.alert.state IS 'raised: it was published; stale: it was history when it was first decided, and was not';
COMMENT ON COLUMN alert.alert.raised_at IS 'when it was decided, by the database''s time';
COMMENT ON COLUMN alert.alert.recipients IS
    'who was told, a line each: post, then unit/section/person (no person: the post as such); "cc" before those who got a copy';
COMMENT ON COLUMN alert.alert.message IS 'what was published, whole';
COMMENT ON COLUMN alert.alert.clear_id IS 'event id of the message that said it';

CREATE TABLE stream.relay (
    projection text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    CONSTRAINT relay_key PRIMARY KEY (projection, topic, partition),
    CONSTRAINT relay_offset_not_negative CHECK (next_offset >= 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE stream.relay IS
    'every message before next_offset was compared with the table it came from, or came from it as it is now';

-- Nobody else writes for these partitions until the transaction ends, if they are held under these fences; gives the
-- time.
CREATE FUNCTION stream.hold_partitions(projection text, partitions integer[], fences bigint[])
RETURNS timestamptz
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    found_count bigint;
BEGIN
    PERFORM 1
    FROM stream.consumer_partition AS held
    JOIN unnest(partitions, fences) AS mine (partition, fence)
      ON held.partition = mine.partition AND held.fence = mine.fence
    WHERE held.projection = hold_partitions.projection
    ORDER BY held.partition
    FOR NO KEY UPDATE OF held;
    GET DIAGNOSTICS found_count = ROW_COUNT;
    IF found_count <> cardinality(partitions) THEN
        RAISE EXCEPTION '% of % partitions of % are held by another fence (among %)',
            cardinality(partitions) - found_count, cardinality(partitions), hold_partitions.projection, partitions
            USING ERRCODE = 'SW001';
    END IF;
    RETURN clock_timestamp();
END
$$;

-- Messages into the outbox, numbered in the order they are given.  The partitions are held.
CREATE FUNCTION stream.put_messages(projection text, topic text, partitions integer[], keys bytea[], payloads bytea[],
                                    headers text[])
RETURNS void
LANGUAGE sql
AS $$
    WITH given AS MATERIALIZED (
        SELECT message.*, row_number() OVER (PARTITION BY message.partition ORDER BY message.place) AS number
        FROM unnest(partitions, keys, payloads, headers)
             WITH ORDINALITY AS message (partition, key, payload, headers, place)
    ), counted AS (
        UPDATE stream.consumer_partition AS held
        SET outbox_sequence = held.outbox_sequence + of_partition.messages
        FROM (SELECT given.partition, count(*) AS messages FROM given GROUP BY given.partition) AS of_partition
        WHERE held.projection = put_messages.projection AND held.partition = of_partition.partition
        RETURNING held.partition, held.outbox_sequence - of_partition.messages AS sequence
    )
    INSERT INTO stream.outbox (projection, partition, sequence, topic, key, payload, headers)
    SELECT put_messages.projection, given.partition, counted.sequence + given.number, put_messages.topic, given.key,
           given.payload, given.headers
    FROM given
    JOIN counted ON counted.partition = given.partition
$$;

GRANT SELECT, INSERT, UPDATE ON stream.relay TO shouwen_projector;
GRANT SELECT ON stream.relay TO shouwen_admin;
GRANT EXECUTE ON FUNCTION
    stream.hold_partitions(text, integer[], bigint[]),
    stream.put_messages(text, text, integer[], bytea[], bytea[], text[])
    TO shouwen_projector;

-- shouwen_rebuild owns the views that show them.
GRANT USAGE ON SCHEMA alert TO shouwen_overdue_alerts, shouwen_admin, shouwen_rebuild;
GRANT SELECT, INSERT, UPDATE ON alert.alert TO shouwen_overdue_alerts;
GRANT SELECT ON alert.alert TO shouwen_admin, shouwen_rebuild;
