-- Published scores: what a unit, a section or a person came to in a period, kept with what it was made of, so that
-- whoever asks later sees what was published, what it is now, and which matters made the difference.  Published again
-- it is a new edition, and the old one stays.  Written by a role of its own: what counts day and night publishes
-- nothing.
-- Locks: none but on what it makes.  On a full table: does not apply.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shouwen_assessor') THEN
        CREATE ROLE shouwen_assessor LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
END
$$;

SET LOCAL ROLE shouwen_owner;

CREATE TABLE fact.score (
    score bigint GENERATED ALWAYS AS IDENTITY,
    unit text NOT NULL,
    section text NOT NULL,
    person text NOT NULL,
    period text NOT NULL,
    formula text NOT NULL,
    edition integer NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    formula_version bigint NOT NULL,
    rules_version bigint NOT NULL,
    program_version integer NOT NULL,
    cut_off_at timestamptz NOT NULL,
    offsets jsonb NOT NULL,
    frozen_by text NOT NULL,
    frozen_as text NOT NULL,
    out_of bigint NOT NULL,
    rated_out_of bigint NOT NULL,
    points bigint NOT NULL,
    is_rated boolean NOT NULL,
    is_few boolean NOT NULL,
    total bigint NOT NULL,
    adjustment bigint NOT NULL,
    final bigint NOT NULL,
    grade text NOT NULL,
    CONSTRAINT score_key PRIMARY KEY (score),
    CONSTRAINT score_edition_once UNIQUE (unit, section, person, period, formula, edition),
    CONSTRAINT score_edition_counts CHECK (edition >= 1),
    CONSTRAINT score_days_in_order CHECK (last_day >= first_day),
    CONSTRAINT score_formula FOREIGN KEY (formula, formula_version) REFERENCES policy.formula (formula, version)
);
COMMENT ON TABLE fact.score IS 'published scores, each time they were published; the highest edition is in force';
COMMENT ON COLUMN fact.score.section IS 'code of the section; empty: all of the unit';
COMMENT ON COLUMN fact.score.person IS 'code of the person; empty: all of the section or unit';
COMMENT ON COLUMN fact.score.period IS '2025, 2025-Q1 or 2025-03';
COMMENT ON COLUMN fact.score.edition IS 'from 1';
COMMENT ON COLUMN fact.score.rules_version IS 'the rules its matters were counted under (stream.rules_version)';
COMMENT ON COLUMN fact.score.program_version IS 'how the program counted: that of its tables (stream.generation)';
COMMENT ON COLUMN fact.score.cut_off_at IS 'database time; what was read later is not in it';
COMMENT ON COLUMN fact.score.offsets IS 'how far assessment had read: {"topic/partition": next offset}';
COMMENT ON COLUMN fact.score.frozen_by IS 'code of the person who published it; empty: not said';
COMMENT ON COLUMN fact.score.frozen_as IS 'database role';
COMMENT ON COLUMN fact.score.out_of IS 'hundredths of a point, as are all points: the sum of the caps';
COMMENT ON COLUMN fact.score.rated_out_of IS 'that of what is rated';
COMMENT ON COLUMN fact.score.is_rated IS 'at least half of the weight is, so that there is a total';
COMMENT ON COLUMN fact.score.is_few IS '样本不足: there is a total, and no grade';
COMMENT ON COLUMN fact.score.total IS 'the points scaled to 100';
COMMENT ON COLUMN fact.score.adjustment IS 'deductions and bonuses';
COMMENT ON COLUMN fact.score.final IS 'total and adjustment, at least 0';
COMMENT ON COLUMN fact.score.grade IS '优秀, 良好, 合格, 不合格, 样本不足; empty: not rated';

CREATE TABLE fact.score_item (
    score bigint NOT NULL,
    number integer NOT NULL,
    item text NOT NULL,
    numerator text NOT NULL,
    denominator text NOT NULL,
    population text NOT NULL,
    numerator_count bigint NOT NULL,
    denominator_count bigint NOT NULL,
    population_count bigint NOT NULL,
    is_rated boolean NOT NULL,
    is_few boolean NOT NULL,
    rate bigint NOT NULL,
    cap bigint NOT NULL,
    points bigint NOT NULL,
    CONSTRAINT score_item_key PRIMARY KEY (score, number),
    CONSTRAINT score_item_score FOREIGN KEY (score) REFERENCES fact.score (score)
);
COMMENT ON TABLE fact.score_item IS 'the items of a published score, in the order of its formula';
COMMENT ON COLUMN fact.score_item.numerator IS 'the counter';
COMMENT ON COLUMN fact.score_item.population IS 'the counter that the denominator is a part of; empty: none';
COMMENT ON COLUMN fact.score_item.rate IS 'hundredths of a percent';

CREATE TABLE fact.score_decision (
    score bigint NOT NULL,
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    day date NOT NULL,
    points_hundredths bigint NOT NULL,
    reason text NOT NULL,
    approver text NOT NULL,
    basis text NOT NULL,
    CONSTRAINT score_decision_key PRIMARY KEY (score, subject, event_id),
    CONSTRAINT score_decision_score FOREIGN KEY (score) REFERENCES fact.score (score)
);
COMMENT ON TABLE fact.score_decision IS 'the deductions and bonuses (加减分) of a published score';

CREATE TABLE fact.score_case (
    score bigint NOT NULL,
    subject uuid NOT NULL,
    events bytea NOT NULL,
    counted jsonb NOT NULL,
    CONSTRAINT score_case_key PRIMARY KEY (score, subject),
    CONSTRAINT score_case_events_are_ids CHECK (length(events) % 16 = 0),
    CONSTRAINT score_case_score FOREIGN KEY (score) REFERENCES fact.score (score)
);
COMMENT ON TABLE fact.score_case IS
    'the matters behind a published score: what each gave to the counters of its formula, and which events it had then';
COMMENT ON COLUMN fact.score_case.events IS 'ids, 16 bytes each';
COMMENT ON COLUMN fact.score_case.counted IS '{"counter": how many}';

GRANT USAGE ON SCHEMA fact TO shouwen_assessor, shouwen_assessment, shouwen_admin;
GRANT SELECT ON fact.score, fact.score_item, fact.score_decision, fact.score_case
    TO shouwen_assessor, shouwen_assessment, shouwen_rebuild;
GRANT SELECT ON fact.score, fact.score_item, fact.score_decision TO analyst, supervisor;
GRANT INSERT ON fact.score, fact.score_item, fact.score_decision, fact.score_case TO shouwen_assessor;

-- What a score is made of.
GRANT USAGE ON SCHEMA stream, directory, policy TO shouwen_assessor;
GRANT SELECT ON stream.generation, stream.consumer_offset, stream.rules_version TO shouwen_assessor;
GRANT SELECT ON ALL TABLES IN SCHEMA directory, policy TO shouwen_assessor;

-- The generations of assessment that are there; those to come say it themselves (schemas/projections/assessment.sql).
SET LOCAL ROLE shouwen_rebuild;
DO $$
DECLARE
    place text;
BEGIN
    FOR place IN
        SELECT format('%I', known.projection || '_g' || known.number)
        FROM stream.generation AS known
        WHERE known.projection = 'assessment'
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %s TO shouwen_assessor', place);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %s TO shouwen_assessor', place);
    END LOOP;
END
$$;
