-- The rungs of every preset's last version in a revision of the rules, as struct policy_tables has them.
-- $1 bigint the revision
-- One row each, in the order of their files.
SELECT kept.preset, kept.version, kept.number, kept.ladder, kept.rung, kept.level, kept.rings_at, kept.days_min,
    kept.days_max, kept.recipients, kept.copies, kept.quiet_hours, kept.condition,
    kept.batch_sources
FROM policy.rung AS kept
WHERE kept.version = (
    SELECT max(last.version) FROM policy.policy AS last WHERE last.preset = kept.preset AND last.rules_version <= $1)
ORDER BY kept.preset, kept.number
