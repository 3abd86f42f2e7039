-- How many pages a unit's master ledger has.
-- $1 text unit
-- $2 text '': a master ledger is of all sections
-- $3 integer year of the book
-- $4 text first: it has no others
-- $5 timestamptz and $6 timestamptz: came in from, and before
-- One row.
SELECT count(*)
FROM master_row AS part
WHERE part.unit = $1 AND $2 = '' AND part.book_year = $3 AND $4 = 'first'
    AND part.came_in_at >= $5 AND part.came_in_at < $6
