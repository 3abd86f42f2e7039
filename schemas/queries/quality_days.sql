-- What each source told, day by day, as a table for a spreadsheet.
-- $1 text source; NULL: all
-- $2 date the first day; NULL: all
-- $3 date the last one; NULL: all
-- One row a source and day; all columns are text.
SELECT source, to_char(day, 'YYYY-MM-DD') AS day, records::text AS records, taken::text AS taken,
    repeated::text AS repeated, set_aside::text AS set_aside, refused::text AS refused, timed::text AS timed,
    ahead::text AS ahead, within_10_minutes::text AS within_10_minutes, within_1_hour::text AS within_1_hour,
    within_1_day::text AS within_1_day, within_7_days::text AS within_7_days, later::text AS later,
    minutes_mean::text AS minutes_mean, minutes_max::text AS minutes_max, days_only::text AS days_only,
    days_same::text AS days_same, days_next::text AS days_next, days_7::text AS days_7, days_30::text AS days_30,
    days_later::text AS days_later, days_mean::text AS days_mean, days_max::text AS days_max,
    to_char(last_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') AS last_at
FROM book.source_day
WHERE ($1::text IS NULL OR source = $1::text)
  AND ($2::date IS NULL OR day >= $2::date) AND ($3::date IS NULL OR day <= $3::date)
ORDER BY source, book.source_day.day
