-- An item of a score that was just published.
-- $1 bigint score
-- $2 integer its place in the formula, from 1
-- $3 text item
-- $4 text to $6: counters of numerator, denominator and population; '': none
-- $7 bigint to $9: what they were
-- $10 boolean is it rated, $11 boolean upon few
-- $12 bigint to $14: rate, cap, points
-- One row affected.
INSERT INTO fact.score_item (score, number, item, numerator, denominator, population, numerator_count,
    denominator_count, population_count, is_rated, is_few, rate, cap, points)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
