-- The counters of peers over some days: of units, of the sections of a unit, or of its people.
-- $1 text unit, section or person
-- $2 text the unit; '': of units all
-- $3 date and $4 date: the first day and the last, which is not behind today
-- A row each, also of those in the directory who have none: the counters in the order of lib/core/counters.def, unit,
-- section, person, class ('': a unit that the directory does not know), points by decision.
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
SELECT
    -- include: parts/counter_sums.sql
    , counted.unit,
    CASE $1 WHEN 'section' THEN counted.section ELSE '' END AS section,
    CASE $1 WHEN 'person' THEN counted.person ELSE '' END AS person,
    coalesce(max(known.class), CASE $1 WHEN 'unit' THEN '' ELSE $1 END) AS class,
    coalesce(max(given.points), 0)
FROM contribution_row AS counted
LEFT JOIN known ON known.unit = counted.unit
    AND known.section = CASE $1 WHEN 'section' THEN counted.section ELSE '' END
    AND known.person = CASE $1 WHEN 'person' THEN counted.person ELSE '' END
LEFT JOIN given ON given.unit = counted.unit
    AND given.section = CASE $1 WHEN 'section' THEN counted.section ELSE '' END
    AND given.person = CASE $1 WHEN 'person' THEN counted.person ELSE '' END
WHERE ($2 = '' OR counted.unit = $2) AND counted.unit <> ''
    AND counted.day BETWEEN $3::date AND least($4::date, (now() AT TIME ZONE 'Asia/Shanghai')::date)
    AND ($1 <> 'section' OR counted.section <> '') AND ($1 <> 'person' OR counted.person <> '')
GROUP BY counted.unit, CASE $1 WHEN 'section' THEN counted.section ELSE '' END,
    CASE $1 WHEN 'person' THEN counted.person ELSE '' END
UNION ALL
SELECT
    -- include: parts/counter_sums.sql
    , known.unit, known.section, known.person, known.class, coalesce(max(given.points), 0)
FROM known
LEFT JOIN given ON (given.unit, given.section, given.person) = (known.unit, known.section, known.person)
LEFT JOIN contribution_row AS none ON false
WHERE NOT EXISTS (
    SELECT FROM contribution_row AS counted
    WHERE counted.unit = known.unit AND ($1 <> 'section' OR counted.section = known.section)
        AND ($1 <> 'person' OR counted.person = known.person)
        AND counted.day BETWEEN $3::date AND least($4::date, (now() AT TIME ZONE 'Asia/Shanghai')::date))
GROUP BY known.unit, known.section, known.person, known.class
ORDER BY class, unit, section, person
