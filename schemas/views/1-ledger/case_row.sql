-- projection: master_ledger
--
-- One row a case, also a stub's that stands in no book yet.
CREATE OR REPLACE VIEW book.case_row AS
SELECT
    whole.case_id,
    whole.receiver,
    -- include: parts/case_columns.sql
FROM case_row AS whole
LEFT JOIN case_row AS parent ON parent.case_id = whole.merged_into;

COMMENT ON VIEW book.case_row IS
    'What is known of every case; incomplete ones were seen only through later events';
GRANT SELECT ON book.case_row TO analyst, shouwen_hotline;
GRANT SELECT (case_id, status) ON book.case_row TO shouwen_mailbox;
