-- What a unit and those below it must do soon or should have done: for the page of a day.
-- $1 text code of the unit
-- $2 date the day
-- $3 date the last day of what is due next
-- $4 timestamptz as of when it is overdue
-- A row a clock that runs and is due by then, in order: 1 due on the day, 2 due next, 3 overdue.
WITH RECURSIVE place AS (
    SELECT DISTINCT ON (known.code) known.code, known.parent
    FROM directory.unit AS known
    WHERE known.first_day <= $2::date
    ORDER BY known.code, known.first_day DESC
),
below (code) AS (
    SELECT $1
    UNION
    SELECT place.code
    FROM below
    JOIN place ON place.parent = below.code
),
due AS (
    SELECT
        CASE WHEN clock.due_at < $4 THEN 3 WHEN clock.due_day <= $2 THEN 1 ELSE 2 END AS part,
        clock.*
    FROM clock_row AS clock
    WHERE clock.ended = 'running' AND clock.due_at <= ($3::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        AND clock.due_day <= $3::date
        AND clock.unit IN (SELECT below.code FROM below)
)
SELECT
    due.part,
    due.case_source,
    due.case_number,
    due.clock,
    directory.unit_name(due.unit, $2) AS unit_name,
    directory.section_name(due.unit, due.section, $2) AS section_name,
    CASE WHEN due.person = '' THEN coalesce(directory.person_name(post.person, $2), '')
         ELSE directory.person_name(due.person, $2) END AS holder_name,
    due.person = '' AS is_post,
    coalesce(nullif(own.phone, ''), dedicated.phone, '') AS phone,
    due.due_at,
    due.due_day,
    due.is_provisional
FROM due
LEFT JOIN LATERAL (
    SELECT role.person
    FROM directory.role
    WHERE role.role = CASE due.section WHEN '' THEN 'master_post' ELSE 'section_post' END AND role.unit = due.unit
        AND due.section IN ('', role.section) AND role.first_day <= $2
        AND (role.last_day IS NULL OR role.last_day >= $2)
    ORDER BY role.person DESC
    LIMIT 1
) AS post ON true
LEFT JOIN LATERAL (
    SELECT section.phone
    FROM directory.section
    WHERE section.unit = due.unit AND section.code = due.section AND section.first_day <= $2
    ORDER BY section.first_day DESC
    LIMIT 1
) AS own ON true
LEFT JOIN LATERAL (
    SELECT section.phone
    FROM directory.section
    WHERE section.unit = due.unit AND section.is_dedicated AND section.first_day <= $2
    ORDER BY section.first_day DESC
    LIMIT 1
) AS dedicated ON true
ORDER BY due.part, due.due_at, due.unit, due.section, due.case_source, due.case_number, due.clock, due.started_by
