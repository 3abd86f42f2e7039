-- Table directory.membership, in the order of lib/office/directory.c.
-- One row each.
SELECT person, first_day, unit, section, last_day
FROM directory.membership
