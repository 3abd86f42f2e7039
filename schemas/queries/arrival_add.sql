-- What arrived of each source is added to what was counted; each key once.
-- $1 text[]        sources
-- $2 date[]        local days of the broker's time
-- $3 integer[]     partitions
-- $4 timestamptz[] the last record's time
-- $5 … $7          bigint[]: taken, repeated, set aside
-- $8 … $13         bigint[]: of those taken, instants by lateness: ahead, 10 minutes, 1 hour, 1 day, 7 days, longer
-- $14 … $18        bigint[]: days without a time by lateness: the same, the next, 7, 30, longer
-- $19, $20         bigint[]: minutes late, their sum and the most;  $21, $22 the same in days
INSERT INTO intake.arrival AS kept (source, day, partition, last_at, taken, repeated, set_aside,
    ahead, within_10_minutes, within_1_hour, within_1_day, within_7_days, later,
    days_same, days_next, days_7, days_30, days_later, minutes, minutes_max, days, days_max)
SELECT source, day, partition, last_at, taken, repeated, set_aside,
    ahead, within_10_minutes, within_1_hour, within_1_day, within_7_days, later,
    days_same, days_next, days_7, days_30, days_later, minutes, minutes_max, days, days_max
FROM unnest($1::text[], $2::date[], $3::integer[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
    $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[],
    $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[])
    AS given (source, day, partition, last_at, taken, repeated, set_aside,
    ahead, within_10_minutes, within_1_hour, within_1_day, within_7_days, later,
    days_same, days_next, days_7, days_30, days_later, minutes, minutes_max, days, days_max)
ON CONFLICT ON CONSTRAINT arrival_key DO UPDATE
SET last_at = greatest(kept.last_at, excluded.last_at),
    taken = kept.taken + excluded.taken,
    repeated = kept.repeated + excluded.repeated,
    set_aside = kept.set_aside + excluded.set_aside,
    ahead = kept.ahead + excluded.ahead,
    within_10_minutes = kept.within_10_minutes + excluded.within_10_minutes,
    within_1_hour = kept.within_1_hour + excluded.within_1_hour,
    within_1_day = kept.within_1_day + excluded.within_1_day,
    within_7_days = kept.within_7_days + excluded.within_7_days,
    later = kept.later + excluded.later,
    days_same = kept.days_same + excluded.days_same,
    days_next = kept.days_next + excluded.days_next,
    days_7 = kept.days_7 + excluded.days_7,
    days_30 = kept.days_30 + excluded.days_30,
    days_later = kept.days_later + excluded.days_later,
    minutes = kept.minutes + excluded.minutes,
    minutes_max = greatest(kept.minutes_max, excluded.minutes_max),
    days = kept.days + excluded.days,
    days_max = greatest(kept.days_max, excluded.days_max)
