    -- of parts: a row an item
    parts.unit,
    parts.year,
    parts.day AS on_day,
    parts.item,
    items.item_name,
    CASE
        WHEN bool_and(parts.is_there OR NOT parts.is_asked) AND bool_or(parts.is_there) THEN 'done'
        WHEN bool_or(parts.has_some) THEN 'partly'
        WHEN bool_or(parts.is_asked) THEN 'missing'
        ELSE 'not_asked'
    END AS state,
    count(*) FILTER (WHERE parts.is_there) AS parts_there,
    count(*) AS parts_in_all,
    coalesce(string_agg(
        concat_ws(' ', parts.part_name, nullif(parts.document, ''), parts.shown_on::text), '；' ORDER BY parts.number
    ) FILTER (WHERE parts.is_there), '') AS evidence,
    max(parts.shown_on) AS shown_on,
    coalesce(string_agg(
        parts.part_name || CASE parts.lacking WHEN '' THEN '' ELSE '：' || parts.lacking END, '；' ORDER BY parts.number
    ) FILTER (WHERE parts.is_asked AND NOT parts.is_there), '') AS missing,
    coalesce(string_agg(parts.part_name, '；' ORDER BY parts.number)
        FILTER (WHERE NOT parts.is_asked AND NOT parts.is_there), '') AS not_asked
