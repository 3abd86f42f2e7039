-- projection: overdue_alerts
--
-- What should have been decided and was not: a consumer that does not run, a partition that is halted, clocks that
-- disagree.  By time, so whoever asks says from when.
CREATE OR REPLACE VIEW book.rung_without_alert AS
SELECT rung.subject, rung.clock, rung.started_by, rung.rung, rung.level, rung.rings_at, rung.due_at
FROM rung_row AS rung
WHERE coalesce(rung.held_until, rung.rings_at) < now()
  AND NOT EXISTS (
    SELECT
    FROM alert.alert AS told
    WHERE told.subject = rung.subject AND told.clock = rung.clock AND told.started_by = rung.started_by
      AND told.rung = rung.rung AND told.due_at IS NOT DISTINCT FROM rung.due_at AND told.cleared_at IS NULL);
COMMENT ON VIEW book.rung_without_alert IS
    '预警 that have rung and have no alert: a few just now, or something is wrong';
GRANT SELECT ON book.rung_without_alert TO analyst, supervisor, shouwen_admin;
