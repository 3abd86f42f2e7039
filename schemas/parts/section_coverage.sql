    -- of asked (unit, day): every section in force on the day, and what it has: post and sign, duty, ledger; what is
    -- shown of a year holds for that year
    SELECT
        asked.unit,
        asked.day,
        desk.code AS section,
        desk.name AS section_name,
        EXISTS (
            SELECT 1 FROM directory.role AS held
            WHERE held.unit = desk.unit AND held.section = desk.code AND held.role = 'section_post' AND held.person <> ''
                AND asked.day BETWEEN held.first_day AND coalesce(held.last_day, 'infinity')
        ) AS has_section_post,
        EXISTS (
            SELECT 1 FROM directory.role AS held
            WHERE held.unit = desk.unit AND held.role = 'master_post' AND held.person <> ''
                AND asked.day BETWEEN held.first_day AND coalesce(held.last_day, 'infinity')
        ) AS has_master_post,
        EXISTS (
            SELECT 1 FROM book.evidence_row AS shown
            WHERE shown.unit = desk.unit AND shown.year = extract(year FROM asked.day) AND shown.item = 13
                AND shown.section = desk.code
                AND shown.shown_at < (asked.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        ) AS has_sign,
        EXISTS (
            SELECT 1 FROM book.evidence_row AS shown
            WHERE shown.unit = desk.unit AND shown.year = extract(year FROM asked.day) AND shown.item = 10
                AND shown.section IN ('', desk.code)
                AND shown.shown_at < (asked.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        ) AS has_duty,
        (
            SELECT ledger.came_in_at FROM book.section_row AS ledger
            WHERE ledger.unit = desk.unit AND ledger.section = desk.code AND ledger.entry = 'first'
                AND ledger.book_year = extract(year FROM asked.day)::integer
                AND ledger.came_in_at < (asked.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
            ORDER BY ledger.came_in_at DESC
            LIMIT 1
        ) AS last_entry_at,
        (
            SELECT max(told.reported_at) FROM book.report_row AS told
            WHERE told.unit = desk.unit AND told.section = desk.code AND told.year = extract(year FROM asked.day)::integer
                AND told.reported_at < (asked.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        ) AS last_report_at
    FROM asked
    JOIN directory.section AS desk ON desk.unit = asked.unit
        AND asked.day BETWEEN desk.first_day AND coalesce(desk.last_day, 'infinity')
