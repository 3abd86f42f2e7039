-- projection: none
--
-- 汇总 by month and by day.  Live: what comes in later changes a former month.
CREATE OR REPLACE VIEW "台账"."汇总" AS
SELECT
    directory.unit_name(totals.unit, max(totals.day)) AS 单位,
    directory.section_name(totals.unit, totals.section, max(totals.day)) AS 科室,
    totals.book_year AS 年度,
    to_char(totals.day, 'YYYY-MM') AS 月份,
    CASE totals.entry WHEN 'first' THEN '首问' ELSE '转入' END AS 首问或转入,
    sum(totals.rows)::bigint AS 件数,
    -- include: parts/form_totals_columns.sql
    ,
    totals.unit AS 单位代码,
    totals.section AS 科室代码
FROM book.totals AS totals
GROUP BY totals.unit, totals.section, totals.book_year, totals.entry, to_char(totals.day, 'YYYY-MM');

COMMENT ON VIEW "台账"."汇总" IS '汇总:各科(股)室每月件数,首问与转入分列;随时更新,未封账';
GRANT SELECT ON "台账"."汇总" TO analyst, supervisor, unit_reader, section_post;

CREATE OR REPLACE VIEW "台账"."日汇总" AS
SELECT
    directory.unit_name(totals.unit, totals.day) AS 单位,
    directory.section_name(totals.unit, totals.section, totals.day) AS 科室,
    totals.book_year AS 年度,
    totals.day AS 受理日期,
    CASE totals.entry WHEN 'first' THEN '首问' ELSE '转入' END AS 首问或转入,
    sum(totals.rows)::bigint AS 件数,
    -- include: parts/form_totals_columns.sql
    ,
    totals.unit AS 单位代码,
    totals.section AS 科室代码
FROM book.totals AS totals
GROUP BY totals.unit, totals.section, totals.book_year, totals.entry, totals.day;

COMMENT ON VIEW "台账"."日汇总" IS '日汇总:各科(股)室每日件数,首问与转入分列;随时更新,未封账';
GRANT SELECT ON "台账"."日汇总" TO analyst, supervisor, unit_reader, section_post;
