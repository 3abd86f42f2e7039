-- projection: master_ledger
--
-- A row a section and month that was reported; a month without one was not.
CREATE OR REPLACE VIEW book.report_row AS
SELECT unit, year, section, month, rows_count, is_nil, reported_by, reported_at
FROM report_row;

COMMENT ON VIEW book.report_row IS
    'What each section reported of a month of its book: how many rows, or 零报告; no row is no report';
COMMENT ON COLUMN book.report_row.year IS 'of the book';
COMMENT ON COLUMN book.report_row.rows_count IS 'rows its book has of that month, as the section says';
COMMENT ON COLUMN book.report_row.is_nil IS '零报告: nothing was asked, and the book was kept';
COMMENT ON COLUMN book.report_row.reported_by IS 'code of the person who reported';
COMMENT ON COLUMN book.report_row.reported_at IS 'when it was reported';
GRANT SELECT ON book.report_row TO analyst, unit_reader, section_post, supervisor, shouwen_section_ledger,
    shouwen_master_ledger, shouwen_assessment;
