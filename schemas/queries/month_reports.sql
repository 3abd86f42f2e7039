-- What sections reported of their books.
-- $1 text unit
-- $2 text only this section; '': all
-- $3 integer year
-- A row a section and month that was reported.
SELECT section, month, rows_count, is_nil, reported_by, reported_at
FROM book.report_row
WHERE unit = $1 AND ($2 = '' OR section = $2) AND year = $3
ORDER BY section, month
