-- The tree of units in a revision of the rules.
-- $1 bigint the revision
-- One row a unit and period.
SELECT place.unit, place.parent, place.first_day, place.last_day
FROM policy.unit_place AS place
WHERE place.rules_version = (SELECT max(kept.rules_version) FROM policy.unit_place AS kept WHERE kept.rules_version <= $1)
