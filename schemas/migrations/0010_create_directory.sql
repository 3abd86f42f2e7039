-- directory: who there is, and since when: units, their sections, people, posts and other roles, and what each source
-- calls them.  Laid down by shouwen-admin load directory from a folder of CSV files, a table each, with the columns
-- below; never by a consumer.  Codes are what events say; names are for people and are looked up, never parsed.
-- Days are those of Asia/Shanghai; last_day is a day still in force, NULL: in force until further notice.
-- Locks: none but on what it makes.  On a full table: does not apply.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shouwen_producer') THEN
        CREATE ROLE shouwen_producer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
END
$$;

CREATE SCHEMA directory AUTHORIZATION shouwen_owner;
SET LOCAL ROLE shouwen_owner;

CREATE TABLE directory.unit (
    code text NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    kind text NOT NULL DEFAULT 'organ',
    parent text NOT NULL DEFAULT '',
    is_outside boolean NOT NULL DEFAULT false,
    first_day date NOT NULL DEFAULT '2000-01-01',
    last_day date,
    successor text NOT NULL DEFAULT '',
    CONSTRAINT unit_key PRIMARY KEY (code, first_day),
    CONSTRAINT unit_level_known CHECK (level IN ('city', 'county', 'township')),
    CONSTRAINT unit_kind_known CHECK (kind IN ('organ', 'park')),
    CONSTRAINT unit_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE directory.unit IS
    '单位: organs and parks of three levels, a row for each time its name or parent changed';
COMMENT ON COLUMN directory.unit.parent IS 'code of the unit above; empty: none';
COMMENT ON COLUMN directory.unit.is_outside IS 'publishes nothing to us';
COMMENT ON COLUMN directory.unit.successor IS
    'code of who took its work over when it was dissolved; empty: nobody, or it still is';

CREATE TABLE directory.section (
    unit text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    is_dedicated boolean NOT NULL DEFAULT false,
    phone text NOT NULL DEFAULT '',
    first_day date NOT NULL DEFAULT '2000-01-01',
    last_day date,
    successor_unit text NOT NULL DEFAULT '',
    successor_section text NOT NULL DEFAULT '',
    CONSTRAINT section_key PRIMARY KEY (unit, code, first_day),
    CONSTRAINT section_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE directory.section IS '科(股)室、窗口: parts of a unit';
COMMENT ON COLUMN directory.section.is_dedicated IS '专门科室: keeps the master ledger; one a unit';
COMMENT ON COLUMN directory.section.phone IS 'of the desk, for the public and for supervision';

CREATE TABLE directory.person (
    code text NOT NULL,
    name text NOT NULL,
    phone text NOT NULL DEFAULT '',
    first_day date NOT NULL DEFAULT '2000-01-01',
    last_day date,
    CONSTRAINT person_key PRIMARY KEY (code, first_day),
    CONSTRAINT person_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE directory.person IS 'staff; a row for each time the name changed';

CREATE TABLE directory.membership (
    person text NOT NULL,
    unit text NOT NULL,
    section text NOT NULL,
    first_day date NOT NULL DEFAULT '2000-01-01',
    last_day date,
    CONSTRAINT membership_key PRIMARY KEY (person, first_day),
    CONSTRAINT membership_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE directory.membership IS 'in which section a person works; one at a time';
CREATE INDEX membership_section ON directory.membership (unit, section);

CREATE TABLE directory.role (
    role text NOT NULL,
    unit text NOT NULL,
    section text NOT NULL DEFAULT '',
    person text NOT NULL DEFAULT '',
    first_day date NOT NULL DEFAULT '2000-01-01',
    last_day date,
    CONSTRAINT role_key PRIMARY KEY (role, unit, section, person, first_day),
    CONSTRAINT role_known CHECK (role IN ('head', 'leader_in_charge', 'master_post', 'section_head', 'section_post',
                                          'discipline_committee', 'inspector', 'lead_department')),
    CONSTRAINT role_days_in_order CHECK (last_day >= first_day)
);
COMMENT ON TABLE directory.role IS
    'who is what: head 主要领导, leader_in_charge 分管领导, master_post 首问责任总岗 (one a unit), '
    'section_head 科室负责人, section_post 首问责任岗 (one a section), discipline_committee 机关纪委, inspector 督查, '
    'lead_department 牵头部门 of its level';
COMMENT ON COLUMN directory.role.person IS 'empty: the office as a whole (lead_department), or nobody at present';
CREATE INDEX role_unit ON directory.role (unit, section, role);

CREATE TABLE directory.alias (
    source text NOT NULL,
    kind text NOT NULL,
    unit text NOT NULL DEFAULT '',
    alias text NOT NULL,
    code text NOT NULL,
    CONSTRAINT alias_key PRIMARY KEY (source, kind, unit, alias),
    CONSTRAINT alias_kind_known CHECK (kind IN ('unit', 'section', 'person'))
);
COMMENT ON TABLE directory.alias IS
    'what a source calls units, sections and persons; a source with any alias of a kind must have one for every code';
COMMENT ON COLUMN directory.alias.unit IS 'our code of the unit the section or person is of; empty: whichever';

GRANT USAGE ON SCHEMA directory TO shouwen_admin, shouwen_producer, shouwen_projector, shouwen_rebuild, analyst,
    unit_reader, section_post, supervisor, citizen_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA directory TO shouwen_admin, shouwen_producer, shouwen_projector, shouwen_rebuild,
    analyst, unit_reader, section_post, supervisor, citizen_reader;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA directory TO shouwen_admin;
GRANT EXECUTE ON FUNCTION stream.bump_rules() TO shouwen_admin;
GRANT UPDATE ON stream.rules_version TO shouwen_admin;
