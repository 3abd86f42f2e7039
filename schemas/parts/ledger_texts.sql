-- A matter's texts by what they are of, as one row: looked for once for all of them, and not at all when nobody asks.
LEFT JOIN LATERAL (
    SELECT
        string_agg(said.text, '; ' ORDER BY said.event_id) FILTER (WHERE said.field = 'channel') AS channel_text,
        string_agg(said.text, '; ' ORDER BY said.event_id) FILTER (WHERE said.field = 'category') AS category_text,
        string_agg(said.text, '; ' ORDER BY said.event_id) FILTER (WHERE said.field = 'content') AS content,
        string_agg(said.text, '; ' ORDER BY said.event_id) FILTER (WHERE said.field = 'result') AS result,
        string_agg(said.text, '; ' ORDER BY said.event_id) FILTER (WHERE said.field = 'opinion') AS opinions,
        string_agg(said.text, '; ' ORDER BY said.event_id) FILTER (WHERE said.field IN ('remark', 'finding')) AS remark
    FROM book.citizen_text AS said
    WHERE said.case_id = ledger.case_id
) AS texts ON true
