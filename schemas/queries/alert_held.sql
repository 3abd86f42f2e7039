-- Subjects of which a rung waited for an import that has come.
-- $1 integer       how many rows at most
-- $2 timestamptz[] up to when each partition is complete; 1970: nothing of it is looked at
-- $3 integer       how many partitions there are
-- One row a rung.
SELECT rung.subject
FROM rung_row AS rung
WHERE rung.held_until > (SELECT min(complete.at) FROM unnest($2::timestamptz[]) AS complete (at)
                         WHERE complete.at > '1970-01-01 00:00:00+00')
  AND rung.rings_at <= ($2::timestamptz[])[1 + rung.key_hash % $3::integer]
  AND rung.held_until > ($2::timestamptz[])[1 + rung.key_hash % $3::integer]
  AND NOT EXISTS (
    SELECT
    FROM alert.alert AS told
    WHERE told.subject = rung.subject AND told.clock = rung.clock AND told.started_by = rung.started_by
      AND told.rung = rung.rung AND told.due_at IS NOT DISTINCT FROM rung.due_at AND told.cleared_at IS NULL)
  AND
    -- include: parts/rung_not_held.sql
LIMIT $1::integer
