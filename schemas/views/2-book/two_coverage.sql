-- projection: none
--
-- Two coverages (两个全覆盖): every unit of the three levels, and every section of each.  What is missing today stands in
-- these columns.
CREATE OR REPLACE VIEW book.two_coverage AS
WITH
-- include: parts/units_today.sql
section_coverage AS (
    -- include: parts/section_coverage.sql
)
SELECT
    covered.unit,
    asked.unit_name,
    covered.section,
    covered.section_name,
    covered.has_section_post,
    covered.has_master_post,
    covered.last_entry_at,
    asked.level,
    covered.has_sign,
    covered.has_duty,
    covered.last_report_at,
    covered.has_section_post AND covered.has_sign
        AND (covered.last_entry_at IS NOT NULL OR covered.last_report_at IS NOT NULL) AS is_covered
FROM section_coverage AS covered
JOIN asked ON asked.unit = covered.unit;

COMMENT ON VIEW book.two_coverage IS
    '两个全覆盖: every section in force today, whether it and its unit have their posts, its sign, and its last entry this year';
GRANT SELECT ON book.two_coverage TO analyst, supervisor, unit_reader, section_post;
COMMENT ON COLUMN book.two_coverage.level IS 'city, county or township';
COMMENT ON COLUMN book.two_coverage.has_sign IS '岗牌: evidence of its sign (item 13) this year';
COMMENT ON COLUMN book.two_coverage.has_duty IS 'evidence of its duty (item 10) this year, its own or the unit''s for all';
COMMENT ON COLUMN book.two_coverage.last_report_at IS
    'when it last reported a month of its book this year, 零报告 too; NULL: not yet';
COMMENT ON COLUMN book.two_coverage.is_covered IS 'it has post, sign, and an entry or a report';

CREATE OR REPLACE VIEW book.unit_coverage AS
WITH
-- include: parts/units_today.sql
section_coverage AS (
    -- include: parts/section_coverage.sql
),
sections AS (
    SELECT
        covered.unit,
        count(*) AS sections,
        count(*) FILTER (WHERE NOT covered.has_section_post) AS without_post,
        count(*) FILTER (WHERE NOT covered.has_sign) AS without_sign,
        count(*) FILTER (WHERE covered.last_entry_at IS NULL AND covered.last_report_at IS NULL) AS without_ledger
    FROM section_coverage AS covered
    GROUP BY covered.unit
)
SELECT
    asked.level,
    asked.unit,
    asked.unit_name,
    asked.kind,
    EXISTS (
        SELECT 1 FROM book.evidence_row AS shown
        WHERE shown.unit = asked.unit AND shown.year = extract(year FROM asked.day) AND shown.item = 1
    ) AS has_plan,
    EXISTS (
        SELECT 1 FROM directory.role AS held
        WHERE held.unit = asked.unit AND held.role = 'master_post' AND held.person <> ''
            AND asked.day BETWEEN held.first_day AND coalesce(held.last_day, 'infinity')
    ) AS has_master_post,
    EXISTS (
        SELECT 1 FROM book.evidence_row AS shown
        WHERE shown.unit = asked.unit AND shown.year = extract(year FROM asked.day) AND shown.item = 12
    ) AS has_master_sign,
    EXISTS (
        SELECT 1 FROM book.master_row AS ledger
        WHERE ledger.unit = asked.unit AND ledger.book_year = extract(year FROM asked.day)::integer
    ) OR EXISTS (
        SELECT 1 FROM book.report_row AS told
        WHERE told.unit = asked.unit AND told.year = extract(year FROM asked.day)::integer
    ) AS has_ledger,
    coalesce(sections.sections, 0) AS sections_in_force,
    coalesce(sections.without_post, 0) AS sections_without_post,
    coalesce(sections.without_sign, 0) AS sections_without_sign,
    coalesce(sections.without_ledger, 0) AS sections_without_ledger
FROM asked
LEFT JOIN sections ON sections.unit = asked.unit;

COMMENT ON VIEW book.unit_coverage IS
    '层级全覆盖: every unit of the three levels with plan, post, sign and ledger of this year (四个一), and how many of its sections lack theirs';
GRANT SELECT ON book.unit_coverage TO analyst, supervisor, unit_reader, section_post;
COMMENT ON COLUMN book.unit_coverage.level IS 'city, county or township';
COMMENT ON COLUMN book.unit_coverage.unit_name IS 'name of the unit today';
COMMENT ON COLUMN book.unit_coverage.kind IS 'organ, or park (园区)';
COMMENT ON COLUMN book.unit_coverage.has_plan IS '方案: evidence of its plan (item 1) this year';
COMMENT ON COLUMN book.unit_coverage.has_master_post IS '总岗: somebody holds the master post today';
COMMENT ON COLUMN book.unit_coverage.has_master_sign IS '总岗标牌: evidence of its sign (item 12) this year';
COMMENT ON COLUMN book.unit_coverage.has_ledger IS '总台账: a row, or a month reported, this year';
COMMENT ON COLUMN book.unit_coverage.sections_in_force IS 'sections in force today';
COMMENT ON COLUMN book.unit_coverage.sections_without_post IS 'of these whose post nobody holds';
COMMENT ON COLUMN book.unit_coverage.sections_without_sign IS 'of these without evidence of a sign this year';
COMMENT ON COLUMN book.unit_coverage.sections_without_ledger IS 'of these with neither an entry nor a reported month this year';
