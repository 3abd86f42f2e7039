-- How large the directory is, and what the books name that it does not know.
-- $1 bigint how many of those to name
-- Always at least one row: units in the directory, how many sections are unknown, unit and section (NULL: none),
-- whether the unit is known.
SELECT (SELECT count(DISTINCT code) FROM directory.unit),
       count(stranger.unit) OVER (),
       stranger.unit,
       stranger.section,
       stranger.is_unit_known
FROM (VALUES (1)) AS whole (one)
LEFT JOIN book.unknown_code AS stranger ON true
ORDER BY stranger.unit, stranger.section
LIMIT $1
