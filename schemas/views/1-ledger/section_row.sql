-- projection: section_ledger
--
-- The section ledgers with the facts of the whole case.  Names are resolved and masked elsewhere.
CREATE OR REPLACE VIEW book.section_row AS
SELECT
    part.case_id,
    part.unit,
    part.section,
    part.book_year,
    part.came_in_at,
    part.came_in_precision,
    part.entry,
    part.handling,
    part.receiver,
    whole.receiver AS case_receiver,
    part.handler,
    part.signed_at,
    part.handed_to_unit,
    part.handed_to_section,
    part.handed_at,
    part.visits,
    part.held_minutes,
    part.held_since,
    part.completions AS completions_here,
    part.completed_at AS completed_here_at,
    part.is_outside,
    part.is_holder,
    part.is_closing,
    part.flags AS section_flags,
    -- include: parts/case_columns.sql
FROM section_row AS part
JOIN case_row AS whole ON whole.case_id = part.case_id
LEFT JOIN case_row AS parent ON parent.case_id = whole.merged_into;

COMMENT ON VIEW book.section_row IS
    '分台账: one row for every section a case was in; entry first is the book, transferred_in its annex';
GRANT SELECT ON book.section_row TO analyst, shouwen_assessment;
