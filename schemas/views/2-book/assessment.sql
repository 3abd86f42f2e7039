-- projection: assessment
--
-- Counters of assessment by unit, section, person and time; each may be summed over any of these within one account,
-- and the accounts never.  Only days until today: what will be due is not due yet; by day there are those to come, too.
CREATE OR REPLACE VIEW book.assessment_by_day AS
SELECT
    -- include: parts/counted_of.sql
    , counted.day AS day,
    -- include: parts/counter_sums.sql
    , (coalesce(sum(counted.due), 0) - coalesce(sum(counted.on_time), 0))::bigint AS overdue
FROM contribution_row AS counted
GROUP BY counted.unit, counted.section, counted.person, counted.account, counted.day;
COMMENT ON VIEW book.assessment_by_day IS
    '考核 by day, also those to come on which something will be due';
GRANT SELECT ON book.assessment_by_day TO analyst, supervisor;

CREATE OR REPLACE VIEW book.assessment_by_month AS
SELECT
    -- include: parts/counted_of.sql
    , date_trunc('month', counted.day)::date AS month,
    -- include: parts/counter_sums.sql
    , (coalesce(sum(counted.due), 0) - coalesce(sum(counted.on_time), 0))::bigint AS overdue
FROM contribution_row AS counted
WHERE counted.day <= (now() AT TIME ZONE 'Asia/Shanghai')::date
GROUP BY counted.unit, counted.section, counted.person, counted.account, date_trunc('month', counted.day)::date;
COMMENT ON VIEW book.assessment_by_month IS
    '考核 by month';
GRANT SELECT ON book.assessment_by_month TO analyst, supervisor;

CREATE OR REPLACE VIEW book.assessment_by_quarter AS
SELECT
    -- include: parts/counted_of.sql
    , date_trunc('quarter', counted.day)::date AS quarter,
    -- include: parts/counter_sums.sql
    , (coalesce(sum(counted.due), 0) - coalesce(sum(counted.on_time), 0))::bigint AS overdue
FROM contribution_row AS counted
WHERE counted.day <= (now() AT TIME ZONE 'Asia/Shanghai')::date
GROUP BY counted.unit, counted.section, counted.person, counted.account, date_trunc('quarter', counted.day)::date;
COMMENT ON VIEW book.assessment_by_quarter IS
    '考核 by quarter';
GRANT SELECT ON book.assessment_by_quarter TO analyst, supervisor;

CREATE OR REPLACE VIEW book.assessment_by_year AS
SELECT
    -- include: parts/counted_of.sql
    , extract(year FROM counted.day)::integer AS year,
    -- include: parts/counter_sums.sql
    , (coalesce(sum(counted.due), 0) - coalesce(sum(counted.on_time), 0))::bigint AS overdue
FROM contribution_row AS counted
WHERE counted.day <= (now() AT TIME ZONE 'Asia/Shanghai')::date
GROUP BY counted.unit, counted.section, counted.person, counted.account, extract(year FROM counted.day)::integer;
COMMENT ON VIEW book.assessment_by_year IS
    '考核 by year';
GRANT SELECT ON book.assessment_by_year TO analyst, supervisor, shouwen_assessment;

CREATE OR REPLACE VIEW book.points_adjusted AS
SELECT
    given.unit,
    directory.unit_name(given.unit, given.day) AS unit_name,
    given.section,
    directory.section_name(given.unit, given.section, given.day) AS section_name,
    given.person,
    directory.person_name(given.person, given.day) AS person_name,
    given.day,
    given.points_hundredths / 100.0 AS points,
    given.reason,
    given.approver,
    given.basis,
    given.case_source,
    given.case_number,
    given.subject,
    given.event_id
FROM adjustment_row AS given;
COMMENT ON VIEW book.points_adjusted IS '加减分: deductions and bonuses by decision, one a row; never in the counters';
GRANT SELECT ON book.points_adjusted TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('unit', 'code of the unit'),
                ('unit_name', 'its name on the last of these days'),
                ('section', 'code of the section; empty: of the unit as a whole'),
                ('section_name', 'its name on the last of these days'),
                ('person', 'code of the person; empty: the section''s post of that day'),
                ('person_name', 'name of the person on the last of these days'),
                ('account', 'handling: of who handled; receiver: of who was first asked; unit: of the unit as a whole'),
                ('day', 'the day'),
                ('month', 'the first day of the month'),
                ('quarter', 'the first day of the quarter'),
                ('year', 'the year'),
                ('overdue', 'due, and not completed in time'),
                ('points', 'points given, or taken when below zero'),
                ('reason', 'code of the reason'),
                ('approver', 'code of who decided'),
                ('basis', 'number of the inspection or notice it rests on; empty: not said'),
                ('case_source', 'of the matter, or the unit of the year it was decided upon'),
                ('case_number', 'of the matter, or the year'),
                ('subject', 'id of the matter or year'),
                ('event_id', 'of the decision'),
                ('due', '应办结: cases to be completed, on the day they were due'),
                ('on_time', '按时办结: of these completed in time'),
                ('last_hour', '到期前一小时办结: of these in the last hour'),
                ('excluded', '不计: withdrawn or merged before they were due'),
                ('sign_due', '应签收: hand-overs to be signed for, on the day they were due'),
                ('signed_on_time', '按时签收: of these signed for in time'),
                ('redo_due', '应重办: redos to be completed, on the day they were due'),
                ('redone_on_time', '按时重办: of these completed in time'),
                ('rectification_due', '应整改: rectifications, on the day they were due'),
                ('rectified_on_time', '按时整改: of these done in time'),
                ('redone', '重办: cases reopened, on that day'),
                ('hops', '转办: hand-overs to another section, by who handed on'),
                ('loops', '来回转办: of these straight back to where it had come from'),
                ('returned', '退回: returns, by who returned'),
                ('late_returns', '逾期退回: of these later than the return window'),
                ('received', '受理: cases accepted'),
                ('incomplete', '未见受理: cases whose acceptance never came, on the day of their first event'),
                ('contact_due', '应先行联系: first contacts, on the day they were due'),
                ('contacted_on_time', '按时先行联系: of these made in time'),
                ('callback_owed', '应回访: callbacks owed, on the day of the completion'),
                ('called_back', '已回访: of these closed: reached, refused, or three calls in vain'),
                ('reached', '回访接通: of these reached'),
                ('refused', '拒访: of these refused'),
                ('unreachable', '三次未接通: of these closed by three calls in vain'),
                ('callback_exempt', '免回访: not to be called back: no contact was left, or it was an inspector'),
                ('callback_attempts', '回访次数: calls, whatever came of them'),
                ('callback_owed_after', '整改后应回访: of those owed after a rectification'),
                ('called_back_after', '整改后已回访: of these closed'),
                ('rated', '评价: rounds rated by the citizen, on the day of their completion'),
                ('satisfied', '满意: of these satisfied'),
                ('fair', '一般: of these fair'),
                ('dissatisfied', '不满意: of these dissatisfied'),
                ('satisfied_after', '整改后满意: satisfied after a rectification'),
                ('fair_after', '整改后一般: fair after a rectification'),
                ('dissatisfied_after', '整改后不满意: dissatisfied after a rectification'),
                ('provincial_rated', '省派工单评价: rated, of priority provincial'),
                ('provincial_satisfied', '省派工单满意: of these satisfied'),
                ('solved', '已解决: solved, as the citizen says'),
                ('unsolved', '未解决: not solved, as the citizen says'),
                ('records', '应登记: completed cases, whose form is to be complete'),
                ('complete_records', '登记完整: of these with every field, or a reason why not'),
                ('spot_checked', '抽查: spot checks'),
                ('found_good', '抽查未见问题: of these that found nothing bad'),
                ('found_bad', '抽查有问题: of these that found something bad'),
                ('checklist_items', '清单应有项: items of the checklist that are compulsory, on the last day of the year'),
                ('checklist_done', '清单已有项: of these with all their evidence'),
                ('inspected', '督查: inspections'),
                ('inspected_good', '督查未见问题: of these that found nothing bad'),
                ('inspected_bad', '督查有问题: of these that found something bad')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND (class.relname LIKE 'assessment\_by\_%' OR class.relname = 'points_adjusted')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
