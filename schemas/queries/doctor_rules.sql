-- Rows made under older rules than those in force.
-- $1 integer seconds that dating them anew may take
-- One row a projection: its name, how many files, of which revisions ("3 of revision 2, 5 of 4"), the one in force,
-- whether every partition has a consumer, whether these or the rules came less than $1 seconds ago.
SELECT used.projection, sum(used.files)::bigint,
       string_agg(format('%s of revision %s', used.files, used.rules_version), ', ' ORDER BY used.rules_version),
       rules.version,
       held.is_held,
       greatest(held.taken_at, rules.changed_at) > now() - make_interval(secs => $1)
FROM book.rules_in_use AS used
CROSS JOIN stream.rules_version AS rules
CROSS JOIN LATERAL (
    SELECT coalesce(bool_and(EXISTS (SELECT FROM pg_stat_activity AS seen
                                     WHERE seen.pid = partition.backend_pid AND seen.usename LIKE 'shouwen\_%')),
                    false),
           max(partition.taken_at)
    FROM stream.consumer_partition AS partition
    WHERE partition.projection = used.projection) AS held (is_held, taken_at)
WHERE used.rules_version < rules.version
GROUP BY used.projection, rules.version, rules.changed_at, held.is_held, held.taken_at
ORDER BY used.projection
