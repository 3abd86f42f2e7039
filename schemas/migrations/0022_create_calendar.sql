-- Calendars beside the policies: which days are worked and when, by shouwen-admin load calendar from the files of an
-- office (schemas/policy/calendar); again every version that was loaded, none of which changes.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;
COMMENT ON SCHEMA policy IS 'deadline policies, their ladders and calendars, every version that was loaded';

CREATE TABLE policy.calendar (
    name text NOT NULL,
    version bigint NOT NULL,
    sha256 text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    loaded_by text NOT NULL,
    loaded_as text NOT NULL DEFAULT session_user,
    CONSTRAINT calendar_key PRIMARY KEY (name, version),
    CONSTRAINT calendar_version_counts CHECK (version >= 1),
    CONSTRAINT calendar_sha256_is_one CHECK (sha256 ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE policy.calendar IS 'calendars, each time they were loaded; never changed, and superseded by a higher version';
COMMENT ON COLUMN policy.calendar.version IS 'from 1; the highest is in force';
COMMENT ON COLUMN policy.calendar.sha256 IS 'of its files, one behind the other in the order of their names';
COMMENT ON COLUMN policy.calendar.loaded_by IS 'code of the person who loaded it; empty: not said';
COMMENT ON COLUMN policy.calendar.loaded_as IS 'database role';

CREATE TABLE policy.calendar_row (
    name text NOT NULL,
    version bigint NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    first_day date,
    last_day date,
    unit text NOT NULL,
    value text NOT NULL,
    notice text NOT NULL,
    CONSTRAINT calendar_row_key PRIMARY KEY (name, version, number),
    CONSTRAINT calendar_row_calendar FOREIGN KEY (name, version) REFERENCES policy.calendar (name, version),
    CONSTRAINT calendar_row_kind_known CHECK (kind IN ('published', 'off', 'worked', 'hours', 'day_end')),
    CONSTRAINT calendar_row_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE policy.calendar_row IS
    'published: years whose exceptions are known; off, worked: exceptions; hours: of working days; day_end: when a day limit ends';
COMMENT ON COLUMN policy.calendar_row.number IS 'in the order of the files, from 1';
COMMENT ON COLUMN policy.calendar_row.first_day IS 'NULL: hours for ever';
COMMENT ON COLUMN policy.calendar_row.unit IS 'whose hours; empty: everybody''s';
COMMENT ON COLUMN policy.calendar_row.value IS 'hours: 09:00-12:00 13:00-17:00; day_end: 24:00, or close';
COMMENT ON COLUMN policy.calendar_row.notice IS 'what the row rests on';

GRANT SELECT ON policy.calendar, policy.calendar_row TO shouwen_admin, shouwen_projector, shouwen_rebuild, analyst,
    unit_reader, section_post, supervisor;
GRANT INSERT ON policy.calendar, policy.calendar_row TO shouwen_admin;
