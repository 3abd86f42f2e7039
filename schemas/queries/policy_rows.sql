-- The rows of every preset's last version in a revision of the rules, as struct policy_tables has them.
-- $1 bigint the revision
-- One row each, in the order of their files.
SELECT kept.preset, kept.version, kept.number, kept.first_day, kept.clock, kept.scope, kept.unit, kept.category,
    kept.channel, kept.priority, kept.last_day, kept.time_limit, kept.start, kept.warnings, kept.ladder,
    kept.extensions, kept.extension_limit, kept.long_cycle, kept.basis
FROM policy.policy_row AS kept
WHERE kept.version = (
    SELECT max(last.version) FROM policy.policy AS last WHERE last.preset = kept.preset AND last.rules_version <= $1)
ORDER BY kept.preset, kept.number
