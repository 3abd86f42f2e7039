asked AS (
    -- every unit in force today that is one of ours
    SELECT organ.code AS unit, organ.name AS unit_name, organ.level, organ.kind, today.day
    FROM directory.unit AS organ
    CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS today
    WHERE today.day BETWEEN organ.first_day AND coalesce(organ.last_day, 'infinity') AND NOT organ.is_outside
),
