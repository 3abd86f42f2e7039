-- The rows of a calendar's last version in a revision of the rules, as struct calendar_table has them.
-- $1 text name
-- $2 bigint the revision
-- One row each, in the order of its files.
SELECT kept.name, kept.version, kept.number, kept.kind, kept.first_day, kept.last_day, kept.unit, kept.value,
    kept.notice
FROM policy.calendar_row AS kept
WHERE kept.name = $1
    AND kept.version = (
        SELECT max(last.version) FROM policy.calendar AS last WHERE last.name = $1 AND last.rules_version <= $2)
ORDER BY kept.number
