-- The totals that belong to a close just made, in its transaction.
-- $1 text unit
-- $2 integer year
-- $3 integer month
-- $4 integer version
-- $5 timestamptz and $6 timestamptz: came in from, and before
-- Affects a row a section that was asked anything.
INSERT INTO fact.month_total (unit, year, month, version, section,
    received, by_call, by_visit, by_letter, by_mailbox, by_hotline,
    by_other_channel, by_unknown_channel, of_consultation, of_service, of_problem, of_complaint,
    of_other_category, unclassified, handled_own, handled_other_section, handled_other_unit, handled_nowhere,
    still_open, completed, withdrawn, merged, redone, callback_reached,
    callback_refused, callback_unreachable, satisfied, fair, dissatisfied, spot_checked,
    mock_visits, incomplete)
SELECT $1, $2, $3, $4, part.entry_section,
    -- include: parts/total_columns.sql
FROM master_row AS part
JOIN case_row AS whole ON whole.case_id = part.case_id
WHERE part.unit = $1 AND part.book_year = $2 AND part.came_in_at >= $5 AND part.came_in_at < $6
GROUP BY part.entry_section
