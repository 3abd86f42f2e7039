-- The counters of a unit, a section or a person, over some days.
-- $1 text unit
-- $2 text section; '': all
-- $3 text person; '': all
-- $4 date and $5 date: the first day and the last, which is not behind today
-- One row: the counters in the order of lib/core/counters.def, and the last day that they hold.
SELECT
    -- include: parts/counter_sums.sql
    , least($5::date, (now() AT TIME ZONE 'Asia/Shanghai')::date) AS until
FROM contribution_row
WHERE unit = $1 AND ($2 = '' OR section = $2) AND ($3 = '' OR person = $3) AND day >= $4::date
    AND day <= least($5::date, (now() AT TIME ZONE 'Asia/Shanghai')::date)
