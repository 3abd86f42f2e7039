-- projection: none
--
-- 公布的得分 in Chinese.
CREATE OR REPLACE VIEW "台账"."公布得分" AS
SELECT
    published.unit_name AS 单位,
    published.section_name AS 科室,
    published.person_name AS 人员,
    published.period AS 考核期,
    published.formula AS 方案,
    published.edition AS 版次,
    published.is_in_force AS 现行,
    published.final AS 得分,
    published.total AS 折算分,
    published.adjustment AS 加减分,
    published.grade AS 等次,
    published.cut_off_at AT TIME ZONE 'Asia/Shanghai' AS 公布时间,
    published.frozen_by AS 公布人,
    published.unit AS 单位代码,
    published.section AS 科室代码,
    published.person AS 人员代码
FROM book.published_score AS published;
COMMENT ON VIEW "台账"."公布得分" IS '公布得分:已公布的考核得分,每版一行,不随后来的变动改变';
GRANT SELECT ON "台账"."公布得分" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."公布得分明细" AS
SELECT
    published.unit_name AS 单位,
    published.section_name AS 科室,
    published.person_name AS 人员,
    published.period AS 考核期,
    published.formula AS 方案,
    published.edition AS 版次,
    published.item_number AS 序号,
    published.item AS 项目,
    published.published_numerator AS 公布分子,
    published.published_denominator AS 公布分母,
    published.published_rate AS 公布比率,
    published.published_points AS 公布分值,
    published.cap AS 满分,
    published.present_numerator AS 现分子,
    published.present_denominator AS 现分母,
    published.is_changed AS 已变动,
    published.unit AS 单位代码,
    published.section AS 科室代码,
    published.person AS 人员代码
FROM book.published_item AS published;
COMMENT ON VIEW "台账"."公布得分明细" IS '公布得分明细:现行版逐项的公布数与现数;变动原因见 shouwen-assessment published';
GRANT SELECT ON "台账"."公布得分明细" TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('单位', '单位名称,以考核期最后一日为准'), ('科室', '科室名称;空为单位整体'), ('人员', '人员姓名;空为科室或单位整体'),
                ('考核期', '年、季或月'), ('方案', '得分方案'), ('版次', '自 1 起,最高者为现行'), ('现行', '未被后一版取代'),
                ('得分', '折算分与加减分之和,不低于 0;空为未评'), ('折算分', '已评各项折算为百分;空为已评权重不足一半'),
                ('加减分', '加分,负数为扣分'), ('等次', '优秀、良好、合格、不合格、样本不足;空为未评'),
                ('公布时间', '公布时间,此后读到的不计入'), ('公布人', '公布人代码;空为未说明'), ('序号', '项目在方案中的次序'),
                ('项目', '方案中的项目'), ('公布分子', '公布时的分子'), ('公布分母', '公布时的分母,即样本数'),
                ('公布比率', '公布时的百分比;空为未评'), ('公布分值', '公布时的分值;空为未评'), ('满分', '该项满分'),
                ('现分子', '现在的分子'), ('现分母', '现在的分母'), ('已变动', '分子或分母与公布时不同'),
                ('单位代码', '单位代码'), ('科室代码', '科室代码'), ('人员代码', '人员代码')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = '"台账"'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('公布得分', '公布得分明细')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN "台账".%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
