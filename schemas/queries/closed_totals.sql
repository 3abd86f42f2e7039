-- The totals of a unit's months as they were closed last.
-- $1 text unit
-- $2 text only this section; '': all
-- $3 integer year
-- A row a section and month: section, month, then the counts of lib/office/total_counts.def.
SELECT total.section, total.month,
    total.received, total.by_call, total.by_visit, total.by_letter, total.by_mailbox,
    total.by_hotline, total.by_other_channel, total.by_unknown_channel, total.of_consultation, total.of_service,
    total.of_problem, total.of_complaint, total.of_other_category, total.unclassified, total.handled_own,
    total.handled_other_section, total.handled_other_unit, total.handled_nowhere, total.still_open, total.completed,
    total.withdrawn, total.merged, total.redone, total.callback_reached, total.callback_refused,
    total.callback_unreachable, total.satisfied, total.fair, total.dissatisfied, total.spot_checked,
    total.mock_visits, total.incomplete
FROM fact.month_total AS total
WHERE total.unit = $1 AND ($2 = '' OR total.section = $2) AND total.year = $3
    AND total.version = (SELECT max(again.version) FROM fact.month_close AS again
                         WHERE again.unit = total.unit AND again.year = total.year AND again.month = total.month)
ORDER BY 1, 2
