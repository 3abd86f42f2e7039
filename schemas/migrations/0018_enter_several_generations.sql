-- Views may read the tables of several projections.  The names are given in one text, a space between them.
-- Locks: none.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

-- What follows in this transaction finds the live generations' tables, the first projection's first.  False: one of
-- them has none.
CREATE OR REPLACE FUNCTION stream.enter_generation(projection text)
RETURNS boolean
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    wanted text[] := string_to_array(enter_generation.projection, ' ');
    places text[] := (SELECT array_agg(format('%I', known.projection || '_g' || known.number) ORDER BY asked.position)
                      FROM unnest(wanted) WITH ORDINALITY AS asked (projection, position)
                      JOIN stream.generation AS known
                          ON known.projection = asked.projection AND known.state = 'live');
BEGIN
    PERFORM set_config('search_path', coalesce(array_to_string(places, ', '), ''), true);
    RETURN coalesce(cardinality(places), 0) = cardinality(wanted);
END
$$;
