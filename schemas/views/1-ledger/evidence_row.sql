-- projection: assessment
--
-- What units showed of the checklist's items, and their trainings; in codes.
CREATE OR REPLACE VIEW book.evidence_row AS
SELECT subject, event_id, unit, year, item, parts, section, person, document, shown_at
FROM evidence_row;

COMMENT ON VIEW book.evidence_row IS '佐证: a row a piece of evidence of an item of the checklist, in codes';
GRANT SELECT ON book.evidence_row TO analyst, supervisor, shouwen_assessment;

CREATE OR REPLACE VIEW book.training_row AS
SELECT subject, event_id, unit, year, mode, organiser, headcount, named, section, is_for_newcomers, held_at
FROM training_row;

COMMENT ON VIEW book.training_row IS '培训: a row a training, in codes';
GRANT SELECT ON book.training_row TO analyst, supervisor, shouwen_assessment;

CREATE OR REPLACE VIEW book.trained_row AS
SELECT subject, person, unit, year, modes, trainings, first_at, last_at
FROM trained_row;

COMMENT ON VIEW book.trained_row IS 'who was trained by a unit in a year, as far as persons are named; in codes';
GRANT SELECT ON book.trained_row TO analyst, supervisor, shouwen_assessment;
