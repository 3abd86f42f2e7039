-- Table directory.unit, in the order of lib/office/directory.c.
-- One row each.
SELECT code, first_day, name, level, kind, parent, is_outside, last_day, successor
FROM directory.unit
