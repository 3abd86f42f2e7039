-- projection: none
--
-- What comes late or out of order, by the system that accepted the matter.  How long after the fact an event was
-- recorded is not in the ledgers, and should not be: of an event told again the later time of recording is kept, so
-- that a book imported twice would make every row late; how late events arrive is in source_day.  What a fold can see is
-- here: an acceptance that has not come, came after somebody held the matter, or stands after what it should precede.
CREATE OR REPLACE VIEW book.late_by_source AS
SELECT
    whole.case_source,
    count(*) AS cases,
    count(*) FILTER (WHERE whole.incomplete) AS incomplete,
    min(ledger.came_in_at) FILTER (WHERE whole.incomplete) AS incomplete_since,
    (extract(epoch FROM now() - min(ledger.came_in_at) FILTER (WHERE whole.incomplete)) / 86400)::integer
        AS incomplete_days,
    count(*) FILTER (WHERE ledger.came_in_at < now() - interval '1 day' AND whole.incomplete) AS incomplete_over_1_day,
    count(*) FILTER (WHERE ledger.came_in_at < now() - interval '7 days' AND whole.incomplete)
        AS incomplete_over_7_days,
    count(*) FILTER (WHERE whole.flags ~ '\yaccepted_late\y') AS accepted_late,
    count(*) FILTER (WHERE whole.flags ~ '\ybefore_acceptance\y') AS before_acceptance,
    count(*) FILTER (WHERE whole.flags ~ '\ycompleted_before_accepted\y') AS completed_before_accepted,
    count(*) FILTER (WHERE whole.flags ~ '\ybook_corrected\y') AS book_corrected,
    count(*) FILTER (WHERE whole.accepted_precision = 'day') AS days_only,
    max(whole.accepted_at) AS last_accepted_at
FROM book.case_row AS whole
LEFT JOIN (
    SELECT part.case_id, min(part.came_in_at) AS came_in_at
    FROM book.master_row AS part
    WHERE part.incomplete
    GROUP BY part.case_id
) AS ledger ON ledger.case_id = whole.case_id
GROUP BY whole.case_source;

COMMENT ON VIEW book.late_by_source IS
    'What comes late or out of order, by the system that accepted the matter';
GRANT SELECT ON book.late_by_source TO analyst, supervisor, unit_reader, section_post;
