-- Subjects among these of which a rung has rung and has no alert, or an alert does not hold.
-- $1 uuid[]        subjects
-- $2 timestamptz[] up to when each partition is complete; 1970: nothing of it is looked at
-- $3 integer       how many partitions there are
-- One row a subject.
SELECT wanted.subject
FROM unnest($1::uuid[]) AS wanted (subject)
WHERE EXISTS (
    SELECT
    FROM rung_row AS rung
    WHERE rung.subject = wanted.subject AND rung.rings_at <= ($2::timestamptz[])[1 + rung.key_hash % $3::integer]
      AND
        -- include: parts/rung_not_held.sql
      AND NOT EXISTS (
        SELECT
        FROM alert.alert AS told
        WHERE told.subject = rung.subject AND told.clock = rung.clock AND told.started_by = rung.started_by
          AND told.rung = rung.rung AND told.due_at IS NOT DISTINCT FROM rung.due_at AND told.cleared_at IS NULL))
   OR EXISTS (
    SELECT
    FROM alert.alert AS told
    WHERE told.subject = wanted.subject AND told.cleared_at IS NULL
      AND ($2::timestamptz[])[1 + told.key_hash % $3::integer] > '1970-01-01 00:00:00+00'
      AND NOT EXISTS (
        SELECT
        FROM rung_row AS rung
        WHERE rung.subject = told.subject AND rung.clock = told.clock AND rung.started_by = told.started_by
          AND rung.rung = told.rung AND rung.due_at IS NOT DISTINCT FROM told.due_at
          AND (rung.rings_at <= told.rings_at
               OR rung.rings_at <= ($2::timestamptz[])[1 + rung.key_hash % $3::integer])))
