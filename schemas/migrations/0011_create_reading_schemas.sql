-- The schemas of views: book for programs and analysts, 台账 the same in the form's own words, citizen for those who
-- may see a person's data.  All views in them are made and dropped together, by shouwen_rebuild.
-- Locks: none but on what it makes.  On a full table: does not apply.

CREATE SCHEMA "台账" AUTHORIZATION shouwen_rebuild;
COMMENT ON SCHEMA "台账" IS '首问责任制工作台账: 以表格原有名称呈现的视图,由 shouwen-admin migrate 生成';

SET LOCAL ROLE shouwen_owner;
GRANT USAGE, CREATE ON SCHEMA citizen TO shouwen_rebuild;

-- All views of these schemas, to be made anew in this transaction.  A view of somebody else upon them makes this
-- fail, and the message names it.
CREATE OR REPLACE FUNCTION stream.drop_views()
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    names text := (SELECT string_agg(format('%I.%I', schemaname, viewname), ', ') FROM pg_views
                   WHERE schemaname IN ('book', '台账', 'citizen') AND viewowner = current_user);
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

SET LOCAL ROLE shouwen_rebuild;
GRANT USAGE ON SCHEMA "台账" TO analyst, unit_reader, section_post, supervisor;
-- shouwen-admin doctor compares what the books name with the directory, by a view of its own.
GRANT USAGE ON SCHEMA book TO shouwen_admin;
