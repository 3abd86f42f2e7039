-- What each source told, over some days.
-- $1 text source; NULL: all
-- $2 date the first day; NULL: all
-- $3 date the last one; NULL: all
-- One row a source that told something, was refused something, or has odd matters, by name.  days_span: calendar days
-- from the first that counts to the last, today at the latest.
WITH told AS (
    SELECT source, day, records, taken, repeated, set_aside, timed, ahead, within_10_minutes, within_1_hour,
        within_1_day, within_7_days, later, minutes_mean, minutes_max, days_only, days_same, days_next, days_7,
        days_30, days_later, days_mean, days_max, last_at
    FROM book.source_day
    WHERE ($2::date IS NULL OR day >= $2::date) AND ($3::date IS NULL OR day <= $3::date)
), known AS (
    SELECT source FROM told
    UNION
    SELECT source FROM book.source_refusal
    WHERE ($2::date IS NULL OR day >= $2::date) AND ($3::date IS NULL OR day <= $3::date)
    UNION
    SELECT source FROM book.source_oddity
    WHERE ($2::date IS NULL OR day >= $2::date) AND ($3::date IS NULL OR day <= $3::date)
)
SELECT
    known.source,
    coalesce(sum(told.records), 0)::bigint AS records,
    count(*) FILTER (WHERE told.records > 0) AS days_heard,
    (least($3::date, (now() AT TIME ZONE 'Asia/Shanghai')::date)
        - greatest($2::date, min(told.day) FILTER (WHERE told.records > 0)) + 1)::bigint AS days_span,
    max(told.last_at) AS last_at,
    extract(epoch FROM now() - max(told.last_at))::bigint AS silent_s,
    coalesce(sum(told.taken), 0)::bigint AS taken,
    coalesce(sum(told.repeated), 0)::bigint AS repeated,
    coalesce(sum(told.set_aside), 0)::bigint AS set_aside,
    coalesce(sum(told.timed), 0)::bigint AS timed,
    coalesce(sum(told.ahead), 0)::bigint AS ahead,
    coalesce(sum(told.within_10_minutes), 0)::bigint AS within_10_minutes,
    coalesce(sum(told.within_1_hour), 0)::bigint AS within_1_hour,
    coalesce(sum(told.within_1_day), 0)::bigint AS within_1_day,
    coalesce(sum(told.within_7_days), 0)::bigint AS within_7_days,
    coalesce(sum(told.later), 0)::bigint AS later,
    round(sum(told.minutes_mean * told.timed) / nullif(sum(told.timed), 0))::bigint AS minutes_mean,
    max(told.minutes_max) AS minutes_max,
    coalesce(sum(told.days_only), 0)::bigint AS days_only,
    coalesce(sum(told.days_same), 0)::bigint AS days_same,
    coalesce(sum(told.days_next), 0)::bigint AS days_next,
    coalesce(sum(told.days_7), 0)::bigint AS days_7,
    coalesce(sum(told.days_30), 0)::bigint AS days_30,
    coalesce(sum(told.days_later), 0)::bigint AS days_later,
    round(sum(told.days_mean * told.days_only) / nullif(sum(told.days_only), 0))::bigint AS days_mean,
    max(told.days_max) AS days_max
FROM known
LEFT JOIN told ON told.source = known.source
WHERE $1::text IS NULL OR known.source = $1::text
GROUP BY known.source
ORDER BY known.source
