-- The items of a published score.
-- $1 bigint score
-- A row an item, in the order of its formula: both counts, whether it is rated, rate and points.
SELECT numerator_count, denominator_count, is_rated, rate, points
FROM fact.score_item
WHERE score = $1::bigint
ORDER BY number
