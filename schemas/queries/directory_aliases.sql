-- Table directory.alias, in the order of lib/office/directory.c.
-- One row each.
SELECT source, kind, unit, alias, code
FROM directory.alias
