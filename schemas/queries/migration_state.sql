-- The migrations of this program beside those of the database.
-- $1 integer[] numbers
-- $2 text[]    names of the files
-- $3 text[]    their texts
-- One row a migration that either knows, in order: number, name, and its state: 'new', 'applied', 'changed' (other text
-- than was applied), 'renamed' (another file has this number here; its name comes fourth), 'foreign' (only the
-- database knows it).
SELECT coalesce(file.number, known.number) AS number,
       coalesce(known.name, file.name) AS name,
       CASE WHEN file.number IS NULL THEN 'foreign'
            WHEN known.number IS NULL THEN 'new'
            WHEN known.name <> file.name THEN 'renamed'
            WHEN known.sha256 <> encode(sha256(convert_to(file.text, 'UTF8')), 'hex') THEN 'changed'
            ELSE 'applied' END AS state,
       coalesce(file.name, '') AS file_name
FROM unnest($1::integer[], $2::text[], $3::text[]) AS file (number, name, text)
FULL JOIN public.schema_migration AS known ON known.number = file.number
ORDER BY 1
