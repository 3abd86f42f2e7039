-- The matters behind a published score.
-- $1 bigint score
-- $2 text[] counters
-- A row a matter, by subject: the ids of its events (16 bytes each), and what it gave to each counter, a space between.
SELECT behind.subject, behind.events,
    array_to_string(ARRAY(SELECT coalesce(behind.counted ->> asked.counter, '0')
                          FROM unnest($2::text[]) WITH ORDINALITY AS asked (counter, place)
                          ORDER BY asked.place), ' ')
FROM fact.score_case AS behind
WHERE behind.score = $1::bigint
ORDER BY behind.subject
