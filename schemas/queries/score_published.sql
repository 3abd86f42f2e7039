-- A score as it was published.
-- $1 text unit
-- $2 text section; '': all
-- $3 text person; '': all
-- $4 text period
-- $5 text formula
-- $6 integer which edition; 0: the last
-- One row: number, edition, the version of its formula, the revision of the rules, the version of the tables, when, by
-- whom, as whom, then points, whether there is a total, total, adjustment, final, grade.  None: it was not published.
SELECT score, edition, formula_version, rules_version, program_version, cut_off_at, frozen_by, frozen_as, points,
    is_rated, total, adjustment, final, grade
FROM fact.score
WHERE unit = $1 AND section = $2 AND person = $3 AND period = $4 AND formula = $5 AND ($6::integer = 0 OR edition = $6)
ORDER BY edition DESC
LIMIT 1
