-- of asked (unit, day): the parts of all items, and what of them is there on the day; ends with `parts`
-- include: parts/checklist_list.sql
section_coverage AS (
    -- include: parts/section_coverage.sql
),
year AS (
    SELECT
        asked.unit,
        asked.day,
        extract(year FROM asked.day)::integer AS year,
        make_date(extract(year FROM asked.day)::integer, 1, 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS begins_at,
        (asked.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS ends_at
    FROM asked
),
evidence AS (
    SELECT
        year.unit,
        year.day,
        listed.item,
        listed.part,
        bool_or(who.is_right) AS is_there,
        bool_or(who.is_right) AS has_some,
        min((shown.shown_at AT TIME ZONE 'Asia/Shanghai')::date) FILTER (WHERE who.is_right) AS shown_on,
        string_agg(DISTINCT nullif(shown.document, ''), '、') FILTER (WHERE who.is_right) AS document,
        CASE WHEN NOT bool_or(who.is_right) THEN '非主要领导所为' END AS lacking
    FROM year
    JOIN book.evidence_row AS shown ON shown.unit = year.unit AND shown.year = year.year AND shown.shown_at < year.ends_at
    JOIN part_list AS listed ON listed.item = shown.item
        AND (listed.how = 'any' OR listed.how = 'part' AND listed.part = ANY (string_to_array(shown.parts, ',')))
    CROSS JOIN LATERAL (
        -- the third item is done by who is 主要领导 that day; who it was need not be said
        SELECT shown.item <> 3 OR shown.person = '' OR EXISTS (
            SELECT 1 FROM directory.role AS held
            WHERE held.unit = year.unit AND held.role = 'head' AND held.person = shown.person
                AND (shown.shown_at AT TIME ZONE 'Asia/Shanghai')::date
                    BETWEEN held.first_day AND coalesce(held.last_day, 'infinity')
        ) AS is_right
    ) AS who
    GROUP BY year.unit, year.day, listed.item, listed.part
),
training AS (
    SELECT
        year.unit,
        year.day,
        5 AS item,
        held.mode AS part,
        true AS is_there,
        max((held.held_at AT TIME ZONE 'Asia/Shanghai')::date) AS shown_on,
        count(*) || ' 次' AS document,
        NULL AS lacking
    FROM year
    JOIN book.training_row AS held ON held.unit = year.unit AND held.year = year.year AND held.held_at < year.ends_at
    GROUP BY year.unit, year.day, held.mode
),
role AS (
    SELECT
        year.unit,
        year.day,
        CASE held.role WHEN 'leader_in_charge' THEN 8 ELSE 9 END AS item,
        held.role AS part,
        true AS is_there,
        nullif(max(held.first_day), '2000-01-01') AS shown_on,
        string_agg(DISTINCT directory.person_name(held.person, year.day), '、') AS document,
        NULL AS lacking
    FROM year
    JOIN directory.role AS held ON held.unit = year.unit AND held.person <> ''
        AND held.role IN ('leader_in_charge', 'master_post')
        AND year.day BETWEEN held.first_day AND coalesce(held.last_day, 'infinity')
    GROUP BY year.unit, year.day, held.role
),
dedicated AS (
    SELECT
        year.unit,
        year.day,
        9 AS item,
        'dedicated_section' AS part,
        true AS is_there,
        nullif(max(desk.first_day), '2000-01-01') AS shown_on,
        string_agg(desk.name, '、') AS document,
        NULL AS lacking
    FROM year
    JOIN directory.section AS desk ON desk.unit = year.unit AND desk.is_dedicated
        AND year.day BETWEEN desk.first_day AND coalesce(desk.last_day, 'infinity')
    GROUP BY year.unit, year.day
),
section AS (
    SELECT
        covered.unit,
        covered.day,
        asked_for.item,
        asked_for.part,
        bool_and(asked_for.has) AS is_there,
        bool_or(asked_for.has) AS has_some,
        NULL::date AS shown_on,
        count(*) FILTER (WHERE asked_for.has) || '/' || count(*) || ' 个科(股)室' AS document,
        string_agg(covered.section_name, '、' ORDER BY covered.section) FILTER (WHERE NOT asked_for.has) AS lacking
    FROM section_coverage AS covered
    CROSS JOIN LATERAL (
        VALUES
            (10, 'section_duties', covered.has_duty),
            (13, 'section_signs', covered.has_sign),
            (16, 'section_ledgers', covered.last_entry_at IS NOT NULL OR covered.last_report_at IS NOT NULL)
    ) AS asked_for (item, part, has)
    GROUP BY covered.unit, covered.day, asked_for.item, asked_for.part
),
duty AS (
    -- of everybody in force on the day, by section; in numbers, for a sheet goes far
    SELECT
        year.unit,
        year.day,
        staff.section,
        count(*) AS persons,
        count(*) FILTER (WHERE EXISTS (
            SELECT 1 FROM book.evidence_row AS shown
            WHERE shown.unit = year.unit AND shown.year = year.year AND shown.item = 11 AND shown.shown_at < year.ends_at
                AND (shown.person = staff.person OR shown.person = '' AND shown.section IN ('', staff.section))
        )) AS with_duty
    FROM year
    JOIN directory.membership AS staff ON staff.unit = year.unit
        AND year.day BETWEEN staff.first_day AND coalesce(staff.last_day, 'infinity')
    GROUP BY year.unit, year.day, staff.section
),
person AS (
    SELECT
        duty.unit,
        duty.day,
        11 AS item,
        'person_duties' AS part,
        sum(duty.with_duty) = sum(duty.persons) AS is_there,
        sum(duty.with_duty) > 0 AS has_some,
        NULL::date AS shown_on,
        sum(duty.with_duty) || '/' || sum(duty.persons) || ' 人' AS document,
        string_agg(directory.section_name(duty.unit, duty.section, duty.day) || ' ' || duty.persons - duty.with_duty
            || ' 人', '、' ORDER BY duty.section) FILTER (WHERE duty.with_duty < duty.persons) AS lacking
    FROM duty
    GROUP BY duty.unit, duty.day
),
ledger AS (
    SELECT
        year.unit,
        year.day,
        15 AS item,
        'master_ledger' AS part,
        EXISTS (
            SELECT 1 FROM book.master_row AS ledger
            WHERE ledger.unit = year.unit AND ledger.book_year = year.year AND ledger.came_in_at < year.ends_at
        ) OR EXISTS (
            SELECT 1 FROM book.report_row AS told
            WHERE told.unit = year.unit AND told.year = year.year AND told.reported_at < year.ends_at
        ) AS is_there,
        NULL::date AS shown_on,
        NULL AS document,
        NULL AS lacking
    FROM year
),
months AS (
    SELECT
        year.unit,
        year.day,
        15 AS item,
        'months' AS part,
        bool_and(closed.cut_off_at IS NOT NULL) AS is_there,
        bool_or(closed.cut_off_at IS NOT NULL) AS has_some,
        max((closed.cut_off_at AT TIME ZONE 'Asia/Shanghai')::date) AS shown_on,
        count(closed.cut_off_at) || '/' || count(*) || ' 个月' AS document,
        string_agg(month.month || '月', '、' ORDER BY month.month) FILTER (WHERE closed.cut_off_at IS NULL) AS lacking
    FROM year
    JOIN generate_series(1, 12) AS month (month)
        ON make_date(year.year, month.month, 1) + interval '1 month' <= year.day + 1
    LEFT JOIN LATERAL (
        SELECT min(each.cut_off_at) AS cut_off_at
        FROM fact.month_close AS each
        WHERE each.unit = year.unit AND each.year = year.year AND each.month = month.month
            AND each.cut_off_at < year.ends_at
    ) AS closed ON true
    GROUP BY year.unit, year.day
),
late AS (
    -- callbacks and rectifications of this year's clocks that were late on the day; those that have stopped since are
    -- looked for only where the day lies behind us
    SELECT year.unit, year.day, clock.clock
    FROM year
    JOIN book.clock AS clock ON clock.unit = year.unit AND clock.clock IN ('callback', 'rectification')
        AND clock.is_running AND clock.due_at < least(year.ends_at, now())
    UNION ALL
    SELECT year.unit, year.day, clock.clock
    FROM year
    JOIN LATERAL (
        SELECT each.clock
        FROM book.clock AS each
        WHERE year.ends_at <= now() AND each.unit = year.unit AND each.clock IN ('callback', 'rectification')
            AND NOT each.is_running AND each.due_at < year.ends_at AND each.stopped_at >= year.ends_at
    ) AS clock ON true
),
callback AS (
    SELECT
        year.unit,
        year.day,
        16 AS item,
        'callbacks' AS part,
        late.calls = 0 AS is_there,
        NULL::date AS shown_on,
        NULL AS document,
        CASE WHEN late.calls > 0 THEN late.calls || ' 件逾期未回访' END AS lacking
    FROM year
    CROSS JOIN LATERAL (
        SELECT count(*) AS calls FROM late
        WHERE late.unit = year.unit AND late.day = year.day AND late.clock = 'callback'
    ) AS late
    WHERE EXISTS (
        SELECT 1 FROM book.master_row AS ledger
        WHERE ledger.unit = year.unit AND ledger.book_year = year.year AND ledger.came_in_at < year.ends_at
    )
),
checked AS (
    SELECT
        year.unit,
        year.day,
        17 AS item,
        office.part,
        true AS is_there,
        max((seen.checked_at AT TIME ZONE 'Asia/Shanghai')::date) AS shown_on,
        count(*) || ' 件' AS document,
        NULL AS lacking
    FROM year
    JOIN book.check_row AS seen ON seen.unit = year.unit AND seen.kind = 'spot_check'
        AND seen.checked_at >= year.begins_at AND seen.checked_at < year.ends_at
    JOIN (VALUES ('master_post', 'master_post_checks'), ('discipline_committee', 'discipline_checks'))
        AS office (checker, part) ON office.checker = ANY (string_to_array(seen.checkers, ','))
    GROUP BY year.unit, year.day, office.part
),
follow_up AS (
    SELECT
        year.unit,
        year.day,
        17 AS item,
        'follow_up' AS part,
        late.orders = 0 AS is_there,
        NULL::date AS shown_on,
        found.bad || ' 件有问题' AS document,
        CASE WHEN late.orders > 0 THEN late.orders || ' 件逾期未整改' END AS lacking
    FROM year
    JOIN LATERAL (
        SELECT count(*) AS bad FROM book.check_row AS seen
        WHERE seen.unit = year.unit AND seen.kind = 'spot_check' AND seen.finding = 'bad'
            AND seen.checked_at >= year.begins_at AND seen.checked_at < year.ends_at
    ) AS found ON found.bad > 0
    CROSS JOIN LATERAL (
        SELECT count(*) AS orders FROM late
        WHERE late.unit = year.unit AND late.day = year.day AND late.clock = 'rectification'
    ) AS late
),
found AS (
    SELECT unit, day, item, part, is_there, has_some, shown_on, document, lacking FROM evidence
    UNION ALL SELECT unit, day, item, part, is_there, is_there, shown_on, document, lacking FROM training
    UNION ALL SELECT unit, day, item, part, is_there, is_there, shown_on, document, lacking FROM role
    UNION ALL SELECT unit, day, item, part, is_there, is_there, shown_on, document, lacking FROM dedicated
    UNION ALL SELECT unit, day, item, part, is_there, has_some, shown_on, document, lacking FROM section
    UNION ALL SELECT unit, day, item, part, is_there, has_some, shown_on, document, lacking FROM person
    UNION ALL SELECT unit, day, item, part, is_there, is_there, shown_on, document, lacking FROM ledger
    UNION ALL SELECT unit, day, item, part, is_there, has_some, shown_on, document, lacking FROM months
    UNION ALL SELECT unit, day, item, part, is_there, is_there, shown_on, document, lacking FROM callback
    UNION ALL SELECT unit, day, item, part, is_there, is_there, shown_on, document, lacking FROM checked
    UNION ALL SELECT unit, day, item, part, is_there, is_there, shown_on, document, lacking FROM follow_up
),
parts AS (
    SELECT
        year.unit,
        year.year,
        year.day,
        listed.item,
        listed.number,
        listed.part,
        listed.part_name,
        coalesce(found.is_there, false) AS is_there,
        coalesce(found.has_some, false) AS has_some,
        -- nobody is asked for rules, for months that are not over, nor for what nothing is found of yet
        listed.item <> 2 AND year.day >= make_date(year.year, listed.asked_month, listed.asked_day)
            AND (found.item IS NOT NULL OR listed.how NOT IN ('months', 'callbacks', 'follow_up')) AS is_asked,
        found.shown_on,
        coalesce(found.document, '') AS document,
        coalesce(found.lacking, '') AS lacking
    FROM year
    CROSS JOIN part_list AS listed
    LEFT JOIN found ON found.unit = year.unit AND found.day = year.day AND found.item = listed.item
        AND found.part = listed.part
)
