-- Cases that a policy forgot: no row is for them, and its default row rules.
-- Always one row: how many cases, and the one that came first (NULL: none).
SELECT count(DISTINCT subject),
       (array_agg(case_source || '/' || case_number ORDER BY started_at, case_source, case_number))[1]
FROM book.clock_by_default
