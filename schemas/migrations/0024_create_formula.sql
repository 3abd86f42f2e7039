-- Formulas beside the policies: what counters come to in points, by shouwen-admin load formula from a file
-- (schemas/policy/formula); again every version that was loaded, none of which changes.  No row of a projection follows
-- from them: they begin no new rules.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;
COMMENT ON SCHEMA policy IS
    'deadline policies, their ladders, calendars and formulas of scores, every version that was loaded';

CREATE TABLE policy.formula (
    formula text NOT NULL,
    version bigint NOT NULL,
    sha256 text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    loaded_by text NOT NULL,
    loaded_as text NOT NULL DEFAULT session_user,
    CONSTRAINT formula_key PRIMARY KEY (formula, version),
    CONSTRAINT formula_version_counts CHECK (version >= 1),
    CONSTRAINT formula_sha256_is_one CHECK (sha256 ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE policy.formula IS
    'formulas, each time they were loaded; never changed, and superseded by a higher version';
COMMENT ON COLUMN policy.formula.version IS 'from 1; the highest is in force';
COMMENT ON COLUMN policy.formula.sha256 IS 'of the file';
COMMENT ON COLUMN policy.formula.loaded_by IS 'code of the person who loaded it; empty: not said';
COMMENT ON COLUMN policy.formula.loaded_as IS 'database role';

CREATE TABLE policy.formula_row (
    formula text NOT NULL,
    version bigint NOT NULL,
    number bigint NOT NULL,
    item text NOT NULL,
    numerator text NOT NULL,
    denominator text NOT NULL,
    population text NOT NULL,
    account text NOT NULL,
    target text NOT NULL,
    slope text NOT NULL,
    floor text NOT NULL,
    cap text NOT NULL,
    out_of text NOT NULL,
    minimum text NOT NULL,
    basis text NOT NULL,
    CONSTRAINT formula_row_key PRIMARY KEY (formula, version, number),
    CONSTRAINT formula_row_item_once UNIQUE (formula, version, item),
    CONSTRAINT formula_row_formula FOREIGN KEY (formula, version) REFERENCES policy.formula (formula, version),
    CONSTRAINT formula_row_account_known CHECK (account IN ('handling', 'receiver', 'unit'))
);
COMMENT ON TABLE policy.formula_row IS
    'items: points = cap - slope * (target - rate), not less than the floor nor more than the cap; as the file has them';
COMMENT ON COLUMN policy.formula_row.number IS 'in the order of the file, from 1';
COMMENT ON COLUMN policy.formula_row.numerator IS 'a counter; the rate is numerator / denominator in percent';
COMMENT ON COLUMN policy.formula_row.population IS
    'a counter that the denominator is a part of, for its coverage; empty: none';
COMMENT ON COLUMN policy.formula_row.account IS
    'handling: of who handled; receiver: of who was first asked; unit: of the unit as a whole';
COMMENT ON COLUMN policy.formula_row.target IS 'percent; empty: 100';
COMMENT ON COLUMN policy.formula_row.slope IS 'points a percent; empty: a hundredth of the cap';
COMMENT ON COLUMN policy.formula_row.floor IS 'points; empty: 0';
COMMENT ON COLUMN policy.formula_row.cap IS 'points';
COMMENT ON COLUMN policy.formula_row.out_of IS 'the sum of all caps';
COMMENT ON COLUMN policy.formula_row.minimum IS 'denominators below it are few (样本不足); empty: 10';
COMMENT ON COLUMN policy.formula_row.basis IS 'the text it rests on';

GRANT SELECT ON policy.formula, policy.formula_row TO shouwen_admin, shouwen_projector, shouwen_rebuild, analyst,
    unit_reader, section_post, supervisor;
GRANT INSERT ON policy.formula, policy.formula_row TO shouwen_admin;
