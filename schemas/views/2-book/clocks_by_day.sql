-- projection: overdue_alerts
--
-- Why a clock is due when it is.  clock_row.days has a letter a local day from its start on (core/clock_days.h); the
-- notices stand in the version of the calendar it was dated by.
CREATE OR REPLACE VIEW book.clock_day AS
SELECT
    clock.subject,
    clock.clock,
    clock.started_by,
    clock.case_source,
    clock.case_number,
    told.number AS clock_day_number,
    told.day AS clock_day,
    CASE lower(told.letter)
        WHEN 'b' THEN 'before'
        WHEN 's' THEN 'start' WHEN 't' THEN 'start'
        WHEN 'c' THEN 'counted' WHEN 'd' THEN 'counted'
        WHEN 'm' THEN 'make_up' WHEN 'n' THEN 'make_up'
        WHEN 'r' THEN 'rest'
        WHEN 'o' THEN 'off'
        WHEN 'p' THEN 'paused'
        WHEN 'v' THEN 'moved'
    END AS what,
    lower(told.letter) IN ('t', 'd', 'n') AS is_paused_in_part,
    told.letter <> lower(told.letter) AS is_of_extension,
    CASE
        WHEN clock.limit_unit IN ('wd', 'cd') AND lower(told.letter) IN ('c', 'd', 'm', 'n')
            THEN length(translate(left(clock.days, told.number), 'bstropvBSTROPV', ''))
    END AS days_counted,
    coalesce(kept.notice, '') AS notice,
    EXISTS (
        SELECT 1 FROM policy.calendar_row AS published
        WHERE published.name = clock.calendar AND published.version = clock.calendar_version
            AND published.kind = 'published'
            AND told.day BETWEEN published.first_day AND coalesce(published.last_day, published.first_day)
    ) AS is_published
FROM clock_row AS clock
CROSS JOIN LATERAL (
    SELECT
        number,
        (clock.started_at AT TIME ZONE 'Asia/Shanghai')::date + number - 1 AS day,
        substr(clock.days, number, 1) AS letter
    FROM generate_series(1, length(clock.days)) AS number
) AS told
LEFT JOIN LATERAL (
    SELECT exception.notice
    FROM policy.calendar_row AS exception
    WHERE exception.name = clock.calendar AND exception.version = clock.calendar_version
        AND exception.kind IN ('off', 'worked')
        AND told.day BETWEEN exception.first_day AND coalesce(exception.last_day, exception.first_day)
) AS kept ON true;
COMMENT ON VIEW book.clock_day IS
    '时限逐日: day by day why a clock is due when it is; ask for one case: the whole is many times the clocks';
GRANT SELECT ON book.clock_day TO analyst, supervisor;

-- The same as a text, a line a day: what `shouwen-overdue-alerts explain` prints of limit and extensions.
CREATE OR REPLACE VIEW book.clock_explanation AS
SELECT
    clock.subject,
    clock.clock,
    clock.started_by,
    clock.case_source,
    clock.case_number,
    clock.unit,
    clock.section,
    clock.person,
    clock.due_at,
    concat_ws(
        E'\n',
        format('start %s, limit %s %s, policy %s version %s, calendar %s version %s',
               to_char(clock.started_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), clock.limit_amount,
               clock.limit_unit, clock.policy, clock.policy_version, clock.calendar, clock.calendar_version),
        CASE WHEN clock.policy_scope = 'default' THEN 'no row of the policy is for the case: its default row rules' END,
        CASE
            WHEN clock.days <> '' THEN (
                SELECT string_agg(
                    concat_ws(
                        '  ',
                        to_char(day.clock_day, 'YYYY-MM-DD Dy'),
                        concat_ws(' ', day.what, day.days_counted),
                        nullif(day.notice, ''),
                        CASE WHEN day.is_paused_in_part THEN 'paused in part' END,
                        CASE WHEN day.is_of_extension THEN 'of an extension' END,
                        CASE WHEN NOT day.is_published AND clock.limit_unit <> 'min' THEN 'not published yet' END),
                    E'\n' ORDER BY day.clock_day_number)
                FROM book.clock_day AS day
                WHERE day.subject = clock.subject AND day.clock = clock.clock AND day.started_by = clock.started_by)
            WHEN clock.ordered_by IS NOT NULL THEN 'due as ordered'
            ELSE 'of more than 400 days: they are not told one by one'
        END,
        CASE WHEN clock.is_provisional THEN 'provisional: a year it rests on is not published yet' END,
        'due ' || CASE
            WHEN clock.due_at IS NULL THEN 'never: a pause without an end holds it'
            WHEN (clock.due_at AT TIME ZONE 'Asia/Shanghai')::time = time '00:00' THEN clock.due_day || ' 24:00'
            ELSE to_char(clock.due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')
        END
    ) AS explanation
FROM clock_row AS clock;
COMMENT ON VIEW book.clock_explanation IS '时限说明: why a clock is due when it is, as a text of a line a day';
GRANT SELECT ON book.clock_explanation TO analyst, supervisor;
