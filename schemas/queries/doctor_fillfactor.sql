-- Tables of generations whose pages are filled to the brim, so that updates cannot stay within them.
-- One row a table.
SELECT generation.projection, class.relname
FROM stream.generation AS generation
JOIN pg_namespace AS space ON space.nspname = generation.projection || '_g' || generation.number
JOIN pg_class AS class ON class.relnamespace = space.oid AND class.relkind = 'r'
WHERE NOT EXISTS (SELECT 1 FROM unnest(class.reloptions) AS option WHERE option LIKE 'fillfactor=%')
ORDER BY 1, 2
