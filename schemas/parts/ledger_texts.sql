-- of a book's row AS ledger: what was written, in the order of the events.  A matter's texts are read once, in the
-- order of their index, and not at all when nobody asks for one.
LEFT JOIN LATERAL (
    SELECT
        string_agg(part.text, '; ') FILTER (WHERE part.field = 'channel') AS channel_text,
        string_agg(part.text, '; ') FILTER (WHERE part.field = 'category') AS category_text,
        string_agg(part.text, '; ') FILTER (WHERE part.field = 'content') AS content,
        string_agg(part.text, '; ') FILTER (WHERE part.field = 'result') AS result,
        string_agg(part.text, '; ') FILTER (WHERE part.field = 'opinion') AS opinions,
        string_agg(part.text, '; ') FILTER (WHERE part.field IN ('remark', 'finding')) AS remark
    FROM (
        SELECT text.field, text.text
        FROM book.citizen_text AS text
        WHERE text.case_id = ledger.case_id
        ORDER BY text.event_id, text.field
    ) AS part
) AS written ON true
