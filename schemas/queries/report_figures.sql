-- What the report of a unit's year says, as figures.
-- $1 text unit
-- $2 integer year
-- A row a figure: topic, name, how many.
SELECT told.topic, figure.key AS name, figure.value::bigint AS count
FROM (
    -- the master ledger, as it is
    SELECT CASE WHEN ledger.is_accepting THEN 'first' ELSE 'transferred_in' END AS topic, to_jsonb(ledger) AS figures
    FROM (
        SELECT
            ledger.is_accepting,
            -- include: parts/totals_columns.sql
        FROM book.master_row AS ledger
        WHERE ledger.unit = $1 AND ledger.book_year = $2
        GROUP BY ledger.is_accepting
    ) AS ledger
    UNION ALL
    -- the counters of assessment, until today
    SELECT 'counter', to_jsonb(counted)
    FROM (
        SELECT
            -- include: parts/counter_sums.sql
            , count(*) AS rows_counted
        FROM book.assessment_by_year AS year
        WHERE year.unit = $1 AND year.year = $2
    ) AS counted
    UNION ALL
    SELECT 'trainings', jsonb_object_agg(held.mode, held.trainings)
    FROM (
        SELECT mode, count(*) AS trainings FROM book.training_row WHERE unit = $1 AND year = $2 GROUP BY mode
    ) AS held
    UNION ALL
    SELECT 'heads', jsonb_object_agg(held.mode, held.heads)
    FROM (
        SELECT mode, sum(headcount) AS heads FROM book.training_row WHERE unit = $1 AND year = $2 GROUP BY mode
    ) AS held
    UNION ALL
    SELECT 'trained', jsonb_build_object('persons', count(*)) FROM book.trained_row WHERE unit = $1 AND year = $2
    UNION ALL
    SELECT 'inspections', jsonb_object_agg(seen.mode, seen.inspections)
    FROM (
        SELECT mode, count(*) AS inspections FROM book.check_row
        WHERE unit = $1 AND kind = 'inspection'
            AND checked_at >= make_date($2, 1, 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
            AND checked_at < make_date($2 + 1, 1, 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        GROUP BY mode
    ) AS seen
    UNION ALL
    SELECT 'documents', jsonb_object_agg(issued.document, issued.documents)
    FROM (
        SELECT CASE WHEN document = 'notice_issued' THEN document || '_' || finding ELSE document END AS document,
            count(*) AS documents
        FROM book.document
        WHERE unit = $1 AND issued_at >= make_date($2, 1, 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
            AND issued_at < make_date($2 + 1, 1, 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        GROUP BY 1
    ) AS issued
    UNION ALL
    SELECT 'months', jsonb_build_object('closed', count(DISTINCT month))
    FROM fact.month_close
    WHERE unit = $1 AND year = $2
    UNION ALL
    SELECT 'samples', jsonb_build_object('samples', count(DISTINCT sample), 'drawn', coalesce(sum(drawn), 0),
        'checked', coalesce(sum(checked), 0), 'bad', coalesce(sum(bad), 0), 'ordered', coalesce(sum(ordered), 0),
        'rectified', coalesce(sum(rectified), 0), 'diverging', coalesce(sum(diverging), 0))
    FROM book.draw_result
    WHERE unit = $1 AND sample LIKE $2::integer || '%'
) AS told
CROSS JOIN LATERAL jsonb_each_text(coalesce(told.figures, '{}')) AS figure (key, value)
WHERE figure.key <> 'is_accepting'
