-- Generations that are not live: what a rebuild is filling, or left.
-- One row a generation: its schema, whether it is being built (else it is to be dropped), and how many shares it has.
SELECT left_over.projection || '_g' || left_over.number, left_over.state = 'building',
       (SELECT count(*) FROM stream.rebuild_share AS share
        WHERE share.projection = left_over.projection AND share.generation = left_over.number)
FROM stream.generation AS left_over
WHERE left_over.state <> 'live'
ORDER BY left_over.projection, left_over.number
