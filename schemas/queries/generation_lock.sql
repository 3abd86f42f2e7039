-- The live generation, kept from being replaced by somebody else until the transaction ends.
-- $1 text projection
-- One row, or none when there is no generation.
SELECT number, version
FROM stream.generation
WHERE projection = $1 AND state = 'live'
FOR UPDATE
