-- alerts.sql -- open cases with five rungs each, most of them far off (psql, with search_path set to the generation).
-- psql variables: cases, steady (rungs that ring one after the other), rate (a second), burst (rungs that ring at one
-- instant), from (when the steady ones begin, a timestamp), at (that instant).
-- The key's hash is chance: it says which partition a case is of, and nothing else is told by it here.
SET synchronous_commit = off;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA public;
CREATE FUNCTION public.bench_case(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$SELECT public.uuid_generate_v5('6f0c3a10-5e0b-4c5e-9d3a-7b21e488a101', 'bench' || E'\x1f' || n)$$;
INSERT INTO case_file (subject, revision, rules_version, bytes)
SELECT public.bench_case(n), 1, (SELECT version FROM stream.rules_version), '\x00'
FROM generate_series(1, :cases) AS n;
INSERT INTO clock_row (subject, clock, started_by, case_source, case_number, accepted_unit, receiver, round, unit, section,
                       person, started_at, limit_amount, limit_unit, due_at, due_day, base_due_at, extensions,
                       is_provisional, is_paused, ended, verdict, used, remaining, policy, policy_version, policy_scope,
                       policy_unit, policy_category, policy_channel, policy_priority, calendar, calendar_version,
                       days)
SELECT public.bench_case(n), 'completion', md5('start' || n)::uuid, 'bench', n::text, 'u' || n % 300, 'p' || n % 5000, 1,
       'u' || n % 300, 's' || n % 10, 'p' || n % 5000, now() - interval '6 days', 7, 'wd', now() + interval '20 days',
       current_date + 20, now() + interval '20 days', 0, false, false, 'running', 'pending', 0, 0, 'bench', 1, 'all', '',
       'any', 'any', '', 'default', 1, 'sccccccc'
FROM generate_series(1, :cases) AS n;
INSERT INTO rung_row (subject, clock, started_by, rung, level, rings_at, due_at, recipients, copies, heeds_quiet_hours,
                      key_hash)
SELECT public.bench_case(n), 'completion', md5('start' || n)::uuid, rung.name, rung.level,
       CASE
           WHEN rung.name = 'red' AND n <= :burst THEN :'at'::timestamptz
           WHEN rung.name = 'yellow' AND n <= :steady THEN :'from'::timestamptz + n * interval '1 second' / :rate
           ELSE now() + rung.days * interval '1 day' + n * interval '1 second'
       END,
       now() + interval '20 days', rung.recipients, '', false, abs(hashtext(n::text))
FROM generate_series(1, :cases) AS n,
    (VALUES ('yellow', 'yellow', 19, 'handler,receiver'),
            ('red', 'red', 20, 'handler,receiver,handler_section_post,receiver_section_post,master_post'),
            ('urge', 'urge', 21, 'section_head,leader_in_charge'),
            ('notice', 'notice', 28, 'supervision_office'),
            ('again', 'notice', 35, 'supervision_office')) AS rung (name, level, days, recipients);
RESET synchronous_commit;
ANALYZE case_file, clock_row, rung_row;
