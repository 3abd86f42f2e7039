-- projection: none
--
-- Samples that were kept: who was drawn, checked, found bad, told to rectify, and rectified in time.  A check belongs to
-- a sample that it names; one that names none to a sample that was drawn before it.
CREATE OR REPLACE VIEW book.drawn_case AS
SELECT
    drawn.unit,
    directory.unit_name(drawn.unit, kept.last_day) AS unit_name,
    drawn.sample,
    kept.drawn_at,
    drawn.number AS draw_number,
    drawn.section,
    directory.section_name(drawn.unit, drawn.section, kept.last_day) AS section_name,
    drawn.receiver,
    directory.person_name(drawn.receiver, kept.last_day) AS receiver_name,
    drawn.satisfaction AS drawn_satisfaction,
    drawn.completed_at AS drawn_completed_at,
    drawn.case_source,
    drawn.case_number,
    drawn.case_id,
    seen.event_id IS NOT NULL AS is_checked,
    seen.checked_at,
    seen.checkers,
    seen.finding,
    seen.satisfaction AS check_satisfaction,
    coalesce(seen.satisfaction <> '' AND drawn.satisfaction <> '' AND seen.satisfaction <> drawn.satisfaction, false)
        AS diverges,
    coalesce(seen.finding = 'bad', false) AS is_bad,
    putting_right.ordered_by IS NOT NULL AS is_ordered,
    putting_right.due_at AS rectification_due_at,
    coalesce(putting_right.ended = 'done', false) AS is_rectified,
    coalesce(putting_right.ended = 'done' AND putting_right.verdict = 'on_time', false) AS is_rectified_on_time
FROM fact.draw_case AS drawn
JOIN fact.draw AS kept ON kept.unit = drawn.unit AND kept.sample = drawn.sample
LEFT JOIN LATERAL (
    SELECT each.event_id, each.checked_at, each.checkers, each.finding, each.satisfaction
    FROM book.check_row AS each
    WHERE each.subject = drawn.case_id AND each.kind = 'spot_check'
        AND (each.sample = drawn.sample OR each.sample = '' AND each.checked_at >= kept.drawn_at)
    ORDER BY each.sample = drawn.sample DESC, each.checked_at, each.event_id
    LIMIT 1
) AS seen ON true
LEFT JOIN LATERAL (
    SELECT each.ordered_by, each.due_at, each.ended, each.verdict
    FROM book.clock AS each
    WHERE seen.finding = 'bad' AND each.subject = drawn.case_id AND each.clock = 'rectification'
        AND (each.stopped_at IS NULL OR each.stopped_at >= seen.checked_at)
    ORDER BY each.started_at, each.started_by
    LIMIT 1
) AS putting_right ON true;

COMMENT ON VIEW book.drawn_case IS
    '抽查样本: a row a case of a kept sample, as it was drawn, with its check and what came of it';
GRANT SELECT ON book.drawn_case TO analyst, supervisor;

CREATE OR REPLACE VIEW book.draw_result AS
SELECT
    stratum.unit,
    directory.unit_name(stratum.unit, kept.last_day) AS unit_name,
    stratum.sample,
    kept.size AS sample_size,
    kept.seed,
    kept.drawn_at,
    kept.drawn_by,
    stratum.section,
    directory.section_name(stratum.unit, stratum.section, kept.last_day) AS section_name,
    stratum.population,
    stratum.drawn,
    coalesce(result.checked, 0) AS checked,
    coalesce(result.bad, 0) AS bad,
    coalesce(result.ordered, 0) AS ordered,
    coalesce(result.rectified, 0) AS rectified,
    coalesce(result.rectified_on_time, 0) AS rectified_in_time,
    coalesce(result.diverging, 0) AS diverging
FROM (
    SELECT each.unit, each.sample, each.section, sum(each.population)::bigint AS population,
        sum(each.drawn)::bigint AS drawn
    FROM fact.draw_stratum AS each
    GROUP BY each.unit, each.sample, each.section
) AS stratum
JOIN fact.draw AS kept ON kept.unit = stratum.unit AND kept.sample = stratum.sample
LEFT JOIN (
    SELECT
        each.unit,
        each.sample,
        each.section,
        count(*) FILTER (WHERE each.is_checked) AS checked,
        count(*) FILTER (WHERE each.is_bad) AS bad,
        count(*) FILTER (WHERE each.is_ordered) AS ordered,
        count(*) FILTER (WHERE each.is_rectified) AS rectified,
        count(*) FILTER (WHERE each.is_rectified_on_time) AS rectified_on_time,
        count(*) FILTER (WHERE each.diverges) AS diverging
    FROM book.drawn_case AS each
    GROUP BY each.unit, each.sample, each.section
) AS result ON result.unit = stratum.unit AND result.sample = stratum.sample AND result.section = stratum.section;

COMMENT ON VIEW book.draw_result IS
    '抽查结果: a row a section of a kept sample: drawn, checked, found bad, told to rectify, rectified in time';
GRANT SELECT ON book.draw_result TO analyst, supervisor, unit_reader, shouwen_assessment;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('unit', 'code of the unit whose first inquiries were drawn from'),
                ('unit_name', 'its name on the last day of the sample''s period'),
                ('sample', 'PERIOD/SEED'),
                ('sample_size', 'how many were asked for'),
                ('seed', 'the number that was published'),
                ('drawn_at', 'when it was drawn'),
                ('drawn_by', 'code of who drew it; empty: not said'),
                ('draw_number', 'from 1: its place in the sample'),
                ('section', 'code of the section that was asked first'),
                ('section_name', 'its name on the last day of the sample''s period'),
                ('receiver', 'code of 首问责任人'),
                ('receiver_name', 'name of the receiver on the last day of the sample''s period'),
                ('drawn_satisfaction', 'the citizen''s rating when it was drawn; empty: not rated'),
                ('drawn_completed_at', '办结时间 when it was drawn'),
                ('case_source', 'of the matter'),
                ('case_number', 'of the matter'),
                ('case_id', 'id of the matter'),
                ('is_checked', 'it was spot-checked'),
                ('checked_at', 'when; NULL: not yet'),
                ('checkers', 'master_post 首问责任总岗, discipline_committee 机关纪委; both: 联合'),
                ('finding', 'good, bad, none; empty: not said'),
                ('check_satisfaction', 'what the citizen said in the spot check'),
                ('diverges', 'that is not what the citizen had said before'),
                ('is_bad', 'something bad was found'),
                ('is_ordered', 'its rectification was ordered'),
                ('rectification_due_at', 'until when; NULL: nothing is to be rectified, or a pause holds it'),
                ('is_rectified', 'it was reported done'),
                ('is_rectified_on_time', 'in time'),
                ('population', 'cases that could have been drawn'),
                ('drawn', 'cases drawn'),
                ('checked', 'of these spot-checked'),
                ('bad', 'of these found bad'),
                ('ordered', 'of these told to rectify'),
                ('rectified', 'found bad and rectified'),
                ('rectified_in_time', 'of these in time'),
                ('diverging', 'checked, and the citizen said something else than before')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('drawn_case', 'draw_result')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
