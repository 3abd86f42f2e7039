-- What was refused of each source, over some days, by whom and why.
-- $1 text source; NULL: all
-- $2 date the first day; NULL: all
-- $3 date the last one; NULL: all
-- One row a source, stage, via and reason, in that order, the most first.
SELECT source, stage, via, reason, sum(refused)::bigint AS refused
FROM book.source_refusal
WHERE ($1::text IS NULL OR source = $1::text)
  AND ($2::date IS NULL OR day >= $2::date) AND ($3::date IS NULL OR day <= $3::date)
GROUP BY source, stage, via, reason
ORDER BY source, stage, via, refused DESC, reason
