-- Table directory.section, in the order of lib/office/directory.c.
-- One row each.
SELECT unit, code, first_day, name, is_dedicated, phone, last_day, successor_unit, successor_section
FROM directory.section
