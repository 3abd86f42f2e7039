-- rules_version: every revision of the rules can be read again, since the difference that a new one makes is taken from
-- the rows that the old one gave.  What is loaded says under which rules it came; the tree of units, which changes in
-- place, is copied whenever it changes.  A revision holds what is not newer than itself; 0 is from before any was noted.
-- Locks: policy.policy and policy.calendar, for a moment.  On a full table: as long as it takes to write some hundred rows.

SET LOCAL ROLE shouwen_owner;

ALTER TABLE policy.policy ADD COLUMN rules_version bigint NOT NULL DEFAULT 0;
ALTER TABLE policy.policy ALTER COLUMN rules_version DROP DEFAULT;
COMMENT ON COLUMN policy.policy.rules_version IS 'the rules that began with it (stream.rules_version)';

ALTER TABLE policy.calendar ADD COLUMN rules_version bigint NOT NULL DEFAULT 0;
ALTER TABLE policy.calendar ALTER COLUMN rules_version DROP DEFAULT;
COMMENT ON COLUMN policy.calendar.rules_version IS 'the rules that began with it (stream.rules_version)';

CREATE TABLE policy.unit_place (
    rules_version bigint NOT NULL,
    unit text NOT NULL,
    first_day date NOT NULL,
    parent text NOT NULL,
    last_day date,
    CONSTRAINT unit_place_key PRIMARY KEY (rules_version, unit, first_day),
    CONSTRAINT unit_place_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE policy.unit_place IS
    'which unit stood below which, and when, each time the directory said so anew; never changed, and superseded by a higher version';
COMMENT ON COLUMN policy.unit_place.rules_version IS 'the rules that began with it (stream.rules_version)';
COMMENT ON COLUMN policy.unit_place.parent IS 'code of the unit above; empty: none';

INSERT INTO policy.unit_place (rules_version, unit, first_day, parent, last_day)
SELECT 0, code, first_day, parent, last_day
FROM directory.unit;

GRANT SELECT ON policy.unit_place TO shouwen_admin, shouwen_projector, shouwen_rebuild, analyst, unit_reader,
    section_post, supervisor;
GRANT INSERT ON policy.unit_place TO shouwen_admin;
