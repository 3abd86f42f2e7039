-- Matters behind a score that was just published.
-- $1 bigint score
-- $2 uuid[] subjects
-- $3 bytea[] the ids of their events, 16 bytes each
-- $4 text[] what they gave to which counters, {"due": 1}
-- Affects a row each.
INSERT INTO fact.score_case (score, subject, events, counted)
SELECT $1::bigint, given.subject, given.events, given.counted::jsonb
FROM unnest($2::uuid[], $3::bytea[], $4::text[]) AS given (subject, events, counted)
