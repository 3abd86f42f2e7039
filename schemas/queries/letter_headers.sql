-- The headers of a letter's record, one by one.
-- $1 text a JSON object, values in base64; '': none
-- One row a header.
SELECT header.name, decode(header.value, 'base64')
FROM jsonb_each_text(nullif($1, '')::jsonb) AS header (name, value)
