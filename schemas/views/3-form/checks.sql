-- projection: none
CREATE OR REPLACE VIEW "台账"."异常" AS
SELECT
    directory.unit_name(odd.unit, odd.day) AS 单位,
    directory.section_name(odd.unit, odd.section, odd.day) AS 首问科室,
    odd.book_year AS 年度,
    odd.case_number AS 编号,
    odd.case_source AS 来源,
    known.chinese AS 异常情况,
    odd.day AS 受理日期,
    odd.unit AS 单位代码,
    odd.section AS 首问科室代码,
    odd.is_accepting AS 本单位首问,
    odd.flag AS 异常代码,
    odd.case_id AS 事项标识
FROM book.oddity AS odd
LEFT JOIN book.flag AS known ON known.flag = odd.flag;

COMMENT ON VIEW "台账"."异常" IS '异常:各单位事项中与规则不符之处,一事一异常一行';
GRANT SELECT ON "台账"."异常" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."账账不符" AS
SELECT
    unequal.unit_name AS 单位,
    unequal.book_year AS 年度,
    unequal.section_rows AS 分台账首问件数,
    unequal.master_rows AS 总台账件数,
    unequal.difference AS 相差,
    unequal.unit AS 单位代码
FROM book.balance AS unequal;

COMMENT ON VIEW "台账"."账账不符" IS '账账不符:分台账首问件数与总台账件数不等的单位和年度;两台账均已读完时应为空';
GRANT SELECT ON "台账"."账账不符" TO analyst, supervisor, unit_reader, section_post;
