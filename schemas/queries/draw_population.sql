-- The cases of a unit that a sample for spot checks is drawn from: asked first there, completed last in the period.
-- $1 text unit
-- $2 timestamptz and $3 timestamptz: completed from, and before
-- A row a case, in no order.  Not mock visits (现场模拟办事), of which nobody is to be asked, nor erased ones, of whom
-- nobody can be.
SELECT ledger.case_id, ledger.entry_section, ledger.satisfaction, ledger.case_source, ledger.case_number,
    ledger.receiver, ledger.completed_at
FROM book.master_row AS ledger
WHERE ledger.unit = $1 AND ledger.is_accepting AND ledger.status = 'completed' AND ledger.came_in_at < $3
    AND ledger.completed_at >= $2 AND ledger.completed_at < $3 AND NOT ledger.is_mock_visit AND NOT ledger.erased
