-- Rebuilding: a generation is filled beside the live one and takes its place.
-- While it is filled it stands in the tables of stream under the name PROJECTION@NUMBER, so that the live projection is
-- not touched: its rows there go when it becomes the live one, or is given up.
-- Locks: ACCESS EXCLUSIVE on stream.generation, for a moment.  On a full table: does not apply.

-- Where the server keeps its data, so that a rebuild can ask the file system for room.  Who may not give that leaves it
-- out: the rebuild then says what it needs, and goes on.
DO $$
BEGIN
    GRANT pg_read_all_settings TO shouwen_rebuild;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pg_read_all_settings was not granted to shouwen_rebuild';
END
$$;

SET LOCAL ROLE shouwen_owner;

ALTER TABLE stream.generation DROP CONSTRAINT generation_state;
ALTER TABLE stream.generation ADD CONSTRAINT generation_state CHECK (state IN ('live', 'building', 'old'));
COMMENT ON COLUMN stream.generation.state IS
    'live: what readers see; building: a rebuild fills it, or was stopped and goes on with it; old: to be dropped';

CREATE TABLE stream.rebuild_share (
    projection text NOT NULL,
    generation integer NOT NULL,
    share integer NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rebuild_share_key PRIMARY KEY (projection, generation, share),
    CONSTRAINT rebuild_share_generation FOREIGN KEY (projection, generation)
        REFERENCES stream.generation (projection, number) ON DELETE CASCADE
);
COMMENT ON TABLE stream.rebuild_share IS
    'the shares of the subjects that a generation being built has: a rebuild that was killed goes on after them';

CREATE TABLE stream.rebuild_index (
    projection text NOT NULL,
    generation integer NOT NULL,
    position integer NOT NULL,
    statement text NOT NULL,
    CONSTRAINT rebuild_index_key PRIMARY KEY (projection, generation, position),
    CONSTRAINT rebuild_index_generation FOREIGN KEY (projection, generation)
        REFERENCES stream.generation (projection, number) ON DELETE CASCADE
);
COMMENT ON TABLE stream.rebuild_index IS
    'what a generation being built does not have yet: keys and indexes, because loading is quicker without, and statistics';

-- What a generation being built is called in the tables of stream.
CREATE FUNCTION stream.building_name(projection text, generation integer)
RETURNS text
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT building_name.projection || '@' || building_name.generation
$$;

-- The generation is to be filled up to where the live one stands now, and loses its keys and indexes until it is: all
-- but those of tables of sums, which are added to by key.  Called in the transaction that made it.  Several sessions make
-- them again, in this order: keys, beside which nothing may be done to their table, those of the table with most indexes
-- first; indexes; and statistics, which wait for the indexes of their table.
CREATE FUNCTION stream.begin_rebuild(projection text, generation integer, sums text[])
RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    name text := stream.building_name(begin_rebuild.projection, begin_rebuild.generation);
    place text := format('%I', begin_rebuild.projection || '_g' || begin_rebuild.generation);
    doomed record;
BEGIN
    INSERT INTO stream.consumer_partition (projection, partition)
    SELECT name, held.partition
    FROM stream.consumer_partition AS held
    WHERE held.projection = begin_rebuild.projection;
    INSERT INTO stream.consumer_offset (projection, topic, partition, next_offset, last_offset, last_timestamp,
                                        last_hash)
    SELECT name, place.topic, place.partition, place.next_offset, place.last_offset, place.last_timestamp,
           place.last_hash
    FROM stream.consumer_offset AS place
    WHERE place.projection = begin_rebuild.projection;

    FOR doomed IN
        SELECT row_number() OVER (ORDER BY key.oid IS NULL, wanted.count DESC, class.relname, own.relname) AS position,
               format('%s.%I', place, class.relname) AS on_table, key.conname,
               format('%s.%I', place, own.relname) AS own,
               CASE WHEN key.oid IS NOT NULL
                    THEN format('ALTER TABLE %s.%I ADD CONSTRAINT %I %s', place, class.relname, key.conname,
                                pg_get_constraintdef(key.oid))
                    ELSE pg_get_indexdef(index.indexrelid) END AS statement
        FROM pg_index AS index
        JOIN pg_class AS own ON own.oid = index.indexrelid
        JOIN pg_class AS class ON class.oid = index.indrelid
        CROSS JOIN LATERAL (SELECT count(*) FROM pg_index AS every WHERE every.indrelid = class.oid) AS wanted
        LEFT JOIN pg_constraint AS key ON key.conindid = index.indexrelid AND key.contype IN ('p', 'u')
        WHERE class.relnamespace = place::regnamespace AND class.relname <> ALL (sums)
    LOOP
        INSERT INTO stream.rebuild_index (projection, generation, position, statement)
        VALUES (begin_rebuild.projection, begin_rebuild.generation, doomed.position, doomed.statement);
        IF doomed.conname IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', doomed.on_table, doomed.conname);
        ELSE
            EXECUTE format('DROP INDEX %s', doomed.own);
        END IF;
    END LOOP;

    INSERT INTO stream.rebuild_index (projection, generation, position, statement)
    SELECT begin_rebuild.projection, begin_rebuild.generation, 1000 + row_number() OVER (ORDER BY known.tablename),
           format('ANALYZE %s.%I', place, known.tablename)
    FROM pg_tables AS known
    WHERE known.schemaname = begin_rebuild.projection || '_g' || begin_rebuild.generation;
END
$$;

-- The next key, index or statistics that are missing and that no other session makes just now; gives the statement, or
-- NULL when there are none.  Statistics are of a small sample, 300 rows a target, so that the first queries have good
-- plans: of the usual one they took longer than all indexes together.
CREATE FUNCTION stream.make_index(projection text, generation integer)
RETURNS text
LANGUAGE plpgsql
SET default_statistics_target = 10
AS $$
#variable_conflict use_column
DECLARE
    made text;
BEGIN
    DELETE FROM stream.rebuild_index AS missing
    WHERE missing.projection = make_index.projection AND missing.generation = make_index.generation
      AND missing.position = (SELECT first.position FROM stream.rebuild_index AS first
                              WHERE first.projection = make_index.projection
                                AND first.generation = make_index.generation
                              ORDER BY first.position LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING missing.statement INTO made;
    IF made IS NOT NULL THEN
        EXECUTE made;
    END IF;
    RETURN made;
END
$$;

-- Nobody moves the live projection until the transaction ends.
CREATE FUNCTION stream.hold_projection(projection text)
RETURNS void
LANGUAGE sql
AS $$
    SELECT 1
    FROM stream.consumer_partition AS held
    WHERE held.projection = hold_projection.projection
    ORDER BY held.partition
    FOR NO KEY UPDATE
$$;

-- What stands under the name of a generation being built goes; its letters were never sent, since nobody relays an
-- outbox of that name.
CREATE FUNCTION stream.forget_building(name text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog
AS $$
BEGIN
    IF position('@' IN forget_building.name) = 0 THEN
        RAISE EXCEPTION '"%" is no generation being built', forget_building.name;
    END IF;
    DELETE FROM stream.consumer_offset WHERE projection = forget_building.name;
    DELETE FROM stream.consumer_partition WHERE projection = forget_building.name;
    DELETE FROM stream.outbox WHERE projection = forget_building.name;
    DELETE FROM stream.dead_letter WHERE projection = forget_building.name;
    DELETE FROM citizen.dead_letter WHERE projection = forget_building.name;
END
$$;

-- Letters follow from the log as tables do: those that the new generation wrote are the projection's from now on.  One
-- that was there already stays as it was, with when it was offered again.  Gives how many came, and how many went.
CREATE FUNCTION stream.take_letters(projection text, name text, OUT came bigint, OUT went bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog
AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM stream.dead_letter AS old
    WHERE old.projection = take_letters.projection
      AND NOT EXISTS (SELECT 1 FROM stream.dead_letter AS new
                      WHERE new.projection = take_letters.name AND new.topic = old.topic
                        AND new.partition = old.partition AND new."offset" = old."offset"
                        AND new.event_id = old.event_id);
    GET DIAGNOSTICS went = ROW_COUNT;
    DELETE FROM citizen.dead_letter AS old
    WHERE old.projection = take_letters.projection
      AND NOT EXISTS (SELECT 1 FROM stream.dead_letter AS new
                      WHERE new.projection = take_letters.name AND new.topic = old.topic
                        AND new.partition = old.partition AND new."offset" = old."offset"
                        AND new.event_id = old.event_id);
    DELETE FROM stream.dead_letter AS new
    USING stream.dead_letter AS old
    WHERE new.projection = take_letters.name AND old.projection = take_letters.projection AND old.topic = new.topic
      AND old.partition = new.partition AND old."offset" = new."offset" AND old.event_id = new.event_id;
    DELETE FROM citizen.dead_letter AS new
    USING citizen.dead_letter AS old
    WHERE new.projection = take_letters.name AND old.projection = take_letters.projection AND old.topic = new.topic
      AND old.partition = new.partition AND old."offset" = new."offset" AND old.event_id = new.event_id;
    UPDATE stream.dead_letter SET projection = take_letters.projection WHERE projection = take_letters.name;
    GET DIAGNOSTICS came = ROW_COUNT;
    UPDATE citizen.dead_letter SET projection = take_letters.projection WHERE projection = take_letters.name;
END
$$;

-- The generation that was built is the live one, and the one before is old; who writes is fenced, and finds the new one
-- when it comes back.  Its offsets are those of the live one (hold_projection(), in this transaction).
CREATE FUNCTION stream.swap_generation(projection text, generation integer, OUT came bigint, OUT went bigint)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    name text := stream.building_name(swap_generation.projection, swap_generation.generation);
    behind bigint;
BEGIN
    SELECT count(*) INTO behind
    FROM stream.consumer_offset AS live
    LEFT JOIN stream.consumer_offset AS built
      ON built.projection = name AND built.topic = live.topic AND built.partition = live.partition
    WHERE live.projection = swap_generation.projection AND built.next_offset IS DISTINCT FROM live.next_offset
      AND (live.next_offset > 0 OR built.next_offset > 0);
    IF behind > 0 THEN
        RAISE EXCEPTION '% offsets of % are not those of the live generation', behind, name USING ERRCODE = 'SW002';
    END IF;
    UPDATE stream.generation AS known SET state = 'old'
    WHERE known.projection = swap_generation.projection AND known.state = 'live';
    UPDATE stream.generation AS known SET state = 'live'
    WHERE known.projection = swap_generation.projection AND known.number = swap_generation.generation;
    UPDATE stream.consumer_partition AS held SET fence = held.fence + 1
    WHERE held.projection = swap_generation.projection;
    SELECT letters.came, letters.went INTO came, went
    FROM stream.take_letters(swap_generation.projection, name) AS letters;
    PERFORM stream.forget_building(name);
    DELETE FROM stream.rebuild_share AS share
    WHERE share.projection = swap_generation.projection AND share.generation = swap_generation.generation;
END
$$;

GRANT SELECT, INSERT, DELETE ON stream.rebuild_share TO shouwen_rebuild;
GRANT SELECT, INSERT, UPDATE, DELETE ON stream.rebuild_index TO shouwen_rebuild;
GRANT SELECT ON stream.rebuild_share, stream.rebuild_index TO shouwen_admin;
GRANT EXECUTE ON FUNCTION
    stream.building_name(text, integer),
    stream.begin_rebuild(text, integer, text[]),
    stream.make_index(text, integer),
    stream.hold_projection(text),
    stream.forget_building(text),
    stream.take_letters(text, text),
    stream.swap_generation(text, integer)
    TO shouwen_rebuild;

-- Nothing begins again at offset 0 any longer: a rebuild fills another generation.
DROP FUNCTION stream.begin_again(text);
