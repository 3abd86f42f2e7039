-- Peers that the directory knows or that points were given or taken: units, the sections of a unit, or its people.
-- $1 text unit, section or person
-- $2 text the unit; '': of units all
-- $3 date and $4 date: the first day and the last
-- A row each: unit, section, person, class ('': a unit that the directory does not know), whether the directory knows
-- them on the last day, points by decision.
WITH known AS (
    SELECT code AS unit, '' AS section, '' AS person, CASE kind WHEN 'park' THEN kind ELSE level END AS class
    FROM directory.unit
    WHERE $1 = 'unit' AND ($2 = '' OR code = $2) AND NOT is_outside AND first_day <= $4::date
        AND coalesce(last_day >= $4::date, true)
    UNION ALL
    SELECT unit, code, '', 'section'
    FROM directory.section
    WHERE $1 = 'section' AND unit = $2 AND first_day <= $4::date AND coalesce(last_day >= $4::date, true)
    UNION ALL
    SELECT unit, '', person, 'person'
    FROM directory.membership
    WHERE $1 = 'person' AND unit = $2 AND first_day <= $4::date AND coalesce(last_day >= $4::date, true)
), given AS (
    SELECT unit, CASE $1 WHEN 'section' THEN section ELSE '' END AS section, person,
        sum(points_hundredths)::bigint AS points
    FROM adjustment_row
    WHERE ($2 = '' OR unit = $2) AND day BETWEEN $3::date AND $4::date
        AND CASE $1
                WHEN 'unit' THEN section = '' AND person = ''
                WHEN 'section' THEN section <> '' AND person = ''
                ELSE person <> ''
            END
    GROUP BY unit, CASE $1 WHEN 'section' THEN section ELSE '' END, person
)
SELECT unit, section, person, coalesce(known.class, ''), known.class IS NOT NULL, coalesce(given.points, 0)
FROM known
FULL JOIN given USING (unit, section, person)
