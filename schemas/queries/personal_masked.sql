-- Names and texts for some pages of a book, masked.
-- $1 uuid[] the cases
-- $2 uuid[] the case, $3 uuid[] the event and $4 text[] the field of every text that is wanted
-- A row a value, which may be empty: case, event (NULL: the record itself), field, value; in their order.
SELECT record.case_id, NULL::uuid AS event_id, part.field, part.value
FROM book.citizen AS record
CROSS JOIN LATERAL (VALUES ('name', record.name), ('contact', record.contact)) AS part (field, value)
WHERE record.case_id = ANY ($1)
UNION ALL
SELECT said.case_id, said.event_id, said.field, said.text
FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS wanted (case_id, event_id, field)
JOIN book.citizen_text AS said ON said.case_id = wanted.case_id AND said.event_id = wanted.event_id
    AND said.field = wanted.field
ORDER BY 1, 2 NULLS FIRST, 3
