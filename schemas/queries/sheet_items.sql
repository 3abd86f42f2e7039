-- The completion sheet (附件1) of a unit as of a day.
-- $1 text unit
-- $2 date the day; NULL: today
-- A row an item, in order.
WITH
asked AS (
    SELECT $1::text AS unit, coalesce($2::date, (now() AT TIME ZONE 'Asia/Shanghai')::date) AS day
),
-- include: parts/checklist.sql
SELECT
    -- include: parts/checklist_items.sql
FROM parts
JOIN item_list AS items ON items.item = parts.item
GROUP BY parts.unit, parts.year, parts.day, parts.item, items.item_name
ORDER BY parts.item
