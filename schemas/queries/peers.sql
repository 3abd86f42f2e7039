-- The counters of peers over some days: of units, of the sections of a unit, or of its people.
-- $1 text unit, section or person
-- $2 text the unit; '': of units all
-- $3 date and $4 date: the first day and the last, which is not behind today
-- A row each: the counters in the order of lib/core/counters.def, unit, section, person.
SELECT
    -- include: parts/counter_sums.sql
    , unit,
    CASE $1 WHEN 'section' THEN section ELSE '' END,
    CASE $1 WHEN 'person' THEN person ELSE '' END
FROM contribution_row
WHERE ($2 = '' OR unit = $2) AND unit <> ''
    AND day BETWEEN $3::date AND least($4::date, (now() AT TIME ZONE 'Asia/Shanghai')::date)
    AND ($1 <> 'section' OR section <> '') AND ($1 <> 'person' OR person <> '')
GROUP BY unit, CASE $1 WHEN 'section' THEN section ELSE '' END, CASE $1 WHEN 'person' THEN person ELSE '' END
