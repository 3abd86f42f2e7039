-- The name of a unit, section or person as of a day: the one in force on it, or the last before; a code the directory
-- does not know is its own name.
--
-- Twice, with one meaning.  What a ledger asks a dozen times a row is unit_on() and its like: in FROM of a subquery
-- they become part of the query, and a name costs a look into an index; of a code not known they have no row.  Where a
-- name is asked once a group, unit_name() reads better; its call alone costs three times that look, though its plan is
-- kept for the session.
--
-- Of units there are so few that reading them all would look cheaper than by key, row for row of a ledger; hence they
-- stand far apart.
-- Locks: ACCESS EXCLUSIVE on directory.unit, for a moment.  On a full table: nothing is rewritten; what is loaded later
-- stands apart.

SET LOCAL ROLE shouwen_owner;

ALTER TABLE directory.unit SET (fillfactor = 10);

CREATE FUNCTION directory.unit_on(code text, day date)
RETURNS TABLE (name text)
LANGUAGE sql
STABLE
PARALLEL SAFE
ROWS 1
AS $$
    SELECT known.name
    FROM directory.unit AS known
    WHERE known.code = unit_on.code AND known.first_day <= unit_on.day
        AND unit_on.code <> ''
    ORDER BY known.first_day DESC
    LIMIT 1
$$;

CREATE FUNCTION directory.section_on(unit text, code text, day date)
RETURNS TABLE (name text)
LANGUAGE sql
STABLE
PARALLEL SAFE
ROWS 1
AS $$
    SELECT known.name
    FROM directory.section AS known
    WHERE known.unit = section_on.unit AND known.code = section_on.code AND known.first_day <= section_on.day
        AND section_on.code <> ''
    ORDER BY known.first_day DESC
    LIMIT 1
$$;

CREATE FUNCTION directory.person_on(code text, day date)
RETURNS TABLE (name text)
LANGUAGE sql
STABLE
PARALLEL SAFE
ROWS 1
AS $$
    SELECT known.name
    FROM directory.person AS known
    WHERE known.code = person_on.code AND known.first_day <= person_on.day
        AND person_on.code <> ''
    ORDER BY known.first_day DESC
    LIMIT 1
$$;

CREATE FUNCTION directory.unit_name(code text, day date)
RETURNS text
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
AS $$
BEGIN
    RETURN coalesce((SELECT known.name FROM directory.unit_on(code, day) AS known), code);
END
$$;

CREATE FUNCTION directory.section_name(unit text, code text, day date)
RETURNS text
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
AS $$
BEGIN
    RETURN coalesce((SELECT known.name FROM directory.section_on(unit, code, day) AS known), code);
END
$$;

CREATE FUNCTION directory.person_name(code text, day date)
RETURNS text
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
AS $$
BEGIN
    RETURN coalesce((SELECT known.name FROM directory.person_on(code, day) AS known), code);
END
$$;

REVOKE EXECUTE ON FUNCTION
    directory.unit_on(text, date), directory.section_on(text, text, date), directory.person_on(text, date),
    directory.unit_name(text, date), directory.section_name(text, text, date), directory.person_name(text, date)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    directory.unit_on(text, date), directory.section_on(text, text, date), directory.person_on(text, date),
    directory.unit_name(text, date), directory.section_name(text, text, date), directory.person_name(text, date)
    TO shouwen_admin, shouwen_producer, shouwen_projector, shouwen_rebuild, analyst, unit_reader, section_post,
    supervisor, citizen_reader;
