-- The backends of one's own role that stand in a projection's rows are ended.
-- $1 text projection
-- Always one row: how many.
SELECT stream.evict($1, (SELECT array_agg(held.partition) FROM stream.consumer_partition AS held
                         WHERE held.projection = $1))
