-- The tree of units as it is now, under the rules that this transaction begins.
-- One row affected a unit and period.
INSERT INTO policy.unit_place (rules_version, unit, first_day, parent, last_day)
SELECT rules.version, unit.code, unit.first_day, unit.parent, unit.last_day
FROM directory.unit
CROSS JOIN stream.rules_version AS rules
