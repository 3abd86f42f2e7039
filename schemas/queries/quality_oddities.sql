-- Oddities of the matters that each source accepted in some days.
-- $1 text source; NULL: all
-- $2 date the first day; NULL: all, also those not accepted yet
-- $3 date the last one; NULL: all, the same
-- One row a source and flag, the most frequent first.
SELECT source, flag, sentence, sum(cases)::bigint AS cases
FROM book.source_oddity
WHERE ($1::text IS NULL OR source = $1::text)
  AND ($2::date IS NULL OR day >= $2::date) AND ($3::date IS NULL OR day <= $3::date)
GROUP BY source, flag, sentence
ORDER BY source, cases DESC, flag
