-- Alerts of these subjects that do not hold: their rung is gone, is of another due time, or rings later than now.
-- $1 uuid[]        subjects, each once, of the rules in force
-- $2 timestamptz[] up to when each partition is complete; 1970: nothing of it is decided
-- $3 integer       how many partitions there are
-- $4 integer       how many rows at most
-- One row an alert: itself, what its clock is now (NULL: there is none), and its subject.
SELECT told.id, told.key_hash, told.message, clock.verdict, clock.policy IS DISTINCT FROM told.policy
           OR clock.policy_version <> told.policy_version OR clock.calendar_version <> told.calendar_version,
       told.subject
FROM unnest($1::uuid[]) AS wanted (subject)
JOIN alert.alert AS told ON told.subject = wanted.subject AND told.cleared_at IS NULL
LEFT JOIN clock_row AS clock
  ON clock.subject = told.subject AND clock.clock = told.clock AND clock.started_by = told.started_by
WHERE ($2::timestamptz[])[1 + told.key_hash % $3::integer] > '1970-01-01 00:00:00+00'
  AND NOT EXISTS (
    SELECT
    FROM rung_row AS rung
    WHERE rung.subject = told.subject AND rung.clock = told.clock AND rung.started_by = told.started_by
      AND rung.rung = told.rung AND rung.due_at IS NOT DISTINCT FROM told.due_at
      AND (rung.rings_at <= told.rings_at
           OR rung.rings_at <= ($2::timestamptz[])[1 + rung.key_hash % $3::integer]))
LIMIT $4::integer
