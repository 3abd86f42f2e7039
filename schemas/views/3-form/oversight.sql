-- projection: none
--
-- Checks, trainings, coverage, samples and the checklist, in Chinese.
CREATE OR REPLACE VIEW "台账"."抽查督查" AS
SELECT
    seen.unit_name AS 单位,
    seen.section_name AS 科室,
    seen.person_name AS 相关人员,
    CASE seen.kind WHEN 'spot_check' THEN '抽查' ELSE '督查' END AS 类别,
    seen.checked_at AT TIME ZONE 'Asia/Shanghai' AS 检查时间,
    CASE seen.checkers WHEN 'master_post' THEN '首问责任总岗' WHEN 'discipline_committee' THEN '机关纪委'
        WHEN 'master_post,discipline_committee' THEN '首问责任总岗、机关纪委联合' ELSE '' END AS 抽查部门,
    CASE WHEN seen.kind = 'inspection' THEN CASE seen.mode WHEN 'unannounced' THEN '四不两直'
        WHEN 'mock_visit' THEN '现场模拟办事' WHEN 'covert' THEN '暗访' ELSE '其他' END ELSE '' END AS 督查方式,
    CASE seen.finding WHEN 'good' THEN '好' WHEN 'bad' THEN '发现问题' WHEN 'none' THEN '未发现问题' ELSE '' END AS 结论,
    CASE seen.check_satisfaction
        -- include: parts/satisfaction_word.sql
    END AS 抽查满意度,
    CASE seen.rated
        -- include: parts/satisfaction_word.sql
    END AS 回访满意度,
    seen.diverges AS 前后不一,
    seen.sample AS 样本,
    seen.document_number AS 文号,
    seen.case_number AS 编号,
    seen.case_source AS 来源,
    seen.unit AS 单位代码,
    seen.section AS 科室代码,
    seen.subject AS 事项标识
FROM book.oversight_check AS seen;
COMMENT ON VIEW "台账"."抽查督查" IS '抽查督查:抽查和督查,一次一行';
GRANT SELECT ON "台账"."抽查督查" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."佐证" AS
SELECT
    shown.unit_name AS 单位,
    shown.section_name AS 科室,
    shown.person_name AS 相关人员,
    shown.year AS 年度,
    shown.item AS 清单序号,
    shown.parts AS 所含部分,
    shown.document AS 文号,
    shown.shown_at AT TIME ZONE 'Asia/Shanghai' AS 佐证时间,
    shown.unit AS 单位代码,
    shown.section AS 科室代码
FROM book.evidence AS shown;
COMMENT ON VIEW "台账"."佐证" IS '佐证:工作清单各项的佐证材料,一份一行';
GRANT SELECT ON "台账"."佐证" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."培训" AS
SELECT
    held.unit_name AS 单位,
    held.section_name AS 科室,
    held.year AS 年度,
    CASE held.mode WHEN 'assembly' THEN '大会集中讲' WHEN 'section' THEN '科室小组学' WHEN 'self_study' THEN '个人自学'
        ELSE '常态化提醒' END AS 培训方式,
    CASE held.organiser WHEN 'unit' THEN '本单位' WHEN 'lead_department' THEN '牵头部门'
        WHEN 'personnel_department' THEN '人事部门' ELSE '' END AS 组织单位,
    held.headcount AS 人数,
    held.named AS 记名人数,
    held.is_for_newcomers AS 面向新进人员,
    held.held_at AT TIME ZONE 'Asia/Shanghai' AS 培训时间,
    held.unit AS 单位代码,
    held.section AS 科室代码
FROM book.training AS held;
COMMENT ON VIEW "台账"."培训" IS '培训:一次一行';
GRANT SELECT ON "台账"."培训" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."培训覆盖" AS
SELECT
    staff.unit_name AS 单位,
    staff.section_name AS 科室,
    staff.person_name AS 姓名,
    staff.joined_on AS 到岗日期,
    staff.is_newcomer AS 新进未训,
    staff.trainings AS 本年培训次数,
    staff.last_trained_on AS 最近培训日期,
    staff.has_assembly AS 大会集中讲,
    staff.has_section AS 科室小组学,
    staff.has_self_study AS 个人自学,
    staff.has_reminder AS 常态化提醒,
    staff.unit AS 单位代码,
    staff.section AS 科室代码,
    staff.person AS 人员代码
FROM book.training_coverage AS staff;
COMMENT ON VIEW "台账"."培训覆盖" IS '培训覆盖:在岗人员本年参加培训的情况,一人一行';
GRANT SELECT ON "台账"."培训覆盖" TO analyst, supervisor, unit_reader;

CREATE OR REPLACE VIEW "台账"."科室覆盖" AS
SELECT
    covered.unit_name AS 单位,
    covered.section_name AS 科室,
    covered.has_section_post AS 有首问责任岗,
    covered.has_sign AS 有岗牌,
    covered.has_duty AS 责任已明确,
    covered.last_entry_at AT TIME ZONE 'Asia/Shanghai' AS 最近登记时间,
    covered.last_report_at AT TIME ZONE 'Asia/Shanghai' AS 最近报告时间,
    covered.is_covered AS 已覆盖,
    CASE covered.level WHEN 'city' THEN '市' WHEN 'county' THEN '区县' ELSE '乡镇(街道)' END AS 层级,
    covered.unit AS 单位代码,
    covered.section AS 科室代码
FROM book.two_coverage AS covered;
COMMENT ON VIEW "台账"."科室覆盖" IS '科室全覆盖:今日在册各科(股)室的岗、牌、账,一科室一行';
GRANT SELECT ON "台账"."科室覆盖" TO analyst, supervisor, unit_reader, section_post;

CREATE OR REPLACE VIEW "台账"."单位覆盖" AS
SELECT
    CASE covered.level WHEN 'city' THEN '市' WHEN 'county' THEN '区县' ELSE '乡镇(街道)' END AS 层级,
    covered.unit_name AS 单位,
    covered.has_plan AS 有方案,
    covered.has_master_post AS 有总岗,
    covered.has_master_sign AS 有总岗标牌,
    covered.has_ledger AS 有总台账,
    covered.sections_in_force AS 科室数,
    covered.sections_without_post AS 缺岗科室数,
    covered.sections_without_sign AS 缺牌科室数,
    covered.sections_without_ledger AS 缺账科室数,
    covered.unit AS 单位代码
FROM book.unit_coverage AS covered;
COMMENT ON VIEW "台账"."单位覆盖" IS '层级全覆盖:市、区县、乡镇(街道)各单位的方案、岗、牌、账(四个一),一单位一行';
GRANT SELECT ON "台账"."单位覆盖" TO analyst, supervisor, unit_reader, section_post;

CREATE OR REPLACE VIEW "台账"."工作清单" AS
SELECT
    sheet.unit_name AS 单位,
    sheet.year AS 年度,
    sheet.item AS 清单序号,
    sheet.item_name AS 清单事项,
    CASE sheet.state WHEN 'done' THEN '已完成' WHEN 'partly' THEN '部分完成' WHEN 'missing' THEN '未完成' ELSE '不作要求' END
        AS 完成情况,
    sheet.evidence AS 佐证材料,
    sheet.shown_on AS 佐证日期,
    sheet.missing AS 所缺部分,
    sheet.not_asked AS 尚不要求,
    sheet.unit AS 单位代码
FROM book.completion_sheet AS sheet;
COMMENT ON VIEW "台账"."工作清单" IS '工作清单:各单位附件1十七项今日完成情况,一项一行';
GRANT SELECT ON "台账"."工作清单" TO analyst, supervisor, unit_reader;

CREATE OR REPLACE VIEW "台账"."工作清单分项" AS
SELECT
    part.unit_name AS 单位,
    part.year AS 年度,
    part.item AS 清单序号,
    part.item_name AS 清单事项,
    part.part_name AS 组成部分,
    part.is_there AS 已有,
    part.is_asked AS 已要求,
    part.shown_on AS 佐证日期,
    part.document AS 佐证材料,
    part.lacking AS 所缺部分,
    part.unit AS 单位代码
FROM book.completion_part AS part;
COMMENT ON VIEW "台账"."工作清单分项" IS '工作清单分项:各单位附件1十七项的各组成部分,一部分一行';
GRANT SELECT ON "台账"."工作清单分项" TO analyst, supervisor, unit_reader;

CREATE OR REPLACE VIEW "台账"."抽查样本" AS
SELECT
    drawn.unit_name AS 单位,
    drawn.sample AS 样本,
    drawn.draw_number AS 序号,
    drawn.section_name AS 科室,
    drawn.receiver_name AS 首问责任人,
    CASE drawn.drawn_satisfaction
        -- include: parts/satisfaction_word.sql
    END AS 回访满意度,
    drawn.drawn_completed_at AT TIME ZONE 'Asia/Shanghai' AS 办结时间,
    drawn.is_checked AS 已抽查,
    drawn.checked_at AT TIME ZONE 'Asia/Shanghai' AS 检查时间,
    CASE drawn.check_satisfaction
        -- include: parts/satisfaction_word.sql
    END AS 抽查满意度,
    drawn.diverges AS 前后不一,
    drawn.is_bad AS 发现问题,
    drawn.is_ordered AS 已责令整改,
    drawn.rectification_due_at AT TIME ZONE 'Asia/Shanghai' AS 整改期限,
    drawn.is_rectified AS 已整改,
    drawn.is_rectified_on_time AS 按时整改,
    drawn.case_number AS 编号,
    drawn.case_source AS 来源,
    drawn.unit AS 单位代码,
    drawn.section AS 科室代码,
    drawn.case_id AS 事项标识
FROM book.drawn_case AS drawn;
COMMENT ON VIEW "台账"."抽查样本" IS '抽查样本:已保存样本的抽中事项及抽查、整改情况,一事一行';
GRANT SELECT ON "台账"."抽查样本" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."抽查结果" AS
SELECT
    result.unit_name AS 单位,
    result.sample AS 样本,
    result.section_name AS 科室,
    result.population AS 可抽件数,
    result.drawn AS 抽中件数,
    result.checked AS 已抽查件数,
    result.bad AS 有问题件数,
    result.ordered AS 责令整改件数,
    result.rectified AS 已整改件数,
    result.rectified_in_time AS 按时整改件数,
    result.diverging AS 前后不一件数,
    result.drawn_at AT TIME ZONE 'Asia/Shanghai' AS 抽取时间,
    result.unit AS 单位代码,
    result.section AS 科室代码
FROM book.draw_result AS result;
COMMENT ON VIEW "台账"."抽查结果" IS '抽查结果:已保存样本按科室的抽取、抽查、整改件数,一科室一行';
GRANT SELECT ON "台账"."抽查结果" TO analyst, supervisor, unit_reader;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('单位', '单位名称'), ('科室', '科(股)室名称'), ('相关人员', '所涉人员姓名'), ('类别', '抽查或督查'),
                ('检查时间', '抽查、督查的时间;空白表示尚未抽查'), ('抽查部门', '首问责任总岗、机关纪委,或联合'),
                ('督查方式', '四不两直、现场模拟办事、暗访、其他'), ('结论', '检查结论'), ('抽查满意度', '抽查时群众所说的满意度'),
                ('回访满意度', '此前计入的群众满意度'), ('前后不一', '抽查与此前所说不同'), ('样本', '所属抽查样本(时段/种子)'),
                ('文号', '文件编号'), ('编号', '来源编号'), ('来源', '来源系统'), ('单位代码', '单位代码'), ('科室代码', '科(股)室代码'),
                ('事项标识', '事项标识'), ('年度', '所属年度'), ('清单序号', '附件1中的序号'), ('所含部分', '所佐证的组成部分'),
                ('佐证时间', '佐证材料的时间'), ('培训方式', '四种培训方式之一'), ('组织单位', '本单位、牵头部门、人事部门'),
                ('人数', '参加人数'), ('记名人数', '其中记名的人数'), ('面向新进人员', '是否面向新进人员'), ('培训时间', '培训的时间'),
                ('姓名', '人员姓名'), ('到岗日期', '到本单位的日期;2000-01-01 表示一直在岗'), ('新进未训', '到岗后本单位尚未培训'),
                ('本年培训次数', '本年记名参加的次数'), ('最近培训日期', '本年最近一次;空白表示没有'),
                ('大会集中讲', '本年参加过大会集中讲'), ('科室小组学', '本年参加过科室小组学'), ('个人自学', '本年有过个人自学'),
                ('常态化提醒', '本年有过常态化提醒'), ('人员代码', '人员代码'), ('有首问责任岗', '今日有人在首问责任岗'),
                ('有岗牌', '本年有岗牌佐证'), ('责任已明确', '本年有责任佐证'), ('最近登记时间', '本年最近一次首问登记'),
                ('最近报告时间', '本年最近一次月报告,含零报告'), ('已覆盖', '岗、牌、账俱全'), ('层级', '市、区县、乡镇(街道)'),
                ('有方案', '本年有工作方案佐证'), ('有总岗', '今日有人在首问责任总岗'), ('有总岗标牌', '本年有总岗标牌佐证'),
                ('有总台账', '本年总台账有登记或月报告'), ('科室数', '今日在册科(股)室数'), ('缺岗科室数', '其中无人在岗的'),
                ('缺牌科室数', '其中本年没有岗牌佐证的'), ('缺账科室数', '其中本年既无登记也无报告的'), ('清单事项', '清单事项简称'),
                ('完成情况', '已完成、部分完成、未完成、不作要求(或尚未到期)'), ('佐证材料', '文号、人员或数量'),
                ('佐证日期', '最近佐证的日期'), ('所缺部分', '已要求而尚缺的部分、科室、月份、人员或事项'), ('尚不要求', '尚未到期的部分'),
                ('组成部分', '该项的组成部分'), ('已有', '是否已有'), ('已要求', '今日是否已要求'), ('序号', '在样本中的序号'),
                ('首问责任人', '首问责任人姓名'), ('办结时间', '抽取时的办结时间'), ('已抽查', '是否已抽查'), ('发现问题', '是否发现问题'),
                ('已责令整改', '是否已责令整改'), ('整改期限', '整改到期时间'), ('已整改', '是否已整改'), ('按时整改', '是否按时整改'),
                ('可抽件数', '可以抽取的件数'), ('抽中件数', '抽中的件数'), ('已抽查件数', '其中已抽查的'), ('有问题件数', '其中发现问题的'),
                ('责令整改件数', '其中已责令整改的'), ('已整改件数', '其中已整改的'), ('按时整改件数', '其中按时整改的'),
                ('前后不一件数', '抽查与此前所说不同的'), ('抽取时间', '抽取的时间')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = '台账'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('抽查督查', '佐证', '培训', '培训覆盖', '科室覆盖', '单位覆盖', '工作清单', '工作清单分项', '抽查样本',
                                  '抽查结果')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN "台账".%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
