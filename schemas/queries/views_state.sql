-- Were the views made from these very files?
-- $1 text[] paths
-- $2 text[] texts
-- Always one row: true when there is nothing to do.
SELECT NOT EXISTS (
    SELECT 1
    FROM unnest($1::text[], $2::text[]) AS file (path, text)
    FULL JOIN stream.view_file AS made ON made.path = file.path
    WHERE made.sha256 IS DISTINCT FROM encode(sha256(convert_to(file.text, 'UTF8')), 'hex'))
