-- projection: none
--
-- How well each source tells of the matters a section accepted: what came, what is odd, what comes late.  How long
-- after the fact an event was told is not in it: see source_day.sql.  And how many of ALL first inquiries were
-- called back, whatever became of them.
CREATE OR REPLACE VIEW book.source_quality AS
SELECT
    whole.accepted_unit AS unit,
    directory.unit_name(whole.accepted_unit, max(whole.day)) AS unit_name,
    whole.accepted_section AS section,
    directory.section_name(whole.accepted_unit, whole.accepted_section, max(whole.day)) AS section_name,
    whole.case_source,
    count(*) AS cases,
    count(*) FILTER (WHERE whole.flags <> '') AS odd_cases,
    coalesce(sum(cardinality(string_to_array(nullif(whole.flags, ''), ','))), 0)::bigint AS oddities,
    round(100.0 * count(*) FILTER (WHERE whole.flags <> '') / count(*), 2) AS odd_share,
    count(*) FILTER (WHERE whole.incomplete) AS incomplete,
    count(*) FILTER (WHERE whole.flags ~ '\yaccepted_late\y') AS accepted_late,
    count(*) FILTER (WHERE whole.flags ~ '\ybefore_acceptance\y') AS before_acceptance,
    count(*) FILTER (WHERE whole.flags ~ '\ycompleted_before_accepted\y') AS completed_before_accepted,
    count(*) FILTER (WHERE whole.flags ~ '\y(voided|book_corrected)\y') AS corrected,
    count(*) FILTER (WHERE whole.accepted_precision = 'day') AS days_only,
    count(*) FILTER (WHERE NOT whole.has_contact AND NOT whole.incomplete) AS without_contact,
    count(*) FILTER (WHERE whole.status = 'completed' AND NOT whole.has_result) AS without_result,
    max(whole.accepted_at) AS last_accepted_at
FROM (
    SELECT accepted_unit, accepted_section, case_source, flags, incomplete, accepted_precision, has_contact, status,
        has_result, accepted_at,
        (coalesce(accepted_at, now()) AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM book.case_row
) AS whole
GROUP BY whole.accepted_unit, whole.accepted_section, whole.case_source;
COMMENT ON VIEW book.source_quality IS
    '来源质量: how well each source tells of the matters a section accepted';
GRANT SELECT ON book.source_quality TO analyst, supervisor;

CREATE OR REPLACE VIEW book.callback_coverage AS
SELECT
    whole.accepted_unit AS unit,
    directory.unit_name(whole.accepted_unit, max(whole.day)) AS unit_name,
    whole.accepted_section AS section,
    directory.section_name(whole.accepted_unit, whole.accepted_section, max(whole.day)) AS section_name,
    date_trunc('month', whole.day)::date AS month,
    count(*) AS first_inquiries,
    count(*) FILTER (WHERE whole.status = 'completed') AS completed,
    count(*) FILTER (WHERE whole.callback_attempts > 0) AS called,
    count(*) FILTER (WHERE whole.callback_outcome = 'reached') AS reached,
    count(*) FILTER (WHERE whole.callback_outcome = 'refused') AS refused,
    count(*) FILTER (WHERE whole.callback_attempts > 0 AND whole.callback_outcome = 'unreachable') AS not_reached,
    count(*) FILTER (WHERE whole.status = 'completed' AND whole.callback_attempts = 0) AS completed_not_called,
    count(*) FILTER (WHERE NOT whole.has_contact) AS without_contact,
    round(100.0 * count(*) FILTER (WHERE whole.callback_attempts > 0) / count(*), 2) AS called_share
FROM (
    SELECT accepted_unit, accepted_section, status, callback_attempts, callback_outcome, has_contact,
        (accepted_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM book.case_row
    WHERE NOT incomplete AND NOT is_mock_visit
) AS whole
GROUP BY whole.accepted_unit, whole.accepted_section, date_trunc('month', whole.day)::date;
COMMENT ON VIEW book.callback_coverage IS
    '回访覆盖: how many of all first inquiries a section accepted were called back, by month of the acceptance';
GRANT SELECT ON book.callback_coverage TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('unit', 'code of the unit that accepted; empty: not accepted yet'),
                ('unit_name', 'its name then'),
                ('section', 'code of the section that accepted'),
                ('section_name', 'its name then'),
                ('case_source', 'the system that accepted the matter'),
                ('month', 'first day of the month of the acceptance'),
                ('cases', 'n: matters it told of'),
                ('odd_cases', 'of these with any oddity (book.flag)'),
                ('oddities', 'oddities of them all'),
                ('odd_share', 'percent of the matters that are odd'),
                ('incomplete', 'whose acceptance has not come'),
                ('accepted_late', 'accepted when somebody held them already'),
                ('before_acceptance', 'with events from before their acceptance'),
                ('completed_before_accepted', 'completed before they were accepted'),
                ('corrected', 'of which an event was voided'),
                ('days_only', 'accepted on a day without a time'),
                ('without_contact', 'without a contact'),
                ('without_result', 'completed without a result'),
                ('last_accepted_at', 'the last acceptance'),
                ('first_inquiries', 'n: matters accepted, mock visits aside'),
                ('completed', 'of these completed'),
                ('called', 'of these with a call after the completion, of the last round'),
                ('reached', 'of these reached'),
                ('refused', 'of these refused'),
                ('not_reached', 'of these not reached so far'),
                ('completed_not_called', 'completed, and nobody called'),
                ('called_share', 'percent of all first inquiries that were called')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('source_quality', 'callback_coverage')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
