-- projection: none
--
-- 时限 in Chinese.
CREATE OR REPLACE VIEW "台账"."时限" AS
SELECT
    clock.unit_name AS 单位,
    clock.section_name AS 科室,
    clock.person_name AS 承办人,
    clock.case_number AS 编号,
    clock.case_source AS 来源,
    -- include: parts/clock_word.sql
    clock.started_at AT TIME ZONE 'Asia/Shanghai' AS 起算时间,
    clock.limit_amount || CASE clock.limit_unit
        WHEN 'min' THEN '分钟' WHEN 'wmin' THEN '个工作分钟' WHEN 'hd' THEN '个半日' WHEN 'wd' THEN '个工作日' WHEN 'cd' THEN '个自然日'
    END AS 期限,
    clock.due_at AT TIME ZONE 'Asia/Shanghai' AS 到期时间,
    clock.due_day AS 到期日,
    clock.extensions_counted AS 有效延期,
    clock.is_clock_paused AS 暂停中,
    clock.is_provisional AS 暂定,
    CASE clock.ended
        WHEN 'running' THEN '计时中' WHEN 'done' THEN '已完成' WHEN 'moved_on' THEN '无需再办' WHEN 'reopened' THEN '转为重办'
        WHEN 'merged' THEN '并案' WHEN 'withdrawn' THEN '撤回' WHEN 'exempt' THEN '免除'
    END AS 计时状态,
    clock.stopped_at AT TIME ZONE 'Asia/Shanghai' AS 停止时间,
    CASE clock.verdict WHEN 'pending' THEN '未定' WHEN 'on_time' THEN '按时' WHEN 'late' THEN '超期' WHEN 'left' THEN '不计' END AS 结论,
    clock.is_due_today AS 今日到期,
    clock.is_due_this_week AS 本周到期,
    clock.is_overdue AS 是否超期,
    clock.overdue_minutes AS 超期分钟,
    clock.policy AS 政策,
    clock.policy_version AS 政策版本,
    clock.unit AS 单位代码,
    clock.section AS 科室代码,
    clock.subject AS 事项标识,
    clock.policy_scope = 'default' AS 适用缺省,
    clock.started_by AS 起算事件
FROM book.clock AS clock;

COMMENT ON VIEW "台账"."时限" IS '时限:每一事项的派单、签收、退回、先行联系、办结、回访、重办、整改和年度报告时限,一时限一行';
GRANT SELECT ON "台账"."时限" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."今日到期" AS
SELECT 单位, 科室, 承办人, 编号, 来源, 时限, 起算时间, 期限, 到期时间, 单位代码, 科室代码, 事项标识
FROM "台账"."时限"
WHERE 今日到期;
COMMENT ON VIEW "台账"."今日到期" IS '今日到期:今日内到期、尚未完成的时限';
GRANT SELECT ON "台账"."今日到期" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."本周到期" AS
SELECT 单位, 科室, 承办人, 编号, 来源, 时限, 起算时间, 期限, 到期时间, 到期日, 单位代码, 科室代码, 事项标识
FROM "台账"."时限"
WHERE 本周到期;
COMMENT ON VIEW "台账"."本周到期" IS '本周到期:本周日前到期、尚未完成的时限';
GRANT SELECT ON "台账"."本周到期" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."超期" AS
SELECT 单位, 科室, 承办人, 编号, 来源, 时限, 起算时间, 期限, 到期时间, 超期分钟, 单位代码, 科室代码, 事项标识
FROM "台账"."时限"
WHERE 是否超期 AND 计时状态 = '计时中';
COMMENT ON VIEW "台账"."超期" IS '超期:已过到期时间、尚未完成的时限';
GRANT SELECT ON "台账"."超期" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."时限统计" AS
SELECT
    单位,
    科室,
    承办人,
    时限,
    count(*) FILTER (WHERE 计时状态 = '计时中') AS 未了,
    count(*) FILTER (WHERE 今日到期) AS 今日到期数,
    count(*) FILTER (WHERE 本周到期) AS 本周到期数,
    count(*) FILTER (WHERE 是否超期 AND 计时状态 = '计时中') AS 超期未了,
    count(*) FILTER (WHERE 结论 = '按时') AS 按时完成,
    count(*) FILTER (WHERE 结论 = '超期') AS 超期完成,
    单位代码,
    科室代码
FROM "台账"."时限"
GROUP BY 单位, 科室, 承办人, 时限, 单位代码, 科室代码;
COMMENT ON VIEW "台账"."时限统计" IS '时限统计:按单位、科室、承办人分列各类时限的未了、到期、超期、按时件数';
GRANT SELECT ON "台账"."时限统计" TO analyst, supervisor;
