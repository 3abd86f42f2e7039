-- projection: none
CREATE OR REPLACE VIEW "台账"."来源日报" AS
SELECT
    told.source AS 来源,
    told.day AS 日期,
    told.records AS 报送条数,
    told.taken AS 新收,
    told.repeated AS 重复,
    told.set_aside AS 搁置,
    told.refused AS 拒收,
    told.timed AS 有时刻,
    told.ahead AS 早于时钟,
    told.within_10_minutes AS 十分钟内,
    told.within_1_hour AS 一小时内,
    told.within_1_day AS 一天内,
    told.within_7_days AS 七天内,
    told.later AS 七天以上,
    told.minutes_mean AS 平均迟分钟,
    told.minutes_max AS 最迟分钟,
    told.days_only AS 只记日期,
    told.days_same AS 当日,
    told.days_next AS 次日,
    told.days_7 AS 七日内,
    told.days_30 AS 三十日内,
    told.days_later AS 三十日以上,
    told.days_mean AS 平均迟日数,
    told.days_max AS 最迟日数,
    told.last_at AT TIME ZONE 'Asia/Shanghai' AS 最近报送
FROM book.source_day AS told;
COMMENT ON VIEW "台账"."来源日报" IS '来源日报:各来源每日报送的条数、重复、迟报,及门口拒收的条数';
GRANT SELECT ON "台账"."来源日报" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."来源退件" AS
SELECT
    gone.source AS 来源,
    gone.day AS 日期,
    CASE gone.stage WHEN 'door' THEN '门口拒收' ELSE '入库搁置' END AS 环节,
    gone.via AS 经由,
    gone.reason AS 原因代码,
    gone.refused AS 条数
FROM book.source_refusal AS gone;
COMMENT ON VIEW "台账"."来源退件" IS '来源退件:被拒收或搁置的条数,按来源、日期、原因';
GRANT SELECT ON "台账"."来源退件" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."来源异常" AS
SELECT
    odd.source AS 来源,
    odd.day AS 日期,
    coalesce(known.chinese, odd.flag) AS 异常,
    odd.cases AS 件数,
    odd.flag AS 异常代码
FROM book.source_oddity AS odd
LEFT JOIN book.flag AS known ON known.flag = odd.flag;
COMMENT ON VIEW "台账"."来源异常" IS '来源异常:各来源所受理事项的异常,按受理日期';
GRANT SELECT ON "台账"."来源异常" TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT DISTINCT ON (class.relname, attribute.attname) class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('来源异常', '来源', '受理该事项的系统'),
                ('', '来源', '报送的系统;空为无法读出'),
                ('来源异常', '日期', '受理的日期;空为尚未收到受理记录'),
                ('', '日期', '收到的日期'),
                ('', '报送条数', '总台账已处理的记录条数'),
                ('', '新收', '其中新的条数'),
                ('', '重复', '其中此前已一字不差报过的条数'),
                ('', '搁置', '其中无法入册而搁置的条数'),
                ('', '拒收', '门口拒收的条数,不在报送条数之内'),
                ('', '有时刻', '新收中记有时刻的条数'),
                ('', '早于时钟', '其中所记时刻比收到时还晚五分钟以上的条数,多系来源时钟不准'),
                ('', '十分钟内', '其中十分钟内报送的条数'),
                ('', '一小时内', '其中超过十分钟、一小时内报送的条数'),
                ('', '一天内', '其中超过一小时、二十四小时内报送的条数'),
                ('', '七天内', '其中超过一天、七天内报送的条数'),
                ('', '七天以上', '其中超过七天才报送的条数'),
                ('', '平均迟分钟', '平均迟报的分钟数'),
                ('', '最迟分钟', '最迟的一条迟报的分钟数'),
                ('', '只记日期', '新收中只记日期的条数;成批导入的册子自然较迟'),
                ('', '当日', '其中当日报送的条数'),
                ('', '次日', '其中次日报送的条数'),
                ('', '七日内', '其中二至七日内报送的条数'),
                ('', '三十日内', '其中八至三十日内报送的条数'),
                ('', '三十日以上', '其中超过三十日才报送的条数'),
                ('', '平均迟日数', '平均迟报的日数'),
                ('', '最迟日数', '最迟的一条迟报的日数'),
                ('', '最近报送', '最近一条收到的时间;空为当日无报送'),
                ('', '环节', '门口拒收,或入库搁置'),
                ('', '经由', '拒收的程序,或搁置所在的主题'),
                ('', '原因代码', '原因,见说明书所列'),
                ('', '条数', '条数'),
                ('', '异常', '异常的情形'),
                ('', '件数', '有此异常的件数'),
                ('', '异常代码', '异常代码')
        ) AS known (view_name, column_name, text)
        JOIN pg_class AS class ON class.relnamespace = '"台账"'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('来源日报', '来源退件', '来源异常') AND known.view_name IN ('', class.relname)
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
        ORDER BY class.relname, attribute.attname, known.view_name DESC
    LOOP
        EXECUTE format('COMMENT ON COLUMN "台账".%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
