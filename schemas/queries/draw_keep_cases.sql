-- Keep the cases of a sample.
-- $1 text unit
-- $2 text sample
-- $3 uuid[] cases, $4 text[] their sources, $5 text[] numbers, $6 text[] sections, $7 text[] ratings,
-- $8 text[] receivers, $9 timestamptz[] when they were completed
-- As many rows are inserted, numbered in that order.
INSERT INTO fact.draw_case (unit, sample, number, case_id, case_source, case_number, section, satisfaction, receiver,
    completed_at)
SELECT $1, $2, item.number, item.case_id, item.case_source, item.case_number, item.section, item.satisfaction,
    item.receiver, item.completed_at
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
    WITH ORDINALITY
    AS item (case_id, case_source, case_number, section, satisfaction, receiver, completed_at, number)
