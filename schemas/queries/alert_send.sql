-- Messages into the outbox, for shouwen.alert.
-- $1 text      projection
-- $2 integer[] partitions, which are held
-- $3 bytea[]   keys
-- $4 bytea[]   payloads
-- $5 text[]    headers
-- One row.
SELECT stream.put_messages($1::text, 'alert', $2::integer[], $3::bytea[], $4::bytea[], $5::text[])
