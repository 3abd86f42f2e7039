-- projection: assessment
--
-- What stands beside a score and never in it, each with what it rests upon (n): callbacks, who hands on to whom,
-- results in the same words, spot checks against what the citizen had said.
CREATE OR REPLACE VIEW book.callback_by_month AS
SELECT
    owed.unit,
    directory.unit_name(owed.unit, owed.month) AS unit_name,
    owed.section,
    directory.section_name(owed.unit, owed.section, owed.month) AS section_name,
    owed.month,
    owed.callback_owed,
    owed.called_back,
    owed.callback_owed - owed.called_back AS callback_open,
    owed.reached,
    owed.refused,
    owed.unreachable,
    owed.callback_exempt,
    owed.callback_attempts,
    owed.callback_owed_after,
    owed.called_back_after,
    round(100.0 * owed.called_back / nullif(owed.callback_owed, 0), 2) AS callback_coverage,
    round(100.0 * owed.unreachable / nullif(owed.called_back, 0), 2) AS unreachable_share
FROM (
    SELECT
        counted.unit,
        counted.section,
        date_trunc('month', counted.day)::date AS month,
        coalesce(sum(counted.callback_owed), 0) AS callback_owed,
        coalesce(sum(counted.called_back), 0) AS called_back,
        coalesce(sum(counted.reached), 0) AS reached,
        coalesce(sum(counted.refused), 0) AS refused,
        coalesce(sum(counted.unreachable), 0) AS unreachable,
        coalesce(sum(counted.callback_exempt), 0) AS callback_exempt,
        coalesce(sum(counted.callback_attempts), 0) AS callback_attempts,
        coalesce(sum(counted.callback_owed_after), 0) AS callback_owed_after,
        coalesce(sum(counted.called_back_after), 0) AS called_back_after
    FROM contribution_row AS counted
    WHERE counted.account = 'receiver'
        AND coalesce(counted.callback_owed, counted.callback_exempt, counted.callback_attempts) IS NOT NULL
    GROUP BY counted.unit, counted.section, date_trunc('month', counted.day)::date
) AS owed;
COMMENT ON VIEW book.callback_by_month IS
    '回访: what each section''s post owed, by month of the completion, and what came of it';
GRANT SELECT ON book.callback_by_month TO analyst, supervisor;

CREATE OR REPLACE VIEW book.handover_pair AS
SELECT
    handed.unit,
    directory.unit_name(handed.unit, max(handed.day)) AS unit_name,
    handed.section,
    directory.section_name(handed.unit, handed.section, max(handed.day)) AS section_name,
    handed.to_unit,
    directory.unit_name(handed.to_unit, max(handed.day)) AS to_unit_name,
    handed.to_section,
    directory.section_name(handed.to_unit, handed.to_section, max(handed.day)) AS to_section_name,
    date_trunc('month', handed.day)::date AS month,
    coalesce(sum(handed.hops), 0)::bigint AS hops,
    coalesce(sum(handed.loops), 0)::bigint AS loops,
    coalesce(sum(handed.returned), 0)::bigint AS returned
FROM handover_row AS handed
GROUP BY handed.unit, handed.section, handed.to_unit, handed.to_section, date_trunc('month', handed.day)::date;
COMMENT ON VIEW book.handover_pair IS '踢皮球: who handed on to whom, by month of the handing over';
GRANT SELECT ON book.handover_pair TO analyst, supervisor;

-- The very same words, of several matters of a unit and year.
CREATE OR REPLACE VIEW book.identical_result AS
SELECT
    result.unit,
    directory.unit_name(result.unit, max(result.day)) AS unit_name,
    result.section,
    directory.section_name(result.unit, result.section, max(result.day)) AS section_name,
    extract(year FROM result.day)::integer AS year,
    result.digest,
    max(result.characters) AS characters,
    count(DISTINCT result.subject) AS matters,
    max(alike.matters_in_unit) AS matters_in_unit,
    max(alike.sections_in_unit) AS sections_in_unit,
    min(result.day) AS first_day,
    max(result.day) AS last_day
FROM result_row AS result
JOIN (
    SELECT
        each.unit,
        extract(year FROM each.day)::integer AS year,
        each.digest,
        count(DISTINCT each.subject) AS matters_in_unit,
        count(DISTINCT each.section) AS sections_in_unit
    FROM result_row AS each
    GROUP BY each.unit, extract(year FROM each.day)::integer, each.digest
    HAVING count(DISTINCT each.subject) > 1
) AS alike ON alike.unit = result.unit AND alike.year = extract(year FROM result.day)::integer
    AND alike.digest = result.digest
GROUP BY result.unit, result.section, extract(year FROM result.day)::integer, result.digest;
COMMENT ON VIEW book.identical_result IS
    '雷同结果: results of 20 characters and more that several matters of a unit have in the very same words';
GRANT SELECT ON book.identical_result TO analyst, supervisor;

CREATE OR REPLACE VIEW book.check_against_callback AS
SELECT
    checked.unit,
    directory.unit_name(checked.unit, checked.day) AS unit_name,
    checked.section,
    directory.section_name(checked.unit, checked.section, checked.day) AS section_name,
    checked.person,
    directory.person_name(checked.person, checked.day) AS person_name,
    checked.day,
    checked.case_source,
    checked.case_number,
    checked.checkers,
    checked.satisfaction AS check_satisfaction,
    checked.rated AS callback_satisfaction,
    checked.satisfaction <> checked.rated AS is_diverging,
    checked.subject,
    checked.event_id
FROM (
    SELECT subject, event_id, unit, section, person, case_source, case_number, checkers, satisfaction, rated,
        (checked_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM check_row
    WHERE kind = 'spot_check' AND satisfaction <> '' AND rated <> ''
) AS checked;
COMMENT ON VIEW book.check_against_callback IS
    '抽查与回访: what a spot check heard of satisfaction, against what the citizen had said in that round';
GRANT SELECT ON book.check_against_callback TO analyst, supervisor;

-- One row a unit, section and month that has any of it.
CREATE OR REPLACE VIEW book.beside_score AS
SELECT
    noted.unit,
    directory.unit_name(noted.unit, noted.month) AS unit_name,
    noted.section,
    directory.section_name(noted.unit, noted.section, noted.month) AS section_name,
    noted.month,
    sum(noted.handled)::bigint AS matters_held,
    sum(noted.hops)::bigint AS hops,
    sum(noted.loops)::bigint AS loops,
    sum(noted.returned)::bigint AS returned,
    round(100.0 * sum(noted.hops + noted.returned) / nullif(sum(noted.handled), 0), 2) AS passing_index,
    sum(noted.on_time)::bigint AS on_time,
    sum(noted.last_hour)::bigint AS last_hour,
    round(100.0 * sum(noted.last_hour) / nullif(sum(noted.on_time), 0), 2) AS last_hour_share,
    sum(noted.called_back)::bigint AS called_back,
    sum(noted.unreachable)::bigint AS unreachable,
    round(100.0 * sum(noted.unreachable) / nullif(sum(noted.called_back), 0), 2) AS unreachable_share,
    sum(noted.results)::bigint AS results,
    sum(noted.identical)::bigint AS identical_results,
    round(100.0 * sum(noted.identical) / nullif(sum(noted.results), 0), 2) AS identical_share,
    sum(noted.compared)::bigint AS checks_compared,
    sum(noted.diverging)::bigint AS checks_diverging,
    round(100.0 * sum(noted.diverging) / nullif(sum(noted.compared), 0), 2) AS diverging_share,
    sum(noted.excluded)::bigint AS excluded,
    sum(noted.callback_exempt)::bigint AS callback_exempt,
    sum(noted.incomplete)::bigint AS incomplete
FROM (
    SELECT
        unit,
        section,
        date_trunc('month', day)::date AS month,
        coalesce(received, 0) AS handled,
        0 AS hops,
        0 AS loops,
        0 AS returned,
        coalesce(on_time, 0) AS on_time,
        coalesce(last_hour, 0) AS last_hour,
        coalesce(called_back, 0) AS called_back,
        coalesce(unreachable, 0) AS unreachable,
        0 AS results,
        0 AS identical,
        0 AS compared,
        0 AS diverging,
        coalesce(excluded, 0) AS excluded,
        coalesce(callback_exempt, 0) AS callback_exempt,
        coalesce(incomplete, 0) AS incomplete
    FROM contribution_row
    WHERE day <= (now() AT TIME ZONE 'Asia/Shanghai')::date
        AND coalesce(received, on_time, called_back, excluded, callback_exempt, incomplete) IS NOT NULL
    UNION ALL
    SELECT unit, section, date_trunc('month', day)::date, 0, coalesce(hops, 0), coalesce(loops, 0),
        coalesce(returned, 0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM handover_row
    UNION ALL
    SELECT to_unit, to_section, date_trunc('month', day)::date, coalesce(hops, 0) + coalesce(returned, 0),
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM handover_row
    UNION ALL
    SELECT unit, section, date_trunc('month', day)::date, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        (count(*) OVER alike > count(*) OVER alike_subject)::integer, 0, 0, 0, 0, 0
    FROM result_row
    WINDOW alike AS (PARTITION BY unit, extract(year FROM day), digest),
        alike_subject AS (PARTITION BY unit, extract(year FROM day), digest, subject)
    UNION ALL
    SELECT unit, section, date_trunc('month', day)::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, is_diverging::integer,
        0, 0, 0
    FROM book.check_against_callback
) AS noted
GROUP BY noted.unit, noted.section, noted.month;
COMMENT ON VIEW book.beside_score IS
    '得分之外: what stands beside a score and never in it, each share with what it rests upon';
GRANT SELECT ON book.beside_score TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('unit', 'code of the unit'),
                ('unit_name', 'its name then'),
                ('section', 'code of the section; empty: nobody says which'),
                ('section_name', 'its name then'),
                ('person', 'code of the person it counts for; empty: the section''s post'),
                ('person_name', 'name of the person then'),
                ('to_unit', 'code of the unit that got it'),
                ('to_unit_name', 'its name then'),
                ('to_section', 'code of the section that got it; empty: nobody says which'),
                ('to_section_name', 'its name then'),
                ('month', 'first day of the month'),
                ('year', 'year of the completion'),
                ('day', 'the day'),
                ('callback_owed', '应回访: callbacks owed, in the month of the first completion of their round'),
                ('called_back', '已回访: of these closed: reached, refused, or three calls in vain'),
                ('callback_open', '尚欠回访: of these not closed'),
                ('reached', '回访接通: of those closed reached'),
                ('refused', '拒访: of those closed refused'),
                ('unreachable', '三次未接通: of those closed by three calls in vain'),
                ('callback_exempt', '免回访: not to be called back: no contact was left, or it was an inspector'),
                ('callback_attempts', '回访次数: calls, whatever came of them'),
                ('callback_owed_after', '整改后应回访: of those owed after a rectification'),
                ('called_back_after', '整改后已回访: of these closed'),
                ('callback_coverage', 'percent of those owed that are closed; NULL: nothing is owed'),
                ('unreachable_share', 'percent of those closed that nobody was reached of; NULL: none is'),
                ('hops', '转办: handed on to another section'),
                ('loops', '来回转办: of these straight back to where it had come from'),
                ('returned', '退回: returned'),
                ('digest', 'first half of the SHA-256 of the text; the words are nobody''s here'),
                ('characters', 'how long the text is'),
                ('matters', 'matters of this section with it'),
                ('matters_in_unit', 'matters of the unit with it'),
                ('sections_in_unit', 'sections of the unit with it'),
                ('first_day', 'first day it was used'),
                ('last_day', 'last day it was used'),
                ('case_source', 'of the matter'),
                ('case_number', 'of the matter'),
                ('checkers', 'who checked: master_post, discipline_committee, or both'),
                ('check_satisfaction', 'what the citizen told the checkers: satisfied, fair, dissatisfied'),
                ('callback_satisfaction', 'what the citizen had said in that round'),
                ('is_diverging', 'the two differ'),
                ('subject', 'id of the matter'),
                ('event_id', 'id of the check'),
                ('matters_held', 'n of the next: matters accepted or handed to it'),
                ('passing_index', '踢皮球指数: handings on and returns a hundred matters held; NULL: it held none'),
                ('on_time', 'n of the next: completed in time'),
                ('last_hour', 'of these in the last hour before they were due'),
                ('last_hour_share', 'percent; NULL: none was completed in time'),
                ('results', 'n of the next: results of 20 characters and more'),
                ('identical_results', 'of these with the very same words as another matter of the unit and year'),
                ('identical_share', 'percent; NULL: there is no such result'),
                ('checks_compared', 'n of the next: spot checks that asked how satisfied a citizen is who had said so before'),
                ('checks_diverging', 'of these that heard something else'),
                ('diverging_share', 'percent; NULL: none was compared'),
                ('excluded', '不计: withdrawn or merged before they were due, in no rate'),
                ('incomplete', '未见受理: cases whose acceptance never came, in no rate')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('callback_by_month', 'handover_pair', 'identical_result', 'check_against_callback',
                                  'beside_score')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
