-- of a rung, in statements of which $2 says up to when each partition is complete and $3 how many there are: it waits
-- for no import, or no longer, or one covers the due time, having begun behind it and ten minutes ago (so it is over)
(rung.held_until IS NULL OR rung.held_until <= ($2::timestamptz[])[1 + rung.key_hash % $3::integer]
 OR EXISTS (
    SELECT
    FROM clock_row AS own
    JOIN clock_row AS imported ON imported.case_source = own.case_source
    WHERE own.subject = rung.subject AND own.clock = rung.clock AND own.started_by = rung.started_by
      AND imported.told_at > rung.due_at
      AND imported.told_at <= ($2::timestamptz[])[1 + rung.key_hash % $3::integer] - interval '10 minutes'))
