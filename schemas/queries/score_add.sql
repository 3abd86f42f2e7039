-- Publish a score: its next edition.
-- $1 text unit
-- $2 text section; '': all
-- $3 text person; '': all
-- $4 text period
-- $5 date and $6 date: its first day and its last
-- $7 text formula and $8 bigint: its version
-- $9 bigint the revision of the rules it was counted under
-- $10 integer the version of the tables it was counted in
-- $11 text who publishes; '': not said
-- $12 bigint to $14: out of, rated out of, points
-- $15 boolean is there a total, $16 boolean is it few
-- $17 bigint to $19: total, adjustment, final
-- $20 text grade; '': not rated
-- One row: the score's number and its edition.  A unique violation: somebody else published it at the same time.
INSERT INTO fact.score (unit, section, person, period, first_day, last_day, formula, formula_version, rules_version,
    program_version, frozen_by, out_of, rated_out_of, points, is_rated, is_few, total, adjustment, final, grade,
    edition, cut_off_at, offsets, frozen_as)
SELECT $1, $2, $3, $4, $5::date, $6::date, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    (SELECT coalesce(max(before.edition), 0) + 1 FROM fact.score AS before
     WHERE (before.unit, before.section, before.person, before.period, before.formula) = ($1, $2, $3, $4, $7)),
    now(),
    (SELECT coalesce(jsonb_object_agg(place.topic || '/' || place.partition, place.next_offset), '{}')
     FROM stream.consumer_offset AS place WHERE place.projection = 'assessment'),
    session_user
RETURNING score, edition
