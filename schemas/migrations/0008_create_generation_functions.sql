-- Making and dropping generations.  The schema's name is composed here and not in a program, because only the server
-- quotes names for certain.  Called by shouwen_rebuild, with its rights, within one transaction with the
-- statements of schemas/projections and schemas/views.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

-- A new generation, being built: its schema, the consumer's right to use it, its row; what follows in this
-- transaction makes and finds its tables there.  Gives the number.
CREATE FUNCTION stream.begin_generation(projection text, version integer)
RETURNS integer
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    made integer := 1 + coalesce((SELECT max(known.number) FROM stream.generation AS known
                                  WHERE known.projection = begin_generation.projection), 0);
    place text := format('%s_g%s', begin_generation.projection, made);
BEGIN
    INSERT INTO stream.generation (projection, number, version, state)
    VALUES (begin_generation.projection, made, begin_generation.version, 'building');
    EXECUTE format('CREATE SCHEMA %I', place);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, 'shouwen_' || begin_generation.projection);
    PERFORM set_config('search_path', quote_ident(place), true);
    RETURN made;
END
$$;

-- This generation is the one in force from now on; the one before must have been dropped.
CREATE FUNCTION stream.finish_generation(projection text, number integer)
RETURNS void
LANGUAGE sql
AS $$
    UPDATE stream.generation AS known
    SET state = 'live'
    WHERE known.projection = finish_generation.projection AND known.number = finish_generation.number
$$;

-- What follows in this transaction finds the live generation's tables first.  False: there is none.
CREATE FUNCTION stream.enter_generation(projection text)
RETURNS boolean
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    place text := (SELECT format('%I', known.projection || '_g' || known.number) FROM stream.generation AS known
                   WHERE known.projection = enter_generation.projection AND known.state = 'live');
BEGIN
    PERFORM set_config('search_path', coalesce(place, ''), true);
    RETURN place IS NOT NULL;
END
$$;

-- The consumer begins again: nobody's fence holds any longer, and everything is read from the first record.
CREATE FUNCTION stream.begin_again(projection text)
RETURNS void
LANGUAGE plpgsql
SET lock_timeout = '1s'
AS $$
#variable_conflict use_column
BEGIN
    PERFORM 1
    FROM stream.consumer_partition AS held
    WHERE held.projection = begin_again.projection
    ORDER BY held.partition
    FOR NO KEY UPDATE;
    UPDATE stream.consumer_partition AS held
    SET fence = held.fence + 1
    WHERE held.projection = begin_again.projection;
    UPDATE stream.consumer_offset AS place
    SET next_offset = 0, last_offset = -1, last_timestamp = 0, last_hash = 0
    WHERE place.projection = begin_again.projection;
END
$$;

-- All views of schema book, to be made anew in this transaction.  A view of somebody else upon them makes this fail,
-- and the message names it.
CREATE FUNCTION stream.drop_views()
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    names text := (SELECT string_agg(format('book.%I', viewname), ', ') FROM pg_views WHERE schemaname = 'book');
    detail text;
BEGIN
    IF names IS NOT NULL THEN
        EXECUTE 'DROP VIEW ' || names;
    END IF;
EXCEPTION WHEN dependent_objects_still_exist THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RAISE EXCEPTION '%', split_part(detail, E'\n', 1) USING ERRCODE = 'dependent_objects_still_exist';
END
$$;

-- A generation and everything in it.  What somebody else made upon it makes this fail, and the message names it.
CREATE FUNCTION stream.drop_generation(projection text, number integer)
RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    place text := format('%s_g%s', drop_generation.projection, drop_generation.number);
    names text := (SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables
                   WHERE schemaname = place);
    detail text;
BEGIN
    IF names IS NOT NULL THEN
        EXECUTE 'DROP TABLE ' || names;
    END IF;
    EXECUTE format('DROP SCHEMA %I', place);
    DELETE FROM stream.generation AS known
    WHERE known.projection = drop_generation.projection AND known.number = drop_generation.number;
EXCEPTION WHEN dependent_objects_still_exist THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RAISE EXCEPTION '%', split_part(detail, E'\n', 1) USING ERRCODE = 'dependent_objects_still_exist';
END
$$;
