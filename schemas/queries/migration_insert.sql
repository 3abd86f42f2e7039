-- A migration was applied.
-- $1 integer number
-- $2 text    name of the file
-- $3 text    its text, of which the digest is kept
-- One row; a second time is refused by schema_migration_key.
INSERT INTO public.schema_migration (number, name, sha256)
VALUES ($1::integer, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'))
