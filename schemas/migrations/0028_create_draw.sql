-- fact.draw: samples of cases for spot checks (抽查) that were drawn to be kept.  What may be drawn changes with every
-- event that comes late, so who was drawn cannot be had from seed and size alone later on: the cases are kept as they
-- were, and whoever draws again is told what has changed since.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

CREATE TABLE fact.draw (
    unit text NOT NULL,
    sample text NOT NULL,
    period text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    size bigint NOT NULL,
    seed bigint NOT NULL,
    population bigint NOT NULL,
    drawn bigint NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT now(),
    drawn_by text NOT NULL,
    drawn_as text NOT NULL DEFAULT session_user,
    CONSTRAINT draw_key PRIMARY KEY (unit, sample),
    CONSTRAINT draw_size_counts CHECK (size >= 1),
    CONSTRAINT draw_seed_not_negative CHECK (seed >= 0),
    CONSTRAINT draw_is_of_its_population CHECK (drawn BETWEEN 0 AND population)
);
COMMENT ON TABLE fact.draw IS 'samples for spot checks (抽查) that were kept; never changed';
COMMENT ON COLUMN fact.draw.sample IS 'PERIOD/SEED: what SpotChecked.sample names';
COMMENT ON COLUMN fact.draw.period IS 'a year, quarter or month, in which its cases were completed';
COMMENT ON COLUMN fact.draw.population IS 'cases that could have been drawn then';
COMMENT ON COLUMN fact.draw.drawn_at IS 'database time';
COMMENT ON COLUMN fact.draw.drawn_by IS 'code of the person who drew; empty: not said';
COMMENT ON COLUMN fact.draw.drawn_as IS 'database role';

CREATE TABLE fact.draw_stratum (
    unit text NOT NULL,
    sample text NOT NULL,
    section text NOT NULL,
    satisfaction text NOT NULL,
    population bigint NOT NULL,
    drawn bigint NOT NULL,
    CONSTRAINT draw_stratum_key PRIMARY KEY (unit, sample, section, satisfaction),
    CONSTRAINT draw_stratum_is_of_a_draw FOREIGN KEY (unit, sample) REFERENCES fact.draw
);
COMMENT ON TABLE fact.draw_stratum IS 'how many cases each section and rating had, and how many of them were drawn';

CREATE TABLE fact.draw_case (
    unit text NOT NULL,
    sample text NOT NULL,
    number bigint NOT NULL,
    case_id uuid NOT NULL,
    case_source text NOT NULL,
    case_number text NOT NULL,
    section text NOT NULL,
    satisfaction text NOT NULL,
    receiver text NOT NULL,
    completed_at timestamptz NOT NULL,
    CONSTRAINT draw_case_key PRIMARY KEY (unit, sample, case_id),
    CONSTRAINT draw_case_is_of_a_draw FOREIGN KEY (unit, sample) REFERENCES fact.draw
);
COMMENT ON TABLE fact.draw_case IS 'the cases of a sample, as they were when it was drawn';
COMMENT ON COLUMN fact.draw_case.number IS 'from 1, in the order of section, rating and lot';
COMMENT ON COLUMN fact.draw_case.section IS 'that was asked first';
COMMENT ON COLUMN fact.draw_case.satisfaction IS 'the last rating that counts; empty: not rated';
COMMENT ON COLUMN fact.draw_case.receiver IS '首问责任人';
CREATE INDEX draw_case_by_case ON fact.draw_case (case_id);

GRANT USAGE ON SCHEMA fact TO shouwen_assessment;
GRANT SELECT ON fact.draw, fact.draw_stratum, fact.draw_case TO shouwen_assessment, analyst, unit_reader, section_post,
    supervisor, shouwen_rebuild;
GRANT INSERT ON fact.draw, fact.draw_stratum, fact.draw_case TO shouwen_assessment;
GRANT SELECT ON fact.month_close, fact.month_total TO shouwen_assessment;

SET LOCAL ROLE shouwen_rebuild;
GRANT USAGE ON SCHEMA book TO shouwen_assessment;
