-- What a producer refused is added to what was counted; each key once.
-- $1 text          the program
-- $2 text[]        sources; '': not known
-- $3 date[]        local days
-- $4 text[]        reasons
-- $5 bigint[]      how many
-- $6 timestamptz[] the last one's time, by the program's clock
INSERT INTO intake.refusal AS kept (program, source, day, reason, refused, last_at)
SELECT $1::text, source, day, reason, refused, last_at
FROM unnest($2::text[], $3::date[], $4::text[], $5::bigint[], $6::timestamptz[])
    AS given (source, day, reason, refused, last_at)
ORDER BY source, day, reason
ON CONFLICT ON CONSTRAINT refusal_key DO UPDATE
SET refused = kept.refused + excluded.refused, last_at = greatest(kept.last_at, excluded.last_at)
