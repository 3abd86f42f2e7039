-- projection: none
--
-- 分台账 and its annex 转入 in the form's own words.
CREATE OR REPLACE VIEW "台账"."分台账" AS
SELECT
    ledger.number AS 序号,
    ledger.unit_name AS 单位,
    ledger.section_name AS 科室,
    ledger.book_year AS 年度,
    -- include: parts/form_columns.sql
    ,
    ledger.section AS 科室代码,
    ledger.handed_to_unit_name AS 转往单位,
    ledger.handed_to_section_name AS 转往科室,
    ledger.case_id AS 事项标识
FROM book.section_ledger AS ledger
WHERE ledger.entry = 'first';

COMMENT ON VIEW "台账"."分台账" IS '分台账:各科(股)室首问事项,一事一行;请按单位代码、科室代码、年度、受理日期筛选';
GRANT SELECT ON "台账"."分台账" TO analyst, supervisor;

CREATE OR REPLACE VIEW "台账"."转入" AS
SELECT
    ledger.number AS 序号,
    ledger.unit_name AS 单位,
    ledger.section_name AS 科室,
    ledger.book_year AS 年度,
    ledger.accepted_unit_name AS 首问单位,
    ledger.accepted_section_name AS 首问科室,
    -- include: parts/form_columns.sql
    ,
    ledger.section AS 科室代码,
    ledger.handed_to_unit_name AS 转往单位,
    ledger.handed_to_section_name AS 转往科室,
    ledger.case_id AS 事项标识
FROM book.section_ledger AS ledger
WHERE ledger.entry = 'transferred_in';

COMMENT ON VIEW "台账"."转入" IS '分台账附页:非首问而转入本科(股)室的事项,受理时间为转入时间';
GRANT SELECT ON "台账"."转入" TO analyst, supervisor;
