-- projection: none
--
-- 时限 day by day, in Chinese.
CREATE OR REPLACE VIEW "台账"."时限逐日" AS
SELECT
    day.case_number AS 编号,
    day.case_source AS 来源,
    -- include: parts/clock_word.sql
    day.clock_day AS 日期,
    (ARRAY['周日', '周一', '周二', '周三', '周四', '周五', '周六'])[extract(dow FROM day.clock_day)::integer + 1] AS 星期,
    concat_ws(
        ',',
        CASE day.what
            WHEN 'before' THEN '未责令' WHEN 'start' THEN '起算日' WHEN 'counted' THEN '计入' WHEN 'make_up' THEN '调休上班计入'
            WHEN 'rest' THEN '周末' WHEN 'off' THEN '放假' WHEN 'paused' THEN '暂停' WHEN 'moved' THEN '顺延'
        END,
        CASE WHEN day.is_paused_in_part THEN '部分时间暂停' END,
        CASE WHEN day.is_of_extension THEN '延期' END,
        CASE WHEN NOT day.is_published THEN '放假安排未公布' END
    ) AS 情形,
    day.days_counted AS 累计天数,
    day.notice AS 依据,
    day.subject AS 事项标识,
    day.started_by AS 起算事件
FROM book.clock_day AS day;
COMMENT ON VIEW "台账"."时限逐日" IS '时限逐日:每一时限自起算日至到期日逐日如何计算;请按事项查询';
GRANT SELECT ON "台账"."时限逐日" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."时限说明" AS
SELECT
    clock.编号,
    clock.来源,
    clock.时限,
    clock.起算时间,
    clock.期限,
    clock.到期时间,
    (
        SELECT string_agg(
            concat_ws(' ', to_char(day.日期, 'YYYY-MM-DD'), day.星期, day.情形, day.累计天数, nullif(day.依据, '')), E'\n'
            ORDER BY day.日期)
        FROM "台账"."时限逐日" AS day
        WHERE day.事项标识 = clock.事项标识 AND day.时限 = clock.时限 AND day.起算事件 = clock.起算事件
    ) AS 说明,
    clock.事项标识
FROM "台账"."时限" AS clock;
COMMENT ON VIEW "台账"."时限说明" IS '时限说明:每一时限为何于该日到期,一日一行;由责令定时或超过400日的为空';
GRANT SELECT ON "台账"."时限说明" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."缺省时限" AS
SELECT
    单位,
    科室,
    承办人,
    编号,
    来源,
    时限,
    起算时间,
    期限,
    到期时间,
    政策,
    政策版本,
    单位代码,
    科室代码,
    事项标识
FROM "台账"."时限"
WHERE 适用缺省;
COMMENT ON VIEW "台账"."缺省时限" IS '缺省时限:政策中没有适用条款、按缺省条款计算的时限';
GRANT SELECT ON "台账"."缺省时限" TO analyst, supervisor;
