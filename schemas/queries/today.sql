-- The day that the database has, in Asia/Shanghai.
-- One row.
SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today
