-- stream.put_letters: what a flush sets aside goes into the table (personal bytes into citizen's), and each letter that
-- is new into the outbox, for the topic of dead letters.  Rights on citizen.dead_letter are INSERT alone, hence
-- neither RETURNING nor a conflict target there.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

CREATE FUNCTION stream.put_letters(projection text, topics text[], partitions integer[], offsets bigint[],
                                   event_ids uuid[], reasons text[], texts text[], keys bytea[], payloads bytea[],
                                   headers text[], timestamps bigint[], is_personal boolean[], program_version text)
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
                    is_personal)
             AS given (topic, partition, "offset", event_id, reason, text, key, payload, headers, timestamp_us,
                       is_personal)
        ORDER BY given.topic, given.partition, given."offset", given.event_id
    ), made AS (
        INSERT INTO stream.dead_letter AS kept (projection, topic, partition, "offset", event_id, reason, text,
                                                is_personal, key, payload, headers, timestamp_us, program_version)
        SELECT put_letters.projection, letter.topic, letter.partition, letter."offset", letter.event_id,
               letter.reason, letter.text, letter.is_personal,
               CASE WHEN NOT letter.is_personal THEN letter.key END,
               CASE WHEN NOT letter.is_personal THEN letter.payload END,
               CASE WHEN NOT letter.is_personal THEN coalesce(letter.headers, '') END,
               letter.timestamp_us, put_letters.program_version
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
