-- projection: none
--
-- 催办, 说明, 通报 and what prompted them, in Chinese.
CREATE OR REPLACE VIEW "台账"."督办文书" AS
SELECT
    document.unit_name AS 单位,
    document.section_name AS 科室,
    document.person_name AS 相关人员,
    document.case_number AS 编号,
    document.case_source AS 来源,
    CASE document.document WHEN 'urged' THEN '催办' WHEN 'explained' THEN '说明' WHEN 'notice_issued' THEN '通报' END AS 文书,
    document.document_number AS 文号,
    document.issued_at AT TIME ZONE 'Asia/Shanghai' AS 发文时间,
    document.issuer_unit_name AS 发文单位,
    document.issuer_person_name AS 签发人,
    CASE document.finding WHEN 'good' THEN '正面典型' WHEN 'bad' THEN '反面典型' ELSE '' END AS 典型,
    document.explained_at AT TIME ZONE 'Asia/Shanghai' AS 说明时间,
    document.unit AS 单位代码,
    document.section AS 科室代码,
    document.subject AS 事项标识
FROM book.document AS document;

COMMENT ON VIEW "台账"."督办文书" IS '督办文书:催办、说明、通报(含正反典型),一文书一行';
GRANT SELECT ON "台账"."督办文书" TO analyst, supervisor;
COMMENT ON COLUMN "台账"."督办文书".单位 IS '相关单位名称,以发文当日为准';
COMMENT ON COLUMN "台账"."督办文书".科室 IS '相关科(股)室名称,以发文当日为准';
COMMENT ON COLUMN "台账"."督办文书".相关人员 IS '相关人员姓名,以发文当日为准';
COMMENT ON COLUMN "台账"."督办文书".文书 IS '催办、说明、通报';
COMMENT ON COLUMN "台账"."督办文书".文号 IS '文书编号;说明为所答复的催办编号';
COMMENT ON COLUMN "台账"."督办文书".发文时间 IS '发出的时间';
COMMENT ON COLUMN "台账"."督办文书".发文单位 IS '发文单位名称';
COMMENT ON COLUMN "台账"."督办文书".签发人 IS '签发人姓名';
COMMENT ON COLUMN "台账"."督办文书".典型 IS '通报的正面典型、反面典型';
COMMENT ON COLUMN "台账"."督办文书".说明时间 IS '催办首次得到说明的时间;空白表示未说明';

CREATE OR REPLACE VIEW "台账"."提请" AS
SELECT
    prompt.unit_name AS 单位,
    prompt.section_name AS 科室,
    prompt.case_number AS 编号,
    prompt.case_source AS 来源,
    -- include: parts/clock_word.sql
    CASE prompt.level WHEN 'urge' THEN '提请催办' WHEN 'notice' THEN '提请通报' END AS 提请事项,
    prompt.prompted_at AT TIME ZONE 'Asia/Shanghai' AS 提请时间,
    prompt.due_at AT TIME ZONE 'Asia/Shanghai' AS 到期时间,
    prompt.is_answered AS 已发文,
    prompt.answered_at AT TIME ZONE 'Asia/Shanghai' AS 发文时间,
    prompt.document_number AS 文号,
    prompt.is_running AS 仍在计时,
    prompt.unit AS 单位代码,
    prompt.section AS 科室代码,
    prompt.subject AS 事项标识
FROM book.prompt AS prompt;

COMMENT ON VIEW "台账"."提请" IS '提请:已响的提请催办和提请通报,及据以发出的文书;未发文的即无人处理';
GRANT SELECT ON "台账"."提请" TO analyst, supervisor;
COMMENT ON COLUMN "台账"."提请".单位 IS '承办单位今日名称';
COMMENT ON COLUMN "台账"."提请".科室 IS '承办科(股)室今日名称';
COMMENT ON COLUMN "台账"."提请".提请事项 IS '提请催办、提请通报';
COMMENT ON COLUMN "台账"."提请".提请时间 IS '提请的时间';
COMMENT ON COLUMN "台账"."提请".已发文 IS '是否已据以发文;否即无人处理';
COMMENT ON COLUMN "台账"."提请".发文时间 IS '所发文书的时间;空白表示无人处理';
COMMENT ON COLUMN "台账"."提请".文号 IS '所发文书的编号';
COMMENT ON COLUMN "台账"."提请".仍在计时 IS '时限是否仍未了结';
