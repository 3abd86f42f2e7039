-- Messages of the outbox that the topic has already.
-- $1 text    projection
-- $2 integer partition
-- $3 text[]  headers they were given
-- As many rows as were there.
DELETE FROM stream.outbox
WHERE projection = $1 AND partition = $2::integer AND topic = 'alert' AND headers = ANY ($3::text[])
