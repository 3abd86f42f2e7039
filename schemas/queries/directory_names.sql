-- What units, sections and persons are called, and since when: all of them, since a book names few of many.
-- A row for each name: kind (0 unit, 1 section, 2 person), unit ('' but of a section), code, name, first and last day,
-- whether a section is the 专门科室; in the order of kind, unit, code and first day.
SELECT named.kind, named.unit, named.code, named.name, named.first_day, named.last_day, named.is_dedicated
FROM (
    SELECT 0, '', code, name, first_day, last_day, false FROM directory.unit
    UNION ALL
    SELECT 1, unit, code, name, first_day, last_day, is_dedicated FROM directory.section
    UNION ALL
    SELECT 2, '', code, name, first_day, last_day, false FROM directory.person
) AS named (kind, unit, code, name, first_day, last_day, is_dedicated)
ORDER BY named.kind, named.unit COLLATE "C", named.code COLLATE "C", named.first_day
