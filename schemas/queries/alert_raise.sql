-- Alerts that were decided; one that is there already stays as it is.
-- One array of each column: $1 id, $2 subject, $3 clock, $4 started_by, $5 rung, $6 due_at,
-- $7 cleared_before, $8 key_hash, $9 level, $10 rings_at, $11 case_source, $12 case_number, $13 unit, $14 section,
-- $15 person, $16 accepted_unit, $17 receiver, $18 state, $19 raised_at, $20 recipients, $21 flags,
-- $22 supersedes, $23 explanation, $24 rules_version, $25 policy, $26 policy_version,
-- $27 calendar_version, $28 message (empty: none)
-- As many rows as were not there.
INSERT INTO alert.alert (id, subject, clock, started_by, rung, due_at, cleared_before, key_hash, level, rings_at,
                         case_source, case_number, unit, section, person, accepted_unit, receiver, state, raised_at,
                         recipients, flags, supersedes, explanation, rules_version, policy, policy_version,
                         calendar_version, message)
SELECT given.id, given.subject, given.clock, given.started_by, given.rung,
       given.due_at, given.cleared_before, given.key_hash, given.level,
       given.rings_at, given.case_source, given.case_number, given.unit, given.section, given.person,
       given.accepted_unit, given.receiver, given.state, given.raised_at, given.recipients, given.flags,
       given.supersedes, given.explanation, given.rules_version, given.policy, given.policy_version, given.calendar_version, nullif(given.message, '')
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[], $7::bigint[],
            $8::integer[], $9::text[], $10::timestamptz[], $11::text[], $12::text[], $13::text[], $14::text[],
            $15::text[], $16::text[], $17::text[], $18::text[], $19::timestamptz[], $20::text[], $21::text[],
            $22::uuid[], $23::text[], $24::bigint[], $25::text[], $26::bigint[], $27::bigint[], $28::bytea[])
     AS given (id, subject, clock, started_by, rung, due_at, cleared_before, key_hash, level, rings_at, case_source,
               case_number, unit, section, person, accepted_unit, receiver, state, raised_at, recipients, flags,
               supersedes, explanation, rules_version, policy, policy_version, calendar_version, message)
ON CONFLICT (id) DO NOTHING
