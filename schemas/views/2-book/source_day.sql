-- projection: none
--
-- What each source told, by day: what arrived in the log (counted once by master-ledger, as it applied it), and what
-- the doors refused.  And why, by reason; and how odd the matters are that it accepted.  Counted since migration
-- 0032, so that what came before is in none of the first two.
CREATE OR REPLACE VIEW book.source_day AS
SELECT
    source,
    day,
    coalesce(come.taken + come.repeated + come.set_aside, 0)::bigint AS records,
    coalesce(come.taken, 0)::bigint AS taken,
    coalesce(come.repeated, 0)::bigint AS repeated,
    coalesce(come.set_aside, 0)::bigint AS set_aside,
    coalesce(door.refused, 0)::bigint AS refused,
    coalesce(come.timed, 0)::bigint AS timed,
    coalesce(come.ahead, 0)::bigint AS ahead,
    coalesce(come.within_10_minutes, 0)::bigint AS within_10_minutes,
    coalesce(come.within_1_hour, 0)::bigint AS within_1_hour,
    coalesce(come.within_1_day, 0)::bigint AS within_1_day,
    coalesce(come.within_7_days, 0)::bigint AS within_7_days,
    coalesce(come.later, 0)::bigint AS later,
    round(come.minutes / nullif(come.timed, 0), 1) AS minutes_mean,
    CASE WHEN come.timed > 0 THEN come.minutes_max END AS minutes_max,
    coalesce(come.days_only, 0)::bigint AS days_only,
    coalesce(come.days_same, 0)::bigint AS days_same,
    coalesce(come.days_next, 0)::bigint AS days_next,
    coalesce(come.days_7, 0)::bigint AS days_7,
    coalesce(come.days_30, 0)::bigint AS days_30,
    coalesce(come.days_later, 0)::bigint AS days_later,
    round(come.days / nullif(come.days_only, 0), 1) AS days_mean,
    CASE WHEN come.days_only > 0 THEN come.days_max END AS days_max,
    come.last_at
FROM (
    SELECT
        arrival.source,
        arrival.day,
        sum(arrival.taken) AS taken,
        sum(arrival.repeated) AS repeated,
        sum(arrival.set_aside) AS set_aside,
        sum(arrival.ahead + arrival.within_10_minutes + arrival.within_1_hour + arrival.within_1_day
            + arrival.within_7_days + arrival.later) AS timed,
        sum(arrival.ahead) AS ahead,
        sum(arrival.within_10_minutes) AS within_10_minutes,
        sum(arrival.within_1_hour) AS within_1_hour,
        sum(arrival.within_1_day) AS within_1_day,
        sum(arrival.within_7_days) AS within_7_days,
        sum(arrival.later) AS later,
        sum(arrival.minutes) AS minutes,
        max(arrival.minutes_max) AS minutes_max,
        sum(arrival.days_same + arrival.days_next + arrival.days_7 + arrival.days_30 + arrival.days_later) AS days_only,
        sum(arrival.days_same) AS days_same,
        sum(arrival.days_next) AS days_next,
        sum(arrival.days_7) AS days_7,
        sum(arrival.days_30) AS days_30,
        sum(arrival.days_later) AS days_later,
        sum(arrival.days) AS days,
        max(arrival.days_max) AS days_max,
        max(arrival.last_at) AS last_at
    FROM intake.arrival AS arrival
    GROUP BY arrival.source, arrival.day
) AS come
FULL JOIN (
    SELECT refusal.source, refusal.day, sum(refusal.refused) AS refused
    FROM intake.refusal AS refusal
    GROUP BY refusal.source, refusal.day
) AS door USING (source, day);
COMMENT ON VIEW book.source_day IS
    '来源日报: what each source told, a row a source and local day: records of the log, each counted once, how late, and '
    'what the doors refused';
GRANT SELECT ON book.source_day TO analyst, supervisor, shouwen_admin;

CREATE OR REPLACE VIEW book.source_refusal AS
SELECT source, day, 'door' AS stage, program AS via, reason, refused
FROM intake.refusal
UNION ALL
SELECT
    letter.source,
    (to_timestamp(letter.timestamp_us / 1e6) AT TIME ZONE 'Asia/Shanghai')::date,
    'log',
    letter.topic,
    letter.reason,
    count(*)
FROM stream.dead_letter AS letter
WHERE letter.projection IN ('master_ledger', 'citizen_register')
GROUP BY 1, 2, letter.topic, letter.reason;
COMMENT ON VIEW book.source_refusal IS
    '来源退件: what was refused, by source, local day and reason: at the door of a producer, or out of the log as a dead '
    'letter of the master ledger or the register of citizens';
GRANT SELECT ON book.source_refusal TO analyst, supervisor, shouwen_admin;

CREATE OR REPLACE VIEW book.source_oddity AS
SELECT odd.source, odd.day, odd.flag, coalesce(known.sentence, odd.flag) AS sentence, odd.cases
FROM (
    SELECT
        whole.case_source AS source,
        (whole.accepted_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
        flagged.flag,
        count(*) AS cases
    FROM book.case_row AS whole
    CROSS JOIN LATERAL unnest(string_to_array(whole.flags, ',')) AS flagged (flag)
    WHERE whole.flags <> ''
    GROUP BY 1, 2, flagged.flag
) AS odd
LEFT JOIN book.flag AS known ON known.flag = odd.flag;
COMMENT ON VIEW book.source_oddity IS
    '来源异常: oddities of the matters that a source accepted, by flag and the day of the acceptance';
GRANT SELECT ON book.source_oddity TO analyst, supervisor, shouwen_admin;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT DISTINCT ON (class.relname, attribute.attname) class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('source_oddity', 'source', 'the system that accepted the matters'),
                ('', 'source', 'who published it; empty: that could not be read'),
                ('source_oddity', 'day', 'local day of the acceptance; NULL: it has not come'),
                ('source_day', 'day', 'local day of the broker''s time; of what a door refused, of its own'),
                ('source_refusal', 'day', 'local day: of the door, or of the broker'),
                ('', 'records', 'n: records of the six event topics that the master ledger has applied'),
                ('', 'taken', 'of these new events'),
                ('', 'repeated', 'of these told before, word for word'),
                ('', 'set_aside', 'of these dead letters'),
                ('source_day', 'refused', 'what producers refused, which is no record of the log'),
                ('source_refusal', 'refused', 'how many'),
                ('', 'timed', 'n: events taken whose time is known'),
                ('', 'ahead', 'of these said to be more than 5 minutes later than the broker''s own time'),
                ('', 'within_10_minutes', 'of these told within 10 minutes'),
                ('', 'within_1_hour', 'of these told later than that, and within an hour'),
                ('', 'within_1_day', 'of these told later than that, and within 24 hours'),
                ('', 'within_7_days', 'of these told later than that, and within 7 times 24 hours'),
                ('', 'later', 'of these told later than that'),
                ('', 'minutes_mean', 'how late these are in the mean; ahead is 0'),
                ('', 'minutes_max', 'and the latest'),
                ('', 'days_only',
                 'n: events taken of which only the day is known; a book imported in batches is late by nature'),
                ('', 'days_same', 'of these told on that day'),
                ('', 'days_next', 'of these told on the next day'),
                ('', 'days_7', 'of these told 2 to 7 days after'),
                ('', 'days_30', 'of these told 8 to 30 days after'),
                ('', 'days_later', 'of these told later than that'),
                ('', 'days_mean', 'how many days late these are in the mean'),
                ('', 'days_max', 'and the latest'),
                ('', 'last_at', 'the broker''s time of the last record; NULL: none of that day'),
                ('', 'stage', 'door: it never reached the log; log: it is a dead letter'),
                ('', 'via', 'the program at the door, or the topic'),
                ('', 'reason', 'of the list in the README; none: the program''s own words say it'),
                ('', 'flag', 'the oddity''s code'),
                ('', 'sentence', 'and what it means'),
                ('', 'cases', 'how many matters have it')
        ) AS known (view_name, column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('source_day', 'source_refusal', 'source_oddity')
            AND known.view_name IN ('', class.relname)
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
        ORDER BY class.relname, attribute.attname, known.view_name DESC
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
