-- The views of a file were made.
-- $1 text path
-- $2 text its text, of which the digest is kept
-- One row.
INSERT INTO stream.view_file (path, sha256)
VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'))
