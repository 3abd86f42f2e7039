-- Who held a post within some days, for the cover of a book.
-- $1 text role
-- $2 text unit
-- $3 text section; of the master post ''
-- $4 date first day of the book
-- $5 date last day of the book
-- A row a holder, in order; person '' where the post was vacant.
SELECT person, first_day, last_day
FROM directory.role
WHERE role = $1 AND unit = $2 AND (section = $3 OR $3 = '') AND first_day <= $5
    AND (last_day IS NULL OR last_day >= $4)
ORDER BY first_day, person
