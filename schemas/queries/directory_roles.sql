-- Table directory.role, in the order of lib/office/directory.c.
-- One row each.
SELECT role, unit, section, person, first_day, last_day
FROM directory.role
