-- Dead letters of an event, or of all events of a subject; reasons only.
-- $1 uuid  the event; NULL: of the subject
-- $2 bytea the subject, as a record's key; NULL: of the event
-- One row a letter, the newest first, 20 at most.
SELECT projection, topic, event_id, reason, text, made_at
FROM stream.dead_letter
WHERE event_id = $1::uuid OR key = $2::bytea
ORDER BY made_at DESC, projection
LIMIT 20
