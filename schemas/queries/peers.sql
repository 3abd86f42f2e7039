-- The counters of peers over some days: of units, of the sections of a unit, or of its people.
-- $1 text unit, section or person
-- $2 text the unit; '': of units all
-- $3 date and $4 date: the first day and the last, which is not behind today
-- A row each, also of those in the directory who have none: the counters in the order of lib/core/counters.def, unit,
-- section, person, class ('': a unit that the directory does not know), points by decision.
WITH today AS (
    SELECT least($4::date, (now() AT TIME ZONE 'Asia/Shanghai')::date) AS day
), known AS (
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
), party AS (
    SELECT unit, section, person
    FROM known
    UNION
    SELECT unit, CASE $1 WHEN 'section' THEN section ELSE '' END, CASE $1 WHEN 'person' THEN person ELSE '' END
    FROM contribution_row
    WHERE ($2 = '' OR unit = $2) AND day BETWEEN $3::date AND (SELECT today.day FROM today)
        AND unit <> '' AND ($1 <> 'section' OR section <> '') AND ($1 <> 'person' OR person <> '')
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
    , party.unit, party.section, party.person,
    coalesce(max(known.class), CASE $1 WHEN 'unit' THEN '' ELSE $1 END) AS class,
    coalesce(max(given.points), 0)
FROM party
LEFT JOIN known ON (known.unit, known.section, known.person) = (party.unit, party.section, party.person)
LEFT JOIN given ON (given.unit, given.section, given.person) = (party.unit, party.section, party.person)
LEFT JOIN contribution_row AS counted
    ON counted.unit = party.unit AND ($1 <> 'section' OR counted.section = party.section)
    AND ($1 <> 'person' OR counted.person = party.person)
    AND counted.day BETWEEN $3::date AND (SELECT today.day FROM today)
GROUP BY party.unit, party.section, party.person
ORDER BY class, party.unit, party.section, party.person
