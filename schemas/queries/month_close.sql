-- Close the totals of a unit's month, again or for the first time.
-- $1 text unit
-- $2 integer year
-- $3 integer month
-- $4 text who closes it; '': not said
-- $5 timestamptz the end of the month
-- One row: the new version; none: the month is not over.  A unique violation: somebody else closed it at the same time.
INSERT INTO fact.month_close (unit, year, month, version, cut_off_at, closed_by, closed_as, offsets)
SELECT $1, $2, $3,
    (SELECT coalesce(max(before.version), 0) + 1 FROM fact.month_close AS before
     WHERE before.unit = $1 AND before.year = $2 AND before.month = $3),
    now(), $4, session_user,
    (SELECT coalesce(jsonb_object_agg(place.topic || '/' || place.partition, place.next_offset), '{}')
     FROM stream.consumer_offset AS place WHERE place.projection = 'master_ledger')
WHERE now() >= $5
RETURNING version
