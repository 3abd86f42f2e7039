-- citizen.reveal: the one door through which a person sees personal data as it is, and the log of who went through.
-- Every entry holds the hash of the one before, so none can be changed or taken out unseen.  A number is
-- taken from a sequence, which no ROLLBACK gives back: a call whose transaction was rolled back leaves a gap, and
-- a line in the server's log.  (So does a crash of the server, which may skip numbers.)
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

CREATE SEQUENCE citizen.access_log_number MINVALUE 1 CACHE 1;

CREATE TABLE citizen.access_log (
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    who text NOT NULL,
    case_id uuid NOT NULL,
    reason text NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT access_log_key PRIMARY KEY (number),
    CONSTRAINT access_log_reason_said CHECK (btrim(reason) <> ''),
    CONSTRAINT access_log_hash_length CHECK (octet_length(hash) = 32 AND octet_length(previous_hash) IN (0, 32))
);
CREATE INDEX access_log_case ON citizen.access_log (case_id);

COMMENT ON TABLE citizen.access_log IS
    'who saw whose data unmasked, when and why; written by citizen.reveal() alone, never changed';
COMMENT ON COLUMN citizen.access_log.number IS
    'from a sequence: a number that is missing is a call that was rolled back, or a crash';
COMMENT ON COLUMN citizen.access_log.who IS 'the role that logged in (session_user)';
COMMENT ON COLUMN citizen.access_log.previous_hash IS 'of the entry before; empty in the first';
COMMENT ON COLUMN citizen.access_log.hash IS 'of all other columns: citizen.access_log_hash()';

CREATE FUNCTION citizen.access_log_hash(number bigint, at timestamptz, who text, case_id uuid, reason text,
                                        previous_hash bytea)
RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat_ws(E'\x1F', number,
        pg_catalog.floor(pg_catalog.date_part('epoch', at) * 1000)::bigint, who, case_id, reason,
        pg_catalog.encode(previous_hash, 'hex')), 'UTF8'))
$$;
COMMENT ON FUNCTION citizen.access_log_hash(bigint, timestamptz, text, uuid, text, bytea) IS
    'SHA-256 of number, milliseconds since 1970, who, case, reason and the hash before in hexadecimal, joined by U+001F';

-- What does not fit together, an entry a row; nothing when the log is whole.
CREATE FUNCTION citizen.access_log_faults()
RETURNS TABLE (number bigint, fault text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH entry AS (
        SELECT kept.*, lag(kept.hash, 1, ''::bytea) OVER (ORDER BY kept.number) AS hash_before,
               lag(kept.number, 1, 0::bigint) OVER (ORDER BY kept.number) AS number_before
        FROM citizen.access_log AS kept
    )
    SELECT entry.number, 'the entry was changed'
    FROM entry
    WHERE entry.hash <> citizen.access_log_hash(entry.number, entry.at, entry.who, entry.case_id, entry.reason,
                                                entry.previous_hash)
    UNION ALL
    SELECT entry.number, 'it does not follow the entry before'
    FROM entry
    WHERE entry.previous_hash <> entry.hash_before
    UNION ALL
    SELECT entry.number, format('%s calls before it were rolled back', entry.number - entry.number_before - 1)
    FROM entry
    WHERE entry.number > entry.number_before + 1
    UNION ALL
    SELECT place.last_value, format('the last %s calls are missing', place.last_value - kept.last)
    FROM citizen.access_log_number AS place,
         (SELECT coalesce(max(log.number), 0) AS last FROM citizen.access_log AS log) AS kept
    WHERE place.is_called AND place.last_value > kept.last
    ORDER BY 1, 2
$$;
COMMENT ON FUNCTION citizen.access_log_faults() IS
    'what does not fit together in the access log; nothing when it is whole';

CREATE FUNCTION citizen.access_log_is_whole()
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT NOT EXISTS (SELECT FROM citizen.access_log_faults())
$$;
COMMENT ON FUNCTION citizen.access_log_is_whole() IS
    'has no entry of the access log been changed, taken out or rolled back?';

CREATE FUNCTION citizen.reveal(case_id uuid, reason text)
RETURNS TABLE (event_id uuid, field text, value text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    entry citizen.access_log%ROWTYPE;
BEGIN
    IF reveal.case_id IS NULL OR btrim(coalesce(reveal.reason, '')) = '' THEN
        RAISE EXCEPTION 'whose data, and why it is needed, must be said' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF char_length(reveal.reason) > 500 THEN
        RAISE EXCEPTION 'the reason has % characters, and may have 500', char_length(reveal.reason)
            USING ERRCODE = 'string_data_right_truncation';
    END IF;
    LOCK TABLE citizen.access_log IN SHARE ROW EXCLUSIVE MODE; -- one caller at a time, until its transaction ends
    entry.number := nextval('citizen.access_log_number');
    RAISE LOG 'citizen.reveal: call % by % for case %', entry.number, session_user, reveal.case_id;
    entry.at := date_trunc('milliseconds', clock_timestamp());
    entry.who := session_user;
    entry.case_id := reveal.case_id;
    entry.reason := btrim(reveal.reason);
    entry.previous_hash := coalesce((SELECT kept.hash FROM citizen.access_log AS kept
                                     ORDER BY kept.number DESC LIMIT 1), '');
    entry.hash := citizen.access_log_hash(entry.number, entry.at, entry.who, entry.case_id, entry.reason,
                                          entry.previous_hash);
    INSERT INTO citizen.access_log (number, at, who, case_id, reason, previous_hash, hash)
    VALUES (entry.number, entry.at, entry.who, entry.case_id, entry.reason, entry.previous_hash, entry.hash);

    RETURN QUERY
    SELECT NULL::uuid, part.field, part.value
    FROM citizen.record AS record,
         LATERAL (VALUES ('name', record.name), ('contact', record.contact), ('address', record.address),
                         ('id_number', record.id_number)) AS part (field, value)
    WHERE record.case_id = reveal.case_id AND part.value <> ''
    UNION ALL
    (SELECT text.event_id, text.field, text.text
     FROM citizen.text AS text
     WHERE text.case_id = reveal.case_id
     ORDER BY text.event_id, text.field);
END
$$;
COMMENT ON FUNCTION citizen.reveal(uuid, text) IS
    'a case''s data unmasked: name, contact, address, id_number (event_id NULL) and every text; the call is logged';

GRANT EXECUTE ON FUNCTION citizen.reveal(uuid, text) TO citizen_reader;
GRANT EXECUTE ON FUNCTION citizen.access_log_faults(), citizen.access_log_is_whole() TO supervisor, shouwen_admin;
GRANT SELECT ON citizen.access_log TO supervisor, shouwen_admin;
GRANT USAGE ON SCHEMA citizen TO supervisor, shouwen_admin;
