-- Keep a sample; its strata and cases follow in the same transaction.
-- $1 text unit
-- $2 text sample
-- $3 text period
-- $4 date and $5 date: its first day and its last
-- $6 bigint size
-- $7 bigint seed
-- $8 bigint population
-- $9 bigint drawn
-- $10 text who drew; '': not said
-- One row is inserted.  A unique violation: somebody else kept one of that name at the same time.
INSERT INTO fact.draw (unit, sample, period, first_day, last_day, size, seed, population, drawn, drawn_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
