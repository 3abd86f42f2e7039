-- projection: none
--
-- Two coverages (两个全覆盖): every unit, and every section of each.  What is missing today stands in these columns.
CREATE OR REPLACE VIEW book.two_coverage AS
SELECT
    desk.unit,
    directory.unit_name(desk.unit, today.day) AS unit_name,
    desk.code AS section,
    desk.name AS section_name,
    EXISTS (
        SELECT 1 FROM directory.role AS held
        WHERE held.unit = desk.unit AND held.section = desk.code AND held.role = 'section_post' AND held.person <> ''
            AND today.day BETWEEN held.first_day AND coalesce(held.last_day, 'infinity')
    ) AS has_section_post,
    EXISTS (
        SELECT 1 FROM directory.role AS held
        WHERE held.unit = desk.unit AND held.role = 'master_post' AND held.person <> ''
            AND today.day BETWEEN held.first_day AND coalesce(held.last_day, 'infinity')
    ) AS has_master_post,
    (
        SELECT max(ledger.came_in_at) FROM book.section_row AS ledger
        WHERE ledger.unit = desk.unit AND ledger.section = desk.code AND ledger.entry = 'first'
            AND ledger.book_year = extract(year FROM today.day)::integer
    ) AS last_entry_at
FROM directory.section AS desk
CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS today
WHERE today.day BETWEEN desk.first_day AND coalesce(desk.last_day, 'infinity')
    AND NOT EXISTS (
        SELECT 1 FROM directory.unit AS organ
        WHERE organ.code = desk.unit AND organ.is_outside
            AND today.day BETWEEN organ.first_day AND coalesce(organ.last_day, 'infinity')
    );

COMMENT ON VIEW book.two_coverage IS
    '两个全覆盖: every section in force today, whether it and its unit have their posts, and its last entry this year';
GRANT SELECT ON book.two_coverage TO analyst, supervisor, unit_reader, section_post;
