-- stream.hold_files: what was read beside the writer is written only if its case files are still those.
-- Locks: none.  On a full table: nothing is rewritten.

SET LOCAL ROLE shouwen_owner;

-- Are these case files of the generation that search_path names still of these revisions?  Their partitions are held, so
-- that they stay so until the transaction ends.
CREATE FUNCTION stream.hold_files(subjects uuid[], revisions bigint[])
RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    found_count bigint;
BEGIN
    SELECT count(*)
    INTO found_count
    FROM unnest(subjects, revisions) AS given (subject, revision)
    JOIN case_file AS kept ON kept.subject = given.subject AND kept.revision = given.revision;
    IF found_count <> cardinality(subjects) THEN
        RAISE EXCEPTION '% of % case files were changed since they were read',
            cardinality(subjects) - found_count, cardinality(subjects)
            USING ERRCODE = 'SW002';
    END IF;
END
$$;

GRANT EXECUTE ON FUNCTION stream.hold_files(uuid[], bigint[]) TO shouwen_projector;
