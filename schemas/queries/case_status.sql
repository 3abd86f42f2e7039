-- What state a case is in.
-- $1 uuid the case
-- At most one row.
SELECT status FROM book.case_row WHERE case_id = $1::uuid
