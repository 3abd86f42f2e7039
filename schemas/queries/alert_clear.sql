-- Alerts that do not hold; one that was cleared already stays as it is.
-- $1 uuid[]        ids
-- $2 uuid[]        of the messages that say so
-- $3 text[]        reasons
-- $4 timestamptz[] when
-- As many rows as were cleared now.
UPDATE alert.alert AS told
SET cleared_at = given.cleared_at, clear_reason = given.reason, clear_id = given.clear_id
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS given (id, clear_id, reason, cleared_at)
WHERE told.id = given.id AND told.cleared_at IS NULL
