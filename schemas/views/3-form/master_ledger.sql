-- projection: none
CREATE OR REPLACE VIEW "台账"."总台账" AS
SELECT
    ledger.number AS 序号,
    ledger.unit_name AS 单位,
    ledger.entry_section_name AS 首问科室,
    ledger.book_year AS 年度,
    -- include: parts/form_columns.sql
    ,
    ledger.entry_section AS 首问科室代码,
    ledger.handling_section_name AS 承办科室,
    ledger.is_accepting AS 本单位首问,
    ledger.case_id AS 事项标识
FROM book.master_ledger AS ledger;

COMMENT ON VIEW "台账"."总台账" IS '总台账:各单位全部事项,一事一行;请按单位代码、年度、受理日期筛选';
GRANT SELECT ON "台账"."总台账" TO analyst, supervisor;
