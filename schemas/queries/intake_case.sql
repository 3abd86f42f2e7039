-- What became of a case, for who sent it: no person's name, no text.
-- $1 uuid the case
-- At most one row: status, whether its acceptance is missing, where it was accepted and when, who holds it, when it was
-- completed, when it is due (NULL: no clock of completion runs), whether it is paused, into which case it was merged, flags.
SELECT whole.status, whole.incomplete, whole.accepted_unit, whole.accepted_at, whole.holder_unit, whole.holder_section,
    whole.holder_person, whole.completed_at, clock.due_at, whole.is_paused, whole.merged_source, whole.merged_number,
    whole.flags
FROM book.case_row AS whole
LEFT JOIN LATERAL (
    SELECT due_at FROM book.clock
    WHERE subject = whole.case_id AND clock.clock = 'completion' AND is_running
    ORDER BY clock_round DESC LIMIT 1
) AS clock ON true
WHERE whole.case_id = $1::uuid
