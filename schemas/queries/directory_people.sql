-- Table directory.person, in the order of lib/office/directory.c.
-- One row each.
SELECT code, first_day, name, phone, last_day
FROM directory.person
