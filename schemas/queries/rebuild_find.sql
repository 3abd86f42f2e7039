-- Generations of a projection that are being built, or are old: what a rebuild left.
-- $1 text projection
-- One row a generation, in order: number, version, whether it is being built.
SELECT number, version, state = 'building'
FROM stream.generation
WHERE projection = $1 AND state <> 'live'
ORDER BY number
