-- projection: assessment
--
-- Spot checks and inspections as they count; names are beside them in book.oversight_check.
CREATE OR REPLACE VIEW book.check_row AS
SELECT subject, event_id, kind, case_source, case_number, unit, section, person, checked_at, checkers, checked_by, mode,
    number, finding, satisfaction, solved, sample, rated
FROM check_row;

COMMENT ON VIEW book.check_row IS '抽查, 督查: a row a spot check or inspection, in codes';
GRANT SELECT ON book.check_row TO analyst, supervisor, shouwen_assessment;
