-- projection: section_ledger master_ledger
--
-- Books balance: a unit's sections have as many 首问 rows in a year as its master ledger has rows.  Two programs keep
-- the two, so that what differs for a moment is only not yet read by one; what stays is a mistake of ours.
CREATE OR REPLACE VIEW book.balance_case AS
SELECT
    counted.unit,
    counted.book_year,
    counted.case_id,
    sum(counted.section_rows)::bigint AS section_rows,
    sum(counted.master_rows)::bigint AS master_rows
FROM (
    SELECT unit, book_year, case_id, 1 AS section_rows, 0 AS master_rows
    FROM section_row
    WHERE entry = 'first'
    UNION ALL
    SELECT unit, book_year, case_id, 0, 1
    FROM master_row
) AS counted
GROUP BY counted.unit, counted.book_year, counted.case_id
HAVING sum(counted.section_rows) <> sum(counted.master_rows);

COMMENT ON VIEW book.balance_case IS
    'The matters for which the books do not balance; empty when both ledgers have read everything';
GRANT SELECT ON book.balance_case TO analyst, supervisor;

CREATE OR REPLACE VIEW book.balance AS
SELECT
    counted.unit,
    directory.unit_name(counted.unit, make_date(counted.book_year, 12, 31)) AS unit_name,
    counted.book_year,
    sum(counted.section_rows)::bigint AS section_rows,
    sum(counted.master_rows)::bigint AS master_rows,
    (sum(counted.section_rows) - sum(counted.master_rows))::bigint AS difference
FROM (
    SELECT unit, book_year, 1 AS section_rows, 0 AS master_rows
    FROM section_row
    WHERE entry = 'first'
    UNION ALL
    SELECT unit, book_year, 0, 1
    FROM master_row
) AS counted
GROUP BY counted.unit, counted.book_year
HAVING sum(counted.section_rows) <> sum(counted.master_rows);

COMMENT ON VIEW book.balance IS
    'Units and years whose books do not balance; empty when both ledgers have read everything';
GRANT SELECT ON book.balance TO analyst, supervisor, unit_reader, section_post;
