-- Rungs of these subjects that have rung and have no alert, with their clocks as they are now.
-- $1 uuid[]        subjects, each once, of the rules in force
-- $2 timestamptz[] up to when each partition is complete; 1970: nothing of it is decided
-- $3 integer       how many partitions there are
-- $4 integer       how many rows at most
-- One row a rung, those of a clock together and in the order they rang: itself, its clock, how many alerts of the same
-- were cleared, the last alert of it that was, and who was told of this clock: a line each, as in alert.alert, behind
-- its level.
SELECT rung.subject, rung.key_hash, rung.clock, rung.started_by, rung.rung, rung.level, rung.rings_at, rung.due_at,
       rung.recipients, rung.copies, clock.case_source, clock.case_number, clock.accepted_unit, clock.receiver,
       clock.unit, clock.section, clock.person, clock.started_at, clock.limit_amount, clock.limit_unit,
       clock.days, clock.extensions, clock.ordered_by IS NOT NULL, clock.is_provisional, clock.policy,
       clock.policy_version, clock.calendar_version, before.cleared, before.last_cleared, others.told
FROM unnest($1::uuid[]) AS wanted (subject)
JOIN rung_row AS rung ON rung.subject = wanted.subject
JOIN clock_row AS clock
  ON clock.subject = rung.subject AND clock.clock = rung.clock AND clock.started_by = rung.started_by
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE told.due_at IS NOT DISTINCT FROM rung.due_at) AS cleared,
           coalesce(bool_or(told.cleared_at IS NULL AND told.due_at IS NOT DISTINCT FROM rung.due_at), false) AS stands,
           (array_agg(told.id ORDER BY told.cleared_at DESC, told.id) FILTER (WHERE told.cleared_at IS NOT NULL))[1]
               AS last_cleared
    FROM alert.alert AS told
    WHERE told.subject = rung.subject AND told.clock = rung.clock AND told.started_by = rung.started_by
      AND told.rung = rung.rung) AS before
CROSS JOIN LATERAL ( -- apart, for it is looked up only for what rises
    SELECT coalesce(string_agg(told.level || ' ' || replace(told.recipients, E'\n', E'\n' || told.level || ' '), E'\n'
                               ORDER BY told.rings_at, told.id), '') AS told
    FROM alert.alert AS told
    WHERE told.subject = rung.subject AND told.clock = rung.clock AND told.started_by = rung.started_by
      AND told.rung <> rung.rung AND told.state = 'raised' AND told.cleared_at IS NULL AND told.recipients <> '')
    AS others
WHERE rung.rings_at <= ($2::timestamptz[])[1 + rung.key_hash % $3::integer] AND NOT before.stands
  AND
    -- include: parts/rung_not_held.sql
ORDER BY rung.subject, rung.clock, rung.started_by, rung.rings_at, rung.rung
LIMIT $4::integer
