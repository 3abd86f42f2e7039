-- Names and texts for some pages of a book in the clear; the access log keeps who looked, and why.
-- $1 uuid[] the cases
-- $2 text why
-- A row a value: case, event (NULL: the record itself), field, value; in their order.
SELECT page.case_id, shown.event_id, shown.field, shown.value
FROM unnest($1::uuid[]) AS page (case_id)
CROSS JOIN LATERAL citizen.reveal(page.case_id, $2) AS shown
WHERE shown.value <> ''
ORDER BY 1, 2 NULLS FIRST, 3
