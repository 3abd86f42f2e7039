-- The rows of a formula's last version that is not above a number, as struct formula_table has them.
-- $1 text formula
-- $2 bigint the number
-- One row each, in the order of its file; none: there is no such formula.
SELECT kept.formula, kept.version, kept.number, kept.item, kept.numerator, kept.denominator, kept.population,
    kept.account, kept.target, kept.slope, kept.floor, kept.cap, kept.out_of, kept.minimum, kept.basis
FROM policy.formula_row AS kept
WHERE kept.formula = $1
    AND kept.version = (
        SELECT max(last.version) FROM policy.formula AS last WHERE last.formula = $1 AND last.version <= $2)
ORDER BY kept.number
