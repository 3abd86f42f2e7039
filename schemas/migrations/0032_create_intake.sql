-- intake: how well each source tells.  What arrived in the log is counted by master-ledger, in the transaction that
-- applies it; what a producer refuses never reaches the log and is counted by the producer; and a dead letter says who
-- published it, where that could be read.  Durable: a rebuild reads the log again and must not count it again, so both
-- tables begin with the day of this migration.
-- Locks: stream.dead_letter, for a moment.  On a full table: nothing is rewritten.

CREATE SCHEMA intake AUTHORIZATION shouwen_owner;
SET LOCAL ROLE shouwen_owner;

CREATE TABLE intake.arrival (
    source text NOT NULL,
    day date NOT NULL,
    partition integer NOT NULL,
    last_at timestamptz NOT NULL,
    taken bigint NOT NULL,
    repeated bigint NOT NULL,
    set_aside bigint NOT NULL,
    ahead bigint NOT NULL,
    within_10_minutes bigint NOT NULL,
    within_1_hour bigint NOT NULL,
    within_1_day bigint NOT NULL,
    within_7_days bigint NOT NULL,
    later bigint NOT NULL,
    days_same bigint NOT NULL,
    days_next bigint NOT NULL,
    days_7 bigint NOT NULL,
    days_30 bigint NOT NULL,
    days_later bigint NOT NULL,
    minutes bigint NOT NULL,
    minutes_max bigint NOT NULL,
    days bigint NOT NULL,
    days_max bigint NOT NULL,
    CONSTRAINT arrival_key PRIMARY KEY (source, day, partition),
    CONSTRAINT arrival_partition_not_negative CHECK (partition >= 0),
    CONSTRAINT arrival_counts_not_negative CHECK (least(taken, repeated, set_aside) >= 0),
    CONSTRAINT arrival_has_a_class_each CHECK (
        taken = ahead + within_10_minutes + within_1_hour + within_1_day + within_7_days + later
            + days_same + days_next + days_7 + days_30 + days_later)
) WITH (fillfactor = 70);
COMMENT ON TABLE intake.arrival IS
    'records of the six event topics, each counted once, in the transaction of master-ledger that applied it: taken, '
    'repeated or set_aside; partitions apart, so that nobody waits for another';
COMMENT ON COLUMN intake.arrival.source IS 'who published it (Header.source); empty: that could not be read';
COMMENT ON COLUMN intake.arrival.day IS 'local day (Asia/Shanghai) of the broker''s time';
COMMENT ON COLUMN intake.arrival.last_at IS 'the broker''s time of the last of them';
COMMENT ON COLUMN intake.arrival.taken IS 'new events; one that another displaces later was taken all the same';
COMMENT ON COLUMN intake.arrival.repeated IS 'the event was in its case file already, word for word';
COMMENT ON COLUMN intake.arrival.set_aside IS 'dead letters: unreadable, in conflict, or of a case file that is full';
COMMENT ON COLUMN intake.arrival.ahead IS
    'taken, with a time: said to be more than 5 minutes later than the broker''s own time';
COMMENT ON COLUMN intake.arrival.within_10_minutes IS 'taken, with a time: at most so late, as are the following';
COMMENT ON COLUMN intake.arrival.days_same IS
    'taken, of a day without a time: told on that day; books that are imported in batches are late by nature';
COMMENT ON COLUMN intake.arrival.days_7 IS 'told 2 to 7 days after';
COMMENT ON COLUMN intake.arrival.minutes IS 'the sum over events with a time, and the most of one';
COMMENT ON COLUMN intake.arrival.days IS 'the sum over days without a time, and the most of one';

CREATE TABLE intake.refusal (
    program text NOT NULL,
    source text NOT NULL,
    day date NOT NULL,
    reason text NOT NULL,
    refused bigint NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT refusal_key PRIMARY KEY (program, source, day, reason),
    CONSTRAINT refusal_positive CHECK (refused > 0)
);
COMMENT ON TABLE intake.refusal IS
    'what a producer with a database refused; written every few seconds or at its end, so that a kill loses the last '
    'seconds'' counts, and a connection lost at the wrong moment may count some twice';
COMMENT ON COLUMN intake.refusal.program IS 'hotline, mailbox, register or publish';
COMMENT ON COLUMN intake.refusal.source IS 'empty: it could not be read, or is not the sender''s to speak as';
COMMENT ON COLUMN intake.refusal.day IS 'local day (Asia/Shanghai) by the program''s clock';
COMMENT ON COLUMN intake.refusal.reason IS 'of the list in the README; none: the program''s own words say it';

GRANT USAGE ON SCHEMA intake TO shouwen_master_ledger, shouwen_producer, shouwen_admin, shouwen_rebuild;
GRANT SELECT, INSERT, UPDATE ON intake.arrival TO shouwen_master_ledger;
GRANT SELECT, INSERT, UPDATE ON intake.refusal TO shouwen_producer;
GRANT SELECT ON intake.arrival, intake.refusal TO shouwen_admin, shouwen_rebuild;

ALTER TABLE stream.dead_letter ADD COLUMN source text NOT NULL DEFAULT '';
COMMENT ON COLUMN stream.dead_letter.source IS
    'who published it (Header.source); empty: that could not be read, or is not looked for, as of the citizens'' topic';
GRANT SELECT (projection, topic, source, reason, timestamp_us) ON stream.dead_letter TO shouwen_rebuild;

-- As the one of 13 parameters, which programs of the release before still call; and with the sources.
CREATE FUNCTION stream.put_letters(projection text, topics text[], partitions integer[], offsets bigint[],
                                   event_ids uuid[], reasons text[], texts text[], keys bytea[], payloads bytea[],
                                   headers text[], timestamps bigint[], is_personal boolean[], program_version text,
                                   sources text[])
RETURNS integer
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    new_count integer;
BEGIN
    WITH letter AS MATERIALIZED (
        SELECT DISTINCT ON (given.topic, given.partition, given."offset", given.event_id) given.*
        FROM unnest(topics, partitions, offsets, event_ids, reasons, texts, keys, payloads, headers, timestamps,
                    is_personal, sources)
             AS given (topic, partition, "offset", event_id, reason, text, key, payload, headers, timestamp_us,
                       is_personal, source)
        ORDER BY given.topic, given.partition, given."offset", given.event_id
    ), made AS (
        INSERT INTO stream.dead_letter AS kept (projection, topic, partition, "offset", event_id, reason, text,
                                                is_personal, key, payload, headers, timestamp_us, program_version,
                                                source)
        SELECT put_letters.projection, letter.topic, letter.partition, letter."offset", letter.event_id,
               letter.reason, letter.text, letter.is_personal,
               CASE WHEN NOT letter.is_personal THEN letter.key END,
               CASE WHEN NOT letter.is_personal THEN letter.payload END,
               CASE WHEN NOT letter.is_personal THEN coalesce(letter.headers, '') END,
               letter.timestamp_us, put_letters.program_version, letter.source
        FROM letter
        ON CONFLICT DO NOTHING
        RETURNING kept.topic, kept.partition, kept."offset", kept.event_id
    ), new AS MATERIALIZED (
        SELECT letter.*,
               row_number() OVER (PARTITION BY letter.partition
                                  ORDER BY letter.topic, letter."offset", letter.event_id) AS number
        FROM letter
        JOIN made ON made.topic = letter.topic AND made.partition = letter.partition
                 AND made."offset" = letter."offset" AND made.event_id = letter.event_id
    ), personal AS (
        INSERT INTO citizen.dead_letter (projection, topic, partition, "offset", event_id, key, payload, headers)
        SELECT put_letters.projection, new.topic, new.partition, new."offset", new.event_id, new.key, new.payload,
               coalesce(new.headers, '')
        FROM new
        WHERE new.is_personal
        ON CONFLICT DO NOTHING
    ), counted AS (
        UPDATE stream.consumer_partition AS held
        SET outbox_sequence = held.outbox_sequence + of_partition.letters
        FROM (SELECT new.partition, count(*) AS letters FROM new GROUP BY new.partition) AS of_partition
        WHERE held.projection = put_letters.projection AND held.partition = of_partition.partition
        RETURNING held.partition, held.outbox_sequence - of_partition.letters AS sequence
    )
    INSERT INTO stream.outbox (projection, partition, sequence, topic, key, payload, headers)
    SELECT put_letters.projection, new.partition, counted.sequence + new.number, 'deadletter',
           CASE WHEN new.is_personal THEN '' ELSE coalesce(new.key, '') END,
           CASE WHEN new.is_personal THEN '' ELSE coalesce(new.payload, '') END,
           jsonb_build_object('reason', new.reason, 'text', new.text, 'projection', put_letters.projection,
                              'topic', new.topic, 'partition', new.partition::text, 'offset', new."offset"::text,
                              'event_id', new.event_id::text, 'is_personal', new.is_personal::text,
                              'program_version', put_letters.program_version)::text
    FROM new
    JOIN counted ON counted.partition = new.partition;
    GET DIAGNOSTICS new_count = ROW_COUNT;
    RETURN new_count;
END
$$;

GRANT EXECUTE ON FUNCTION
    stream.put_letters(text, text[], integer[], bigint[], uuid[], text[], text[], bytea[], bytea[], text[], bigint[],
                       boolean[], text, text[])
    TO shouwen_projector;
