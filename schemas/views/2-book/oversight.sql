-- projection: none
--
-- Checks, evidence and trainings with names, and who is trained.
CREATE OR REPLACE VIEW book.oversight_check AS
SELECT
    seen.unit,
    directory.unit_name(seen.unit, said.day) AS unit_name,
    seen.section,
    directory.section_name(seen.unit, seen.section, said.day) AS section_name,
    seen.person,
    directory.person_name(seen.person, said.day) AS person_name,
    seen.kind,
    seen.checked_at,
    seen.checkers,
    seen.checked_by,
    seen.mode,
    seen.number AS document_number,
    seen.finding,
    seen.satisfaction AS check_satisfaction,
    seen.solved AS check_solved,
    seen.rated,
    seen.satisfaction <> '' AND seen.rated <> '' AND seen.satisfaction <> seen.rated AS diverges,
    seen.sample,
    seen.case_source,
    seen.case_number,
    seen.subject,
    seen.event_id
FROM book.check_row AS seen
CROSS JOIN LATERAL (SELECT (seen.checked_at AT TIME ZONE 'Asia/Shanghai')::date AS day) AS said;

COMMENT ON VIEW book.oversight_check IS
    '抽查, 督查: a row a spot check or inspection, with whom it counts for and what the citizen had said before';
GRANT SELECT ON book.oversight_check TO analyst, supervisor;

CREATE OR REPLACE VIEW book.evidence AS
SELECT
    shown.unit,
    directory.unit_name(shown.unit, said.day) AS unit_name,
    shown.section,
    directory.section_name(shown.unit, shown.section, said.day) AS section_name,
    shown.person,
    directory.person_name(shown.person, said.day) AS person_name,
    shown.year,
    shown.item,
    shown.parts,
    shown.document,
    shown.shown_at,
    shown.event_id
FROM book.evidence_row AS shown
CROSS JOIN LATERAL (SELECT (shown.shown_at AT TIME ZONE 'Asia/Shanghai')::date AS day) AS said;

COMMENT ON VIEW book.evidence IS '佐证: a row a piece of evidence of an item of the checklist (附件1)';
GRANT SELECT ON book.evidence TO analyst, supervisor;

CREATE OR REPLACE VIEW book.training AS
SELECT
    held.unit,
    directory.unit_name(held.unit, said.day) AS unit_name,
    held.section,
    directory.section_name(held.unit, held.section, said.day) AS section_name,
    held.year,
    held.mode,
    held.organiser,
    held.headcount,
    held.named,
    held.is_for_newcomers,
    held.held_at,
    held.event_id
FROM book.training_row AS held
CROSS JOIN LATERAL (SELECT (held.held_at AT TIME ZONE 'Asia/Shanghai')::date AS day) AS said;

COMMENT ON VIEW book.training IS '培训: a row a training';
GRANT SELECT ON book.training TO analyst, supervisor;

-- Whoever trained them: the lead department trains for many units.
CREATE OR REPLACE VIEW book.training_coverage AS
WITH
-- include: parts/units_today.sql
last_training AS (
    SELECT held.unit, max(held.held_at) AS held_at
    FROM book.training_row AS held
    GROUP BY held.unit
)
SELECT
    staff.unit,
    asked.unit_name,
    staff.section,
    directory.section_name(staff.unit, staff.section, asked.day) AS section_name,
    staff.person,
    directory.person_name(staff.person, asked.day) AS person_name,
    joined.on_day AS joined_on,
    joined.on_day > coalesce((last_training.held_at AT TIME ZONE 'Asia/Shanghai')::date, '-infinity') AS is_newcomer,
    coalesce(taken.trainings, 0) AS trainings,
    (taken.last_at AT TIME ZONE 'Asia/Shanghai')::date AS last_trained_on,
    coalesce(taken.modes @> ARRAY['assembly'], false) AS has_assembly,
    coalesce(taken.modes @> ARRAY['section'], false) AS has_section,
    coalesce(taken.modes @> ARRAY['self_study'], false) AS has_self_study,
    coalesce(taken.modes @> ARRAY['reminder'], false) AS has_reminder
FROM asked
JOIN directory.membership AS staff ON staff.unit = asked.unit
    AND asked.day BETWEEN staff.first_day AND coalesce(staff.last_day, 'infinity')
CROSS JOIN LATERAL (
    SELECT min(before.first_day) AS on_day
    FROM directory.membership AS before
    WHERE before.person = staff.person AND before.unit = staff.unit
) AS joined
LEFT JOIN last_training ON last_training.unit = asked.unit
LEFT JOIN LATERAL (
    SELECT sum(each.trainings) AS trainings, max(each.last_at) AS last_at,
        string_to_array(string_agg(each.modes, ','), ',') AS modes
    FROM book.trained_row AS each
    WHERE each.person = staff.person AND each.year = extract(year FROM asked.day)
) AS taken ON true;

COMMENT ON VIEW book.training_coverage IS
    '培训覆盖: every member of staff today with the trainings of this year that name them; newcomers came after their unit''s last one';
GRANT SELECT ON book.training_coverage TO analyst, supervisor, unit_reader;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('unit', 'code of the unit'),
                ('unit_name', 'name of the unit on that day'),
                ('section', 'code of the section; empty: not said, or the unit as a whole'),
                ('section_name', 'name of the section on that day'),
                ('person', 'code of the person; empty: not said'),
                ('person_name', 'name of the person on that day'),
                ('kind', 'spot_check 抽查, inspection 督查'),
                ('checked_at', 'when it was checked'),
                ('checkers', 'of a spot check: master_post 首问责任总岗, discipline_committee 机关纪委; both: 联合'),
                ('checked_by', 'codes of who checked'),
                ('mode', 'of an inspection: unannounced 四不两直, mock_visit 现场模拟办事, covert 暗访, other; of a training: '
                         'assembly 大会集中讲, section 科室小组学, self_study 个人自学, reminder 常态化提醒; empty: neither'),
                ('number', 'of an inspection: its document''s number'),
                ('document_number', 'of an inspection: its document''s number'),
                ('finding', 'good, bad, none; empty: not said'),
                ('satisfaction', 'what the citizen said when asked in a spot check'),
                ('check_satisfaction', 'what the citizen said when asked in a spot check'),
                ('solved', 'whether it is solved, as the citizen said then'),
                ('check_solved', 'whether it is solved, as the citizen said then'),
                ('rated', 'what the citizen had said of that round before; empty: nothing that counts'),
                ('diverges', 'these two differ'),
                ('sample', 'the drawn sample it is part of; empty: not said'),
                ('case_source', 'of the matter, or the unit of the year'),
                ('case_number', 'of the matter, or the year'),
                ('subject', 'id of the matter or year'),
                ('event_id', 'the event that tells of it'),
                ('year', 'the year it belongs to'),
                ('item', 'number of the item in 附件1'),
                ('parts', 'which parts of the item it shows'),
                ('document', 'number of the document'),
                ('shown_at', 'when it was shown'),
                ('organiser', 'unit 本单位, lead_department 牵头部门, personnel_department 人事部门'),
                ('headcount', 'how many took part'),
                ('named', 'how many of them are named'),
                ('is_for_newcomers', '新进人员: it was for newcomers'),
                ('held_at', 'when it was held'),
                ('trainings', 'how many trainings of the year name them'),
                ('modes', 'forms of these trainings'),
                ('first_at', 'the first of them'),
                ('last_at', 'the last of them'),
                ('joined_on', 'first day in this unit; 2000-01-01: ever'),
                ('is_newcomer', 'came to the unit after its last training'),
                ('last_trained_on', 'the day of their last training this year; NULL: none'),
                ('has_assembly', '大会集中讲 this year'),
                ('has_section', '科室小组学 this year'),
                ('has_self_study', '个人自学 this year'),
                ('has_reminder', '常态化提醒 this year')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('oversight_check', 'evidence', 'training', 'training_coverage', 'check_row',
                                  'evidence_row', 'training_row', 'trained_row')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
