-- projection: none
--
-- The completion sheet (附件1) of every unit as it stands today: the seventeen items, and their parts.
CREATE OR REPLACE VIEW book.completion_part AS
WITH
-- include: parts/units_today.sql
-- include: parts/checklist.sql
SELECT
    parts.unit,
    asked.unit_name,
    parts.year,
    parts.item,
    items.item_name,
    parts.number AS part_number,
    parts.part,
    parts.part_name,
    parts.is_there,
    parts.is_asked,
    parts.shown_on,
    parts.document,
    parts.lacking
FROM parts
JOIN item_list AS items ON items.item = parts.item
JOIN asked ON asked.unit = parts.unit;

COMMENT ON VIEW book.completion_part IS
    '工作清单: every part of the seventeen items of every unit in force today, and whether it is there this year';
GRANT SELECT ON book.completion_part TO analyst, supervisor, unit_reader;

CREATE OR REPLACE VIEW book.completion_sheet AS
WITH
-- include: parts/units_today.sql
-- include: parts/checklist.sql
SELECT
    -- include: parts/checklist_items.sql
    , asked.unit_name
FROM parts
JOIN item_list AS items ON items.item = parts.item
JOIN asked ON asked.unit = parts.unit
GROUP BY parts.unit, asked.unit_name, parts.year, parts.day, parts.item, items.item_name;

COMMENT ON VIEW book.completion_sheet IS
    '工作清单: the seventeen items (附件1) of every unit in force today: state, evidence with its day, and what is missing';
GRANT SELECT ON book.completion_sheet TO analyst, supervisor, unit_reader;

DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT class.relname, attribute.attname, known.text
        FROM (
            VALUES
                ('unit', 'code of the unit'),
                ('unit_name', 'name of the unit today'),
                ('year', 'of which the items are asked'),
                ('on_day', 'as of the end of this day: today'),
                ('item', 'number of the item in 附件1'),
                ('item_name', 'what it asks for, in short'),
                ('state', 'done; partly: some parts are missing; missing: all are; not_asked: nobody asks for it (yet)'),
                ('parts_there', 'parts that are there'),
                ('parts_in_all', 'parts it has'),
                ('evidence', 'parts that are there, with document and day'),
                ('shown_on', 'the day of the latest evidence; NULL: it stands in directory or ledger without a day'),
                ('missing', 'parts that are asked for and missing, with what of them lacks'),
                ('not_asked', 'parts that are missing and not asked for yet'),
                ('part_number', 'from 1, within the item'),
                ('part', 'the part, by its word'),
                ('part_name', 'its name in 附件1'),
                ('is_there', 'it is there'),
                ('is_asked', 'it is asked for by today'),
                ('document', 'the document''s number, or who and how many'),
                ('lacking', 'sections, months, persons or matters that lack it')
        ) AS known (column_name, text)
        JOIN pg_class AS class ON class.relnamespace = 'book'::regnamespace AND class.relkind = 'v'
            AND class.relname IN ('completion_part', 'completion_sheet')
        JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = known.column_name
    LOOP
        EXECUTE format('COMMENT ON COLUMN book.%I.%I IS %L', said.relname, said.attname, said.text);
    END LOOP;
END
$$;
