-- projection: none
--
-- What stands beside a score, in Chinese.
CREATE OR REPLACE VIEW "台账"."回访情况" AS
SELECT
    noted.unit_name AS 单位,
    noted.section_name AS 科室,
    extract(year FROM noted.month)::integer AS 年度,
    extract(month FROM noted.month)::integer AS 月份,
    noted.callback_owed AS 应回访,
    noted.called_back AS 已回访,
    noted.callback_open AS 尚欠回访,
    noted.reached AS 回访接通,
    noted.refused AS 拒访,
    noted.unreachable AS 三次未接通,
    noted.callback_exempt AS 免回访,
    noted.callback_attempts AS 回访次数,
    noted.callback_owed_after AS 整改后应回访,
    noted.called_back_after AS 整改后已回访,
    noted.callback_coverage AS 回访率,
    noted.unreachable_share AS 未接通率,
    noted.unit AS 单位代码,
    noted.section AS 科室代码
FROM book.callback_by_month AS noted;
COMMENT ON VIEW "台账"."回访情况" IS '回访情况:各科室首问责任岗应回访、已回访及结果,按办结月份';
GRANT SELECT ON "台账"."回访情况" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."回访覆盖" AS
SELECT
    noted.unit_name AS 单位,
    noted.section_name AS 科室,
    extract(year FROM noted.month)::integer AS 年度,
    extract(month FROM noted.month)::integer AS 月份,
    noted.first_inquiries AS 首问件数,
    noted.completed AS 已办结,
    noted.called AS 已拨访,
    noted.reached AS 回访接通,
    noted.refused AS 拒访,
    noted.not_reached AS 尚未接通,
    noted.completed_not_called AS 办结未拨访,
    noted.without_contact AS 无联系方式,
    noted.called_share AS 覆盖率,
    noted.unit AS 单位代码,
    noted.section AS 科室代码
FROM book.callback_coverage AS noted;
COMMENT ON VIEW "台账"."回访覆盖" IS '回访覆盖:各科室全部首问事项的回访覆盖,按受理月份';
GRANT SELECT ON "台账"."回访覆盖" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."转办去向" AS
SELECT
    noted.unit_name AS 单位,
    noted.section_name AS 科室,
    noted.to_unit_name AS 接收单位,
    noted.to_section_name AS 接收科室,
    extract(year FROM noted.month)::integer AS 年度,
    extract(month FROM noted.month)::integer AS 月份,
    noted.hops AS 转办,
    noted.loops AS 来回转办,
    noted.returned AS 退回,
    noted.unit AS 单位代码,
    noted.section AS 科室代码,
    noted.to_unit AS 接收单位代码,
    noted.to_section AS 接收科室代码
FROM book.handover_pair AS noted;
COMMENT ON VIEW "台账"."转办去向" IS '转办去向:谁转给谁、谁退给谁,按转办月份';
GRANT SELECT ON "台账"."转办去向" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."雷同结果" AS
SELECT
    noted.unit_name AS 单位,
    noted.section_name AS 科室,
    noted.year AS 年度,
    noted.characters AS 字数,
    noted.matters AS 本科室件数,
    noted.matters_in_unit AS 本单位件数,
    noted.sections_in_unit AS 本单位科室数,
    noted.first_day AS 最早日期,
    noted.last_day AS 最近日期,
    noted.digest AS 摘要,
    noted.unit AS 单位代码,
    noted.section AS 科室代码
FROM book.identical_result AS noted;
COMMENT ON VIEW "台账"."雷同结果" IS '雷同结果:本单位一年之内多件事项一字不差的办理结果(20字以上),不含文字本身';
GRANT SELECT ON "台账"."雷同结果" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."抽查比对" AS
SELECT
    noted.unit_name AS 单位,
    noted.section_name AS 科室,
    noted.person_name AS 人员,
    noted.day AS 抽查日期,
    noted.case_source AS 来源,
    noted.case_number AS 编号,
    CASE noted.check_satisfaction WHEN 'satisfied' THEN '满意' WHEN 'fair' THEN '一般' WHEN 'dissatisfied' THEN '不满意' END AS 抽查满意度,
    CASE noted.callback_satisfaction WHEN 'satisfied' THEN '满意' WHEN 'fair' THEN '一般' WHEN 'dissatisfied' THEN '不满意' END AS 原评满意度,
    noted.is_diverging AS 不一致,
    noted.unit AS 单位代码,
    noted.section AS 科室代码
FROM book.check_against_callback AS noted;
COMMENT ON VIEW "台账"."抽查比对" IS '抽查比对:抽查所得满意度与服务对象此前所评';
GRANT SELECT ON "台账"."抽查比对" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."得分之外" AS
SELECT
    noted.unit_name AS 单位,
    noted.section_name AS 科室,
    extract(year FROM noted.month)::integer AS 年度,
    extract(month FROM noted.month)::integer AS 月份,
    noted.matters_held AS 经手件数,
    noted.hops AS 转办,
    noted.loops AS 来回转办,
    noted.returned AS 退回,
    noted.passing_index AS 踢皮球指数,
    noted.on_time AS 按时办结,
    noted.last_hour AS 最后一小时办结,
    noted.last_hour_share AS 最后一小时占比,
    noted.called_back AS 已回访,
    noted.unreachable AS 三次未接通,
    noted.unreachable_share AS 未接通率,
    noted.results AS 结果件数,
    noted.identical_results AS 雷同件数,
    noted.identical_share AS 雷同占比,
    noted.checks_compared AS 可比抽查,
    noted.checks_diverging AS 不一致抽查,
    noted.diverging_share AS 不一致占比,
    noted.excluded AS 不计,
    noted.callback_exempt AS 免回访,
    noted.incomplete AS 未见受理,
    noted.unit AS 单位代码,
    noted.section AS 科室代码
FROM book.beside_score AS noted;
COMMENT ON VIEW "台账"."得分之外" IS '得分之外:不计入得分而应同看的情况,各率附其基数,按月';
GRANT SELECT ON "台账"."得分之外" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."来源质量" AS
SELECT
    noted.unit_name AS 单位,
    noted.section_name AS 科室,
    noted.case_source AS 来源,
    noted.cases AS 件数,
    noted.odd_cases AS 异常件数,
    noted.oddities AS 异常数,
    noted.odd_share AS 异常占比,
    noted.incomplete AS 未见受理,
    noted.accepted_late AS 受理晚到,
    noted.before_acceptance AS 早于受理,
    noted.completed_before_accepted AS 办结早于受理,
    noted.corrected AS 更正,
    noted.days_only AS 只记日期,
    noted.without_contact AS 无联系方式,
    noted.without_result AS 无办理结果,
    noted.last_accepted_at AT TIME ZONE 'Asia/Shanghai' AS 最近受理,
    noted.unit AS 单位代码,
    noted.section AS 科室代码
FROM book.source_quality AS noted;
COMMENT ON VIEW "台账"."来源质量" IS '来源质量:各来源所报事项的齐全与异常,按受理科室';
GRANT SELECT ON "台账"."来源质量" TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT DISTINCT ON (class.relname, attribute.attname) class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('', '单位', '单位名称,以当时为准'),
                ('', '科室', '科(股)室名称,以当时为准'),
                ('', '年度', '年度'),
                ('', '月份', '月份'),
                ('', '应回访', '应回访的件数,计入该轮首次办结之月'),
                ('', '已回访', '其中已了结的件数:接通、拒访、三次未接通'),
                ('', '尚欠回访', '其中尚未了结的件数'),
                ('', '回访接通', '接通的件数'),
                ('', '拒访', '拒访的件数'),
                ('', '三次未接通', '三次未接通的件数'),
                ('', '免回访', '未留联系方式、或系督查模拟,不需回访的件数'),
                ('', '回访次数', '回访的次数,不论结果'),
                ('', '整改后应回访', '应回访中整改之后的件数'),
                ('', '整改后已回访', '整改之后已回访的件数'),
                ('', '回访率', '已回访占应回访的百分比;空为无应回访'),
                ('', '未接通率', '三次未接通占已回访的百分比;空为无已回访'),
                ('', '单位代码', '单位代码'),
                ('', '科室代码', '科室代码'),
                ('', '首问件数', '受理的首问事项,不含现场模拟办事'),
                ('', '已办结', '其中已办结的件数'),
                ('', '已拨访', '末轮办结后拨访过的件数'),
                ('', '尚未接通', '拨访过而尚未接通的件数'),
                ('', '办结未拨访', '已办结而未拨访的件数'),
                ('', '无联系方式', '未留联系方式的件数'),
                ('', '覆盖率', '拨访过的占全部首问的百分比'),
                ('', '接收单位', '接收单位名称,以当时为准'),
                ('', '接收科室', '接收科(股)室名称;空为未说明'),
                ('', '转办', '转给另一科室的次数'),
                ('', '来回转办', '其中原路转回的次数'),
                ('', '退回', '退回的次数'),
                ('', '接收单位代码', '接收单位代码'),
                ('', '接收科室代码', '接收科室代码'),
                ('', '字数', '办理结果的字数'),
                ('', '本科室件数', '本科室用此结果的件数'),
                ('', '本单位件数', '本单位用此结果的件数'),
                ('', '本单位科室数', '本单位用此结果的科室数'),
                ('', '最早日期', '最早使用的日期'),
                ('', '最近日期', '最近使用的日期'),
                ('', '摘要', '文字的 SHA-256 摘要前半'),
                ('', '人员', '人员姓名;空为该科室首问责任岗'),
                ('', '抽查日期', '抽查日期'),
                ('', '来源', '事项来源'),
                ('', '编号', '事项编号'),
                ('', '抽查满意度', '服务对象答抽查者'),
                ('', '原评满意度', '服务对象该轮所评'),
                ('', '不一致', '两者不同'),
                ('', '经手件数', '受理和接收的件数,踢皮球指数的基数'),
                ('', '踢皮球指数', '每百件经手事项转出和退回的次数;空为未经手'),
                ('', '按时办结', '按时办结的件数'),
                ('', '最后一小时办结', '其中到期前一小时办结的件数'),
                ('', '最后一小时占比', '占按时办结的百分比'),
                ('', '结果件数', '20字以上的办理结果'),
                ('', '雷同件数', '其中与本单位当年另一事项一字不差'),
                ('', '雷同占比', '占结果件数的百分比'),
                ('', '可比抽查', '问及满意度且该轮已有评价的抽查'),
                ('', '不一致抽查', '其中与原评不同'),
                ('', '不一致占比', '占可比抽查的百分比'),
                ('', '不计', '到期前撤回或并案,不入任何比率'),
                ('', '未见受理', '未见受理记录,不入任何比率'),
                ('', '件数', '所报事项'),
                ('', '异常件数', '有任一异常的事项'),
                ('', '异常数', '异常合计'),
                ('', '异常占比', '异常件数的百分比'),
                ('', '受理晚到', '已有承办人后才见受理'),
                ('', '早于受理', '有早于受理的记录'),
                ('', '办结早于受理', '办结早于受理'),
                ('', '更正', '有记录被作废'),
                ('', '只记日期', '受理只有日期没有时间'),
                ('', '无办理结果', '已办结而无办理结果'),
                ('', '最近受理', '最近一次受理的时间'),
                ('雷同结果', '年度', '办结年度'),
                ('得分之外', '已回访', '已了结的回访'),
                ('得分之外', '三次未接通', '其中三次未接通'),
                ('得分之外', '免回访', '不需回访的件数'),
                ('得分之外', '未接通率', '占已回访的百分比'),
                ('来源质量', '无联系方式', '未留联系方式'),
                ('来源质量', '未见受理', '未见受理记录')
        ) AS known (view_name, column_name, text)
        JOIN pg_class AS class ON class.relnamespace = '"台账"'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('回访情况', '回访覆盖', '转办去向', '雷同结果', '抽查比对', '得分之外', '来源质量')
            AND known.view_name IN ('', class.relname)
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
        ORDER BY class.relname, attribute.attname, known.view_name DESC
    LOOP
        EXECUTE format('COMMENT ON COLUMN "台账".%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
