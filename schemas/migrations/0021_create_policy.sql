-- policy: which limits rule which cases, and who is told when; laid down by shouwen-admin load policy from the files of
-- a preset, never by a consumer.  A version that was loaded never changes; a new one supersedes it.
-- Days are those of Asia/Shanghai; words and places are as in the files (schemas/policy).
-- Locks: none but on what it makes.  On a full table: does not apply.

CREATE SCHEMA policy AUTHORIZATION shouwen_owner;
COMMENT ON SCHEMA policy IS 'deadline policies and their ladders, every version that was loaded';
SET LOCAL ROLE shouwen_owner;

CREATE TABLE policy.policy (
    preset text NOT NULL,
    version bigint NOT NULL,
    sha256 text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    loaded_by text NOT NULL,
    loaded_as text NOT NULL DEFAULT session_user,
    CONSTRAINT policy_key PRIMARY KEY (preset, version),
    CONSTRAINT policy_version_counts CHECK (version >= 1),
    CONSTRAINT policy_sha256_is_one CHECK (sha256 ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE policy.policy IS 'presets, each time they were loaded; never changed, and superseded by a higher version';
COMMENT ON COLUMN policy.policy.version IS 'from 1; of a preset the highest is in force';
COMMENT ON COLUMN policy.policy.sha256 IS 'of the file and the ladders.csv beside it, one behind the other';
COMMENT ON COLUMN policy.policy.loaded_by IS 'code of the person who loaded it; empty: not said';
COMMENT ON COLUMN policy.policy.loaded_as IS 'database role';

CREATE TABLE policy.policy_row (
    preset text NOT NULL,
    version bigint NOT NULL,
    number bigint NOT NULL,
    first_day date NOT NULL,
    clock text NOT NULL,
    scope text NOT NULL,
    unit text NOT NULL,
    category text NOT NULL,
    channel text NOT NULL,
    priority text NOT NULL,
    last_day date,
    time_limit text NOT NULL,
    start text NOT NULL,
    warnings text NOT NULL,
    ladder text NOT NULL,
    extensions text NOT NULL,
    extension_limit text NOT NULL,
    long_cycle text NOT NULL,
    basis text NOT NULL,
    CONSTRAINT policy_row_key PRIMARY KEY (preset, version, number),
    CONSTRAINT policy_row_rank UNIQUE (preset, version, first_day, clock, scope, unit, category, channel, priority),
    CONSTRAINT policy_row_policy FOREIGN KEY (preset, version) REFERENCES policy.policy (preset, version),
    CONSTRAINT policy_row_scope_known CHECK (scope IN ('all', 'unit', 'subtree', 'default')),
    CONSTRAINT policy_row_unit_said CHECK ((unit <> '') = (scope IN ('unit', 'subtree'))),
    CONSTRAINT policy_row_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE policy.policy_row IS
    'limits: of a case that was accepted in these days, the row of the nearest scope, then category, channel, priority';
COMMENT ON COLUMN policy.policy_row.number IS 'in the order of the file, from 1';
COMMENT ON COLUMN policy.policy_row.scope IS 'all; unit: itself only; subtree: and all below; default: for whom no other row is';
COMMENT ON COLUMN policy.policy_row.priority IS 'empty: any';
COMMENT ON COLUMN policy.policy_row.last_day IS 'NULL: until the next period begins';
COMMENT ON COLUMN policy.policy_row.time_limit IS
    '7wd: an amount in real minutes (min), working minutes (wmin), half days (hd), working days (wd), calendar days (cd)';
COMMENT ON COLUMN policy.policy_row.start IS 'what starts the clock; usual: what starts such a clock elsewhere';
COMMENT ON COLUMN policy.policy_row.warnings IS 'where its yellow rungs stand; empty: where the ladder has them';
COMMENT ON COLUMN policy.policy_row.ladder IS 'who is told when; empty: nobody';
COMMENT ON COLUMN policy.policy_row.extensions IS 'how many there may be; empty: not capped';
COMMENT ON COLUMN policy.policy_row.long_cycle IS 'the longest that the matter may take with all extensions';
COMMENT ON COLUMN policy.policy_row.basis IS 'the text it rests on';

CREATE TABLE policy.rung (
    preset text NOT NULL,
    version bigint NOT NULL,
    number bigint NOT NULL,
    ladder text NOT NULL,
    rung text NOT NULL,
    level text NOT NULL,
    rings_at text NOT NULL,
    days_min text NOT NULL,
    days_max text NOT NULL,
    recipients text NOT NULL,
    copies text NOT NULL,
    quiet_hours boolean NOT NULL,
    condition text NOT NULL,
    CONSTRAINT rung_key PRIMARY KEY (preset, version, number),
    CONSTRAINT rung_once UNIQUE (preset, version, ladder, rung),
    CONSTRAINT rung_policy FOREIGN KEY (preset, version) REFERENCES policy.policy (preset, version),
    CONSTRAINT rung_level_known CHECK (level IN ('yellow', 'red', 'urge', 'notice'))
);
COMMENT ON TABLE policy.rung IS 'ladders: who is told, before and after a clock is due';
COMMENT ON COLUMN policy.rung.rings_at IS
    '90% of the limit, due, due-1wd@09:00, rung+5wd (behind the rung above), start+20min';
COMMENT ON COLUMN policy.rung.days_min IS 'only for limits of so many days and more; empty: of any';
COMMENT ON COLUMN policy.rung.quiet_hours IS 'waits for the morning when it would ring at night';
COMMENT ON COLUMN policy.rung.condition IS 'unexplained: only when an urging has no explanation';

-- What may be added is not to be changed: nobody but the owner may UPDATE or DELETE.
GRANT USAGE ON SCHEMA policy TO shouwen_admin, shouwen_projector, shouwen_rebuild, analyst, unit_reader, section_post,
    supervisor;
GRANT SELECT ON ALL TABLES IN SCHEMA policy TO shouwen_admin, shouwen_projector, shouwen_rebuild, analyst, unit_reader,
    section_post, supervisor;
GRANT INSERT ON ALL TABLES IN SCHEMA policy TO shouwen_admin;
