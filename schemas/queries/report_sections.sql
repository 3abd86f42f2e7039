-- The counters of a unit's year by section, for its report.
-- $1 text unit
-- $2 integer year
-- A row a section with any, in order: code, then received, due, on time, callbacks owed and made, rated, satisfied,
-- spot-checked, found bad.
SELECT year.section, sum(year.received)::bigint, sum(year.due)::bigint, sum(year.on_time)::bigint,
    sum(year.callback_owed)::bigint, sum(year.called_back)::bigint, sum(year.rated)::bigint,
    sum(year.satisfied)::bigint, sum(year.spot_checked)::bigint, sum(year.found_bad)::bigint
FROM book.assessment_by_year AS year
WHERE year.unit = $1 AND year.year = $2 AND year.section <> ''
GROUP BY year.section
ORDER BY year.section
