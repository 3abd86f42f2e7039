-- projection: assessment
--
-- Published scores (公布的得分), and their items beside what the counters are now.  Why they differ is said by the verb
-- `published`, which counts the matters behind them again.
CREATE OR REPLACE VIEW book.published_score AS
SELECT
    published.unit,
    directory.unit_name(published.unit, published.last_day) AS unit_name,
    published.section,
    directory.section_name(published.unit, published.section, published.last_day) AS section_name,
    published.person,
    directory.person_name(published.person, published.last_day) AS person_name,
    published.period,
    published.formula,
    published.edition,
    published.edition = max(published.edition)
        OVER (PARTITION BY published.unit, published.section, published.person, published.period, published.formula)
        AS is_in_force,
    published.first_day,
    published.last_day,
    published.formula_version,
    published.rules_version,
    published.cut_off_at,
    published.frozen_by,
    published.frozen_as,
    round(published.out_of / 100.0, 2) AS out_of,
    round(published.rated_out_of / 100.0, 2) AS rated_out_of,
    CASE WHEN published.is_rated THEN round(published.total / 100.0, 2) END AS total,
    round(published.adjustment / 100.0, 2) AS adjustment,
    CASE WHEN published.is_rated THEN round(published.final / 100.0, 2) END AS final,
    published.grade,
    published.is_few
FROM fact.score AS published;
COMMENT ON VIEW book.published_score IS '公布的得分: what was published of whom and when, every edition';
GRANT SELECT ON book.published_score TO analyst, supervisor;

CREATE OR REPLACE VIEW book.published_item AS
SELECT
    published.unit,
    directory.unit_name(published.unit, published.last_day) AS unit_name,
    published.section,
    directory.section_name(published.unit, published.section, published.last_day) AS section_name,
    published.person,
    directory.person_name(published.person, published.last_day) AS person_name,
    published.period,
    published.formula,
    published.edition,
    item.number AS item_number,
    item.item,
    item.numerator,
    item.denominator,
    item.numerator_count AS published_numerator,
    item.denominator_count AS published_denominator,
    CASE WHEN item.is_rated THEN round(item.rate / 100.0, 2) END AS published_rate,
    CASE WHEN item.is_rated THEN round(item.points / 100.0, 2) END AS published_points,
    round(item.cap / 100.0, 2) AS cap,
    item.is_few,
    (present.counts ->> item.numerator)::bigint AS present_numerator,
    (present.counts ->> item.denominator)::bigint AS present_denominator,
    ((present.counts ->> item.numerator)::bigint, (present.counts ->> item.denominator)::bigint)
        <> (item.numerator_count, item.denominator_count) AS is_changed
FROM fact.score AS published
CROSS JOIN LATERAL (
    SELECT to_jsonb(summed) AS counts
    FROM (
        SELECT
            -- include: parts/counter_sums.sql
        FROM contribution_row AS counted
        WHERE counted.unit = published.unit
            AND (published.section = '' OR counted.section = published.section)
            AND (published.person = '' OR counted.person = published.person)
            AND counted.day BETWEEN published.first_day AND published.last_day
    ) AS summed
) AS present
JOIN fact.score_item AS item ON item.score = published.score
WHERE published.edition = (
    SELECT max(other.edition)
    FROM fact.score AS other
    WHERE (other.unit, other.section, other.person, other.period, other.formula)
        = (published.unit, published.section, published.person, published.period, published.formula));
COMMENT ON VIEW book.published_item IS
    '公布的得分 by item, the edition in force, beside what the counters are now';
GRANT SELECT ON book.published_item TO analyst, supervisor;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('unit', 'code of the unit'),
                ('unit_name', 'its name on the last day of the period'),
                ('section', 'code of the section; empty: all of the unit'),
                ('section_name', 'its name on the last day of the period'),
                ('person', 'code of the person; empty: all of the section or unit'),
                ('person_name', 'name of the person on the last day of the period'),
                ('period', 'a year, a quarter or a month: 2025, 2025-Q1, 2025-03'),
                ('formula', 'by which formula'),
                ('edition', 'from 1; the highest is in force'),
                ('is_in_force', 'no later edition superseded it'),
                ('first_day', 'first day of the period'),
                ('last_day', 'last day of the period'),
                ('formula_version', 'which version of the formula (policy.formula_row)'),
                ('rules_version', 'the revision of the rules its matters were counted under'),
                ('cut_off_at', 'when it was published; what was read later is not in it'),
                ('frozen_by', 'code of the person who published it; empty: not said'),
                ('frozen_as', 'database role'),
                ('out_of', 'points there are by the formula'),
                ('rated_out_of', 'points of what is rated'),
                ('total', 'points of what is rated, scaled to 100; NULL: less than half of the weight is'),
                ('adjustment', 'deductions and bonuses'),
                ('final', 'total and adjustment, at least 0; NULL: not rated'),
                ('grade', '优秀, 良好, 合格, 不合格, 样本不足; empty: not rated'),
                ('is_few', '样本不足: it rests upon too few'),
                ('item_number', 'place of the item in the formula, from 1'),
                ('item', 'item of the formula'),
                ('numerator', 'which counter is its numerator'),
                ('denominator', 'which counter is its denominator'),
                ('published_numerator', 'the numerator as published'),
                ('published_denominator', 'the denominator as published: n'),
                ('published_rate', 'percent, as published; NULL: not rated'),
                ('published_points', 'points, as published; NULL: not rated'),
                ('cap', 'points there are'),
                ('present_numerator', 'the numerator now'),
                ('present_denominator', 'the denominator now'),
                ('is_changed', 'numerator or denominator is another one now; shouwen-assessment published says why')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('published_score', 'published_item')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
