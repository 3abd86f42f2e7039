-- What a flush must decide within its own round trip: a client cannot branch inside a pipeline.  All run with the
-- rights of whoever calls.  Failures that the caller tells apart: SW001 fenced, SW002 case file changed by somebody
-- else, SW003 rules changed.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

-- Take partitions over: what is missing is made, the fence goes up, and from where to read is told.  A writer frozen
-- in mid-transaction holds the rows for ever: then this fails with 55P03 after a second, and stream.evict() helps.
CREATE FUNCTION stream.take_partitions(projection text, owner text, partitions integer[], topics text[])
RETURNS TABLE (partition integer, fence bigint, topic text, next_offset bigint, last_offset bigint,
               last_timestamp bigint, last_hash bigint)
LANGUAGE plpgsql
SET lock_timeout = '1s'
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO stream.consumer_partition (projection, partition)
    SELECT take_partitions.projection, wanted.number
    FROM (SELECT DISTINCT number FROM unnest(partitions) AS given (number)) AS wanted
    ORDER BY wanted.number
    ON CONFLICT DO NOTHING;

    PERFORM 1
    FROM stream.consumer_partition AS held
    WHERE held.projection = take_partitions.projection AND held.partition = ANY (partitions)
    ORDER BY held.partition
    FOR NO KEY UPDATE;

    UPDATE stream.consumer_partition AS held
    SET fence = held.fence + 1,
        owner = take_partitions.owner,
        backend_pid = pg_backend_pid(),
        backend_start = (SELECT mine.backend_start FROM pg_stat_activity AS mine WHERE mine.pid = pg_backend_pid()),
        taken_at = clock_timestamp()
    WHERE held.projection = take_partitions.projection AND held.partition = ANY (partitions);

    INSERT INTO stream.consumer_offset (projection, topic, partition)
    SELECT take_partitions.projection, wanted.topic, wanted.number
    FROM (SELECT DISTINCT topic, number
          FROM unnest(topics) AS named (topic), unnest(partitions) AS given (number)) AS wanted
    ORDER BY wanted.number, wanted.topic
    ON CONFLICT DO NOTHING;

    RETURN QUERY
    SELECT held.partition, held.fence, place.topic, place.next_offset, place.last_offset, place.last_timestamp,
           place.last_hash
    FROM stream.consumer_partition AS held
    JOIN stream.consumer_offset AS place ON place.projection = held.projection AND place.partition = held.partition
    WHERE held.projection = take_partitions.projection AND held.partition = ANY (partitions)
      AND place.topic = ANY (topics)
    ORDER BY held.partition, place.topic;
END
$$;

-- End the backends (of one's own role) that stand in these rows or hold their locks, and wait until they are gone;
-- gives how many.  The lock's holder is found through the row's xmax, because after a reconnect it need not be the
-- backend that took the partition.
CREATE FUNCTION stream.evict(projection text, partitions integer[])
RETURNS integer
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    rival integer;
    ended integer := 0;
BEGIN
    FOR rival IN
        SELECT seen.pid
        FROM pg_stat_activity AS seen
        WHERE seen.usename = current_user AND seen.pid <> pg_backend_pid()
          AND EXISTS (
            SELECT 1
            FROM stream.consumer_partition AS held
            LEFT JOIN pg_locks AS lock
              ON lock.locktype = 'transactionid' AND lock.granted AND lock.mode = 'ExclusiveLock'
             AND lock.transactionid = held.xmax
            WHERE held.projection = evict.projection AND held.partition = ANY (partitions)
              AND (lock.pid = seen.pid OR (held.backend_pid = seen.pid AND held.backend_start = seen.backend_start)))
    LOOP
        IF pg_terminate_backend(rival, 2000) THEN
            ended := ended + 1;
        END IF;
    END LOOP;
    RETURN ended;
END
$$;

-- The first statement of a flush: all offsets from expected to next, if the fences are still ours.
CREATE FUNCTION stream.advance(projection text, partitions integer[], fences bigint[], topics text[],
                               topic_partitions integer[], expected bigint[], next bigint[], last_offsets bigint[],
                               last_timestamps bigint[], last_hashes bigint[])
RETURNS void
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
    WHERE held.projection = advance.projection
    ORDER BY held.partition
    FOR NO KEY UPDATE OF held;
    GET DIAGNOSTICS found_count = ROW_COUNT;
    IF found_count <> cardinality(partitions) THEN
        RAISE EXCEPTION '% of % partitions of % are held by another fence (among %)',
            cardinality(partitions) - found_count, cardinality(partitions), advance.projection, partitions
            USING ERRCODE = 'SW001';
    END IF;

    UPDATE stream.consumer_offset AS place
    SET next_offset = step.next,
        last_offset = step.last_offset,
        last_timestamp = step.last_timestamp,
        last_hash = step.last_hash
    FROM unnest(topics, topic_partitions, expected, next, last_offsets, last_timestamps, last_hashes)
         AS step (topic, partition, expected, next, last_offset, last_timestamp, last_hash)
    WHERE place.projection = advance.projection AND place.topic = step.topic AND place.partition = step.partition
      AND place.next_offset = step.expected AND step.next >= step.expected
      AND place.partition = ANY (partitions);
    GET DIAGNOSTICS found_count = ROW_COUNT;
    IF found_count <> cardinality(topics) THEN
        RAISE EXCEPTION '% of % offsets of % are not where they were expected (partitions %)',
            cardinality(topics) - found_count, cardinality(topics), advance.projection, topic_partitions
            USING ERRCODE = 'SW001';
    END IF;
END
$$;

-- Case files of the generation that search_path names, by compare-and-set on their revision (expected 0: a new file).
CREATE FUNCTION stream.put_files(subjects uuid[], expected bigint[], rules_version bigint, files bytea[])
RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    made_count bigint;
    found_count bigint;
BEGIN
    INSERT INTO case_file (subject, revision, rules_version, bytes)
    SELECT given.subject, 1, put_files.rules_version, given.file
    FROM unnest(subjects, expected, files) AS given (subject, expected, file)
    WHERE given.expected = 0
    ON CONFLICT (subject) DO NOTHING;
    GET DIAGNOSTICS made_count = ROW_COUNT;

    UPDATE case_file AS kept
    SET revision = kept.revision + 1, rules_version = put_files.rules_version, bytes = given.file
    FROM unnest(subjects, expected, files) AS given (subject, expected, file)
    WHERE given.expected > 0 AND kept.subject = given.subject AND kept.revision = given.expected;
    GET DIAGNOSTICS found_count = ROW_COUNT;

    IF made_count + found_count <> cardinality(subjects) THEN
        RAISE EXCEPTION '% of % case files were changed by somebody else',
            cardinality(subjects) - made_count - found_count, cardinality(subjects)
            USING ERRCODE = 'SW002';
    END IF;
END
$$;

-- The rules stay as they are until the transaction ends, if they are still these.  1398099799 is one number for all
-- who read or change rules.
CREATE FUNCTION stream.hold_rules(version bigint)
RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    present bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1398099799);
    present := (SELECT rules.version FROM stream.rules_version AS rules);
    IF present IS DISTINCT FROM hold_rules.version THEN
        RAISE EXCEPTION 'rules have version %, the batch was folded with %', present, hold_rules.version
            USING ERRCODE = 'SW003';
    END IF;
END
$$;

-- To be called by who changes rules, before the change and in the same transaction; gives the new version.
CREATE FUNCTION stream.bump_rules()
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    bumped bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(1398099799);
    UPDATE stream.rules_version AS rules
    SET version = rules.version + 1, changed_at = clock_timestamp()
    RETURNING rules.version INTO STRICT bumped;
    RETURN bumped;
END
$$;
