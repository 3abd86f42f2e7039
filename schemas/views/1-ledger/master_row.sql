-- projection: master_ledger
--
-- The master ledgers with the facts of the whole case.  Names are resolved and masked elsewhere.
CREATE OR REPLACE VIEW book.master_row AS
SELECT
    part.case_id,
    part.unit,
    part.entry_section,
    part.book_year,
    part.came_in_at,
    part.came_in_precision,
    part.is_accepting,
    part.receiver,
    whole.receiver AS case_receiver,
    part.handling,
    part.handling_section,
    part.handler,
    part.signed_at,
    part.sections,
    part.held_minutes,
    part.held_since,
    part.is_outside,
    part.is_holder,
    part.flags AS unit_flags,
    -- include: parts/case_columns.sql
FROM master_row AS part
JOIN case_row AS whole ON whole.case_id = part.case_id
LEFT JOIN case_row AS parent ON parent.case_id = whole.merged_into;

COMMENT ON VIEW book.master_row IS
    '总台账: one row for every unit a case was in';
GRANT SELECT ON book.master_row TO analyst, shouwen_assessment;
