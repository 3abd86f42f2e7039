-- The name of a unit, section or person as of a day: the one in force on it, or the last before; a code the directory
-- does not know is its own name.  Functions, because every ledger for people asks this a dozen times a row; in plpgsql,
-- whose plans are kept for the session.  Of units there are so few that reading them all looks cheaper than by key, row
-- for row of a ledger; hence enable_seqscan.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

CREATE FUNCTION directory.unit_name(code text, day date)
RETURNS text
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
SET enable_seqscan = off
AS $$
BEGIN
    IF code = '' THEN
        RETURN '';
    END IF;
    RETURN coalesce((
        SELECT known.name
        FROM directory.unit AS known
        WHERE known.code = unit_name.code AND known.first_day <= unit_name.day
        ORDER BY known.first_day DESC
        LIMIT 1), code);
END
$$;

CREATE FUNCTION directory.section_name(unit text, code text, day date)
RETURNS text
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
AS $$
BEGIN
    IF code = '' THEN
        RETURN '';
    END IF;
    RETURN coalesce((
        SELECT known.name
        FROM directory.section AS known
        WHERE known.unit = section_name.unit AND known.code = section_name.code AND known.first_day <= section_name.day
        ORDER BY known.first_day DESC
        LIMIT 1), code);
END
$$;

CREATE FUNCTION directory.person_name(code text, day date)
RETURNS text
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
AS $$
BEGIN
    IF code = '' THEN
        RETURN '';
    END IF;
    RETURN coalesce((
        SELECT known.name
        FROM directory.person AS known
        WHERE known.code = person_name.code AND known.first_day <= person_name.day
        ORDER BY known.first_day DESC
        LIMIT 1), code);
END
$$;

REVOKE EXECUTE ON FUNCTION
    directory.unit_name(text, date), directory.section_name(text, text, date), directory.person_name(text, date)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    directory.unit_name(text, date), directory.section_name(text, text, date), directory.person_name(text, date)
    TO shouwen_admin, shouwen_producer, shouwen_projector, shouwen_rebuild, analyst, unit_reader, section_post,
    supervisor, citizen_reader;
