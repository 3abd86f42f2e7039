-- projection: none
--
-- 考核 in Chinese.
CREATE OR REPLACE VIEW "台账"."考核" AS
SELECT
    counted.unit_name AS 单位,
    counted.section_name AS 科室,
    counted.person_name AS 人员,
    CASE counted.account WHEN 'handling' THEN '承办' WHEN 'receiver' THEN '首问' WHEN 'unit' THEN '单位' END AS 账户,
    extract(year FROM counted.month)::integer AS 年度,
    extract(quarter FROM counted.month)::integer AS 季度,
    extract(month FROM counted.month)::integer AS 月份,
    counted.due AS 应办结,
    counted.on_time AS 按时办结,
    counted.last_hour AS 到期前一小时办结,
    counted.excluded AS 不计,
    counted.sign_due AS 应签收,
    counted.signed_on_time AS 按时签收,
    counted.redo_due AS 应重办,
    counted.redone_on_time AS 按时重办,
    counted.rectification_due AS 应整改,
    counted.rectified_on_time AS 按时整改,
    counted.redone AS 重办,
    counted.hops AS 转办,
    counted.loops AS 来回转办,
    counted.returned AS 退回,
    counted.late_returns AS 逾期退回,
    counted.received AS 受理,
    counted.incomplete AS 未见受理,
    counted.contact_due AS 应先行联系,
    counted.contacted_on_time AS 按时先行联系,
    counted.callback_owed AS 应回访,
    counted.called_back AS 已回访,
    counted.reached AS 回访接通,
    counted.refused AS 拒访,
    counted.unreachable AS 三次未接通,
    counted.callback_exempt AS 免回访,
    counted.callback_attempts AS 回访次数,
    counted.callback_owed_after AS 整改后应回访,
    counted.called_back_after AS 整改后已回访,
    counted.rated AS 评价,
    counted.satisfied AS 满意,
    counted.fair AS 一般,
    counted.dissatisfied AS 不满意,
    counted.satisfied_after AS 整改后满意,
    counted.fair_after AS 整改后一般,
    counted.dissatisfied_after AS 整改后不满意,
    counted.provincial_rated AS 省派工单评价,
    counted.provincial_satisfied AS 省派工单满意,
    counted.solved AS 已解决,
    counted.unsolved AS 未解决,
    counted.records AS 应登记,
    counted.complete_records AS 登记完整,
    counted.spot_checked AS 抽查,
    counted.found_good AS 抽查未见问题,
    counted.found_bad AS 抽查有问题,
    counted.checklist_items AS 清单应有项,
    counted.checklist_done AS 清单已有项,
    counted.inspected AS 督查,
    counted.inspected_good AS 督查未见问题,
    counted.inspected_bad AS 督查有问题,
    counted.overdue AS 超期,
    counted.unit AS 单位代码,
    counted.section AS 科室代码,
    counted.person AS 人员代码
FROM book.assessment_by_month AS counted;
COMMENT ON VIEW "台账"."考核" IS '考核:按单位、科室、人员、账户、月份的各项计数,截至今日;两个账户不得相加';
GRANT SELECT ON "台账"."考核" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."加减分" AS
SELECT
    unit_name AS 单位,
    section_name AS 科室,
    person_name AS 人员,
    day AS 日期,
    points AS 分值,
    reason AS 事由,
    approver AS 批准人,
    basis AS 依据,
    case_source AS 来源,
    case_number AS 编号,
    unit AS 单位代码,
    section AS 科室代码,
    person AS 人员代码
FROM book.points_adjusted;
COMMENT ON VIEW "台账"."加减分" IS '加减分:逐项列出的扣分与加分,不计入各项计数';
GRANT SELECT ON "台账"."加减分" TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('单位', '单位名称'), ('科室', '科室名称;空为单位整体'), ('人员', '人员姓名;空为当日该科室首问责任岗'),
                ('账户', '承办:承办人的账;首问:首问责任人的账;单位:单位整体的账'), ('年度', '年度'), ('季度', '季度'), ('月份', '月份'),
                ('超期', '应办结而未按时办结的件数'), ('单位代码', '单位代码'), ('科室代码', '科室代码'), ('人员代码', '人员代码'),
                ('日期', '决定日期'), ('分值', '加分,负数为扣分'), ('事由', '事由代码'), ('批准人', '批准人代码'),
                ('依据', '所依据的督查或通报编号;空为未说明'), ('来源', '事项来源,或所涉年度的单位'), ('编号', '事项编号,或年度'),
                ('应办结', '应办结的件数'),
                ('按时办结', '按时办结的件数'),
                ('到期前一小时办结', '到期前一小时办结的件数'),
                ('不计', '不计的件数'),
                ('应签收', '应签收的件数'),
                ('按时签收', '按时签收的件数'),
                ('应重办', '应重办的件数'),
                ('按时重办', '按时重办的件数'),
                ('应整改', '应整改的件数'),
                ('按时整改', '按时整改的件数'),
                ('重办', '重办的件数'),
                ('转办', '转办的件数'),
                ('来回转办', '来回转办的件数'),
                ('退回', '退回的件数'),
                ('逾期退回', '逾期退回的件数'),
                ('受理', '受理的件数'),
                ('未见受理', '未见受理的件数'),
                ('应先行联系', '应先行联系的件数'),
                ('按时先行联系', '按时先行联系的件数'),
                ('应回访', '应回访的件数'),
                ('已回访', '已回访的件数'),
                ('回访接通', '回访接通的件数'),
                ('拒访', '拒访的件数'),
                ('三次未接通', '三次未接通的件数'),
                ('免回访', '免回访的件数'),
                ('回访次数', '回访的次数,不论结果'),
                ('整改后应回访', '应回访中整改之后的件数'),
                ('整改后已回访', '整改之后已回访的件数'),
                ('评价', '评价的件数'),
                ('满意', '满意的件数'),
                ('一般', '一般的件数'),
                ('不满意', '不满意的件数'),
                ('整改后满意', '整改后满意的件数'),
                ('整改后一般', '整改后一般的件数'),
                ('整改后不满意', '整改后不满意的件数'),
                ('省派工单评价', '省派工单评价的件数'),
                ('省派工单满意', '省派工单满意的件数'),
                ('已解决', '已解决的件数'),
                ('未解决', '未解决的件数'),
                ('应登记', '应登记的件数'),
                ('登记完整', '登记完整的件数'),
                ('抽查', '抽查的件数'),
                ('抽查未见问题', '抽查未见问题的件数'),
                ('抽查有问题', '抽查有问题的件数'),
                ('清单应有项', '清单应有项的件数'),
                ('清单已有项', '清单已有项的件数'),
                ('督查', '督查的件数'),
                ('督查未见问题', '督查未见问题的件数'),
                ('督查有问题', '督查有问题的件数')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = '"台账"'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('考核', '加减分')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN "台账".%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
