-- projection: overdue_alerts
--
-- Clocks as people ask for them.  A running clock is judged by now(); nothing stored moves with time.
CREATE OR REPLACE VIEW book.clock AS
SELECT
    clock.subject,
    clock.case_source,
    clock.case_number,
    clock.clock,
    clock.round AS clock_round,
    clock.unit,
    directory.unit_name(clock.unit, today.day) AS unit_name,
    clock.section,
    directory.section_name(clock.unit, clock.section, today.day) AS section_name,
    clock.person,
    directory.person_name(clock.person, today.day) AS person_name,
    clock.accepted_unit,
    clock.receiver AS case_receiver,
    clock.started_at,
    clock.limit_amount,
    clock.limit_unit,
    clock.due_at,
    clock.due_day,
    clock.base_due_at,
    clock.extensions AS extensions_counted,
    clock.is_provisional,
    clock.is_paused AS is_clock_paused,
    clock.ended,
    clock.stopped_at,
    clock.verdict,
    clock.used,
    clock.remaining,
    clock.ended = 'running' AS is_running,
    coalesce(clock.ended = 'running' AND clock.due_day = today.day AND clock.due_at >= now(), false) AS is_due_today,
    coalesce(clock.ended = 'running' AND clock.due_at >= now()
             AND clock.due_day <= date_trunc('week', today.day)::date + 6, false) AS is_due_this_week,
    CASE WHEN clock.ended = 'running' THEN coalesce(clock.due_at < now(), false) ELSE clock.verdict = 'late' END
        AS is_overdue,
    CASE
        WHEN clock.ended = 'running' AND clock.due_at < now()
            THEN floor(extract(epoch FROM now() - clock.due_at) / 60)::bigint
        WHEN clock.verdict = 'late'
            THEN greatest(floor(extract(epoch FROM clock.stopped_at - clock.due_at) / 60), 0)::bigint
    END AS overdue_minutes,
    clock.policy,
    clock.policy_version,
    clock.policy_scope,
    clock.policy_unit,
    clock.policy_category,
    clock.policy_channel,
    clock.policy_priority,
    clock.calendar,
    clock.calendar_version,
    clock.started_by,
    clock.stopped_by,
    clock.ordered_by
FROM clock_row AS clock
CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS today;

COMMENT ON VIEW book.clock IS
    '时限: every clock (派单, 签收, 退回, 先行联系, 办结, 回访, 重办, 整改, 年度报告) with whom it waits for and what it came to';
GRANT SELECT ON book.clock TO analyst, supervisor, shouwen_assessment, shouwen_hotline;

CREATE OR REPLACE VIEW book.open_clock AS
SELECT
    -- include: parts/clock_columns.sql
FROM book.clock
WHERE is_running;
COMMENT ON VIEW book.open_clock IS '未了时限: clocks that run, or are paused';
GRANT SELECT ON book.open_clock TO analyst, supervisor;

CREATE OR REPLACE VIEW book.due_today AS
SELECT
    -- include: parts/clock_columns.sql
FROM book.clock
WHERE is_due_today;
COMMENT ON VIEW book.due_today IS '今日到期: clocks that run and are due later today';
GRANT SELECT ON book.due_today TO analyst, supervisor;

CREATE OR REPLACE VIEW book.due_this_week AS
SELECT
    -- include: parts/clock_columns.sql
FROM book.clock
WHERE is_due_this_week;
COMMENT ON VIEW book.due_this_week IS '本周到期: clocks that run and are due until this Sunday';
GRANT SELECT ON book.due_this_week TO analyst, supervisor;

CREATE OR REPLACE VIEW book.overdue AS
SELECT
    -- include: parts/clock_columns.sql
FROM book.clock
WHERE is_running AND is_overdue;
COMMENT ON VIEW book.overdue IS '超期: clocks that run and were due already, and since how many minutes';
GRANT SELECT ON book.overdue TO analyst, supervisor;

-- Whom the policy forgot.
CREATE OR REPLACE VIEW book.clock_by_default AS
SELECT
    -- include: parts/clock_columns.sql
FROM book.clock
WHERE policy_scope = 'default';
COMMENT ON VIEW book.clock_by_default IS
    '缺省时限: clocks that the policy''s default row rules, because no other row is for their case';
GRANT SELECT ON book.clock_by_default TO analyst, supervisor, shouwen_admin;

-- A row a unit, section and person; sums over any of them are sums of these.
CREATE OR REPLACE VIEW book.clocks_by_holder AS
SELECT
    unit,
    unit_name,
    section,
    section_name,
    person,
    person_name,
    clock,
    count(*) FILTER (WHERE is_running) AS clocks_open,
    count(*) FILTER (WHERE is_due_today) AS clocks_due_today,
    count(*) FILTER (WHERE is_due_this_week) AS clocks_due_this_week,
    count(*) FILTER (WHERE is_running AND is_overdue) AS clocks_overdue,
    count(*) FILTER (WHERE is_running AND due_at IS NULL) AS clocks_held,
    count(*) FILTER (WHERE verdict = 'on_time') AS clocks_on_time,
    count(*) FILTER (WHERE verdict = 'late') AS clocks_late,
    max(overdue_minutes) FILTER (WHERE is_running) AS longest_overdue_minutes
FROM book.clock
GROUP BY unit, unit_name, section, section_name, person, person_name, clock;
COMMENT ON VIEW book.clocks_by_holder IS
    '时限统计: clocks of every kind by unit, section and person: open, due, overdue, on time, late';
GRANT SELECT ON book.clocks_by_holder TO analyst, supervisor;

CREATE OR REPLACE VIEW book.rung AS
SELECT
    rung.subject,
    clock.case_source,
    clock.case_number,
    rung.clock,
    clock.unit,
    clock.section,
    clock.person,
    rung.rung,
    rung.level,
    rung.rings_at,
    rung.due_at,
    rung.recipients,
    rung.copies,
    rung.heeds_quiet_hours,
    rung.held_until,
    rung.started_by
FROM rung_row AS rung
JOIN clock_row AS clock USING (subject, clock, started_by);
COMMENT ON VIEW book.rung IS
    '预警: when whom to warn of a clock, unless it stops before; those of the past would have rung';
GRANT SELECT ON book.rung TO analyst, supervisor;
