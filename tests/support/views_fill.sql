-- views_fill.sql -- :cases cases of five years in the first generations of both ledgers and of the citizens' register,
-- as the consumers write them.
--
-- 200 units of 8 sections; U001 has an eighth of everything and most of that in one section, as the organ a hotline
-- dispatches to.  A quarter is handed to another section, a twelfth to another unit, a tenth knows days only.  Each has
-- a name, a contact, a content and a result, of which a tenth are of the kinds that are slow to mask.
\set ON_ERROR_STOP on
SET synchronous_commit = off;

INSERT INTO directory.unit (code, name, level)
SELECT format('U%s', to_char(n, 'FM000')), format('第%s局', n), 'city' FROM generate_series(1, 200) AS n;
INSERT INTO directory.section (unit, code, name, is_dedicated)
SELECT format('U%s', to_char(n, 'FM000')), format('S%s', s), format('第%s科', s), s = 1
FROM generate_series(1, 200) AS n, generate_series(1, 8) AS s;
INSERT INTO directory.person (code, name)
SELECT format('P%s', n), format('工作人员%s', n) FROM generate_series(1, 1600) AS n;
ANALYZE directory.unit, directory.section, directory.person;

CREATE TEMPORARY TABLE made AS
SELECT
    n,
    md5(n::text)::uuid AS case_id,
    format('U%s', to_char(unit, 'FM000')) AS unit,
    format('S%s', CASE WHEN unit = 1 AND n % 10 < 6 THEN 1 ELSE 1 + (hashint4(-n) & 2147483647) % 8 END) AS section,
    format('U%s', to_char(1 + (unit + n % 150) % 200, 'FM000')) AS other_unit,
    format('P%s', 1 + unit * 8 % 1600) AS person,
    CASE WHEN n % 10 = 3 THEN 'day' ELSE 'instant' END AS precision,
    CASE WHEN n % 10 = 3 THEN date_trunc('day', at, 'Asia/Shanghai') ELSE at END AS at,
    n % 4 = 1 AS is_handed,
    n % 12 = 5 AS is_handed_out
FROM (
    SELECT
        n,
        CASE WHEN n % 8 = 0 THEN 1 ELSE 1 + (hashint4(n) & 2147483647) % 200 END AS unit,
        '2021-01-01 08:00+08'::timestamptz + n * (interval '1826 days' / :cases) AS at
    FROM generate_series(1, :cases) AS n
) AS drawn;

INSERT INTO section_ledger_g1.case_row
SELECT
    case_id, 'hotline', 'H' || n, CASE WHEN n % 20 = 0 THEN 'open' ELSE 'completed' END, false, unit, section, at,
    precision, NULL, person,
    (ARRAY['call', 'visit', 'letter', 'mailbox', 'hotline', 'other'])[1 + n % 6],
    (ARRAY['consultation', 'service', 'problem', 'complaint', 'other', 'unclassified'])[1 + n / 6 % 6], '',
    true, true, true, '', '', '', unit, section, person, at + interval '2 hours',
    CASE WHEN n % 20 <> 0 THEN at + interval '3 days' END, CASE WHEN n % 20 <> 0 THEN at + interval '3 days' END,
    CASE WHEN n % 20 <> 0 THEN 'instant' ELSE '' END, CASE WHEN n % 20 <> 0 THEN person ELSE '' END, '', n % 20 <> 0,
    CASE WHEN n % 20 <> 0 THEN 'yes' ELSE '' END, 1, NULL,
    CASE WHEN n % 5 <> 0 THEN at + interval '5 days' END, CASE WHEN n % 5 <> 0 THEN 'day' ELSE '' END,
    CASE WHEN n % 5 <> 0 THEN 'reached' ELSE '' END, (n % 5 <> 0)::integer,
    CASE WHEN n % 5 <> 0 THEN at + interval '5 days' END, CASE WHEN n % 5 <> 0 THEN 'satisfied' ELSE '' END,
    CASE WHEN n % 5 <> 0 THEN 'satisfied' ELSE '' END, '', '', '', NULL, '', NULL, '', NULL, '', '', '', 0, 0, 0, 0, 0,
    0, NULL, NULL, NULL, '', '', 0, 0, 0, 0, false, 0, false, false,
    CASE WHEN n % 50 = 7 THEN 'after_completion,voided' ELSE '' END
FROM made
ORDER BY n;
INSERT INTO master_ledger_g1.case_row SELECT * FROM section_ledger_g1.case_row;

INSERT INTO section_ledger_g1.section_row
SELECT
    made.case_id, place.unit, place.section, extract(year FROM made.at AT TIME ZONE 'Asia/Shanghai')::integer,
    place.at, made.precision, place.entry, place.handling, made.person, made.person, NULL, '', '', NULL, 1, 60, NULL,
    0, NULL, false, false, false, ''
FROM made
CROSS JOIN LATERAL (
    VALUES
        (unit, section, at, 'first', CASE WHEN is_handed THEN 'other_section' ELSE 'own' END, true),
        (unit, 'S' || (1 + substr(section, 2)::integer % 8), at + interval '1 day', 'transferred_in', 'own', is_handed),
        (other_unit, 'S1', at + interval '2 days', 'first', 'own', is_handed_out AND other_unit <> unit)
) AS place (unit, section, at, entry, handling, is_there)
WHERE place.is_there
ORDER BY made.n;

INSERT INTO master_ledger_g1.master_row
SELECT
    made.case_id, place.unit, place.section, extract(year FROM made.at AT TIME ZONE 'Asia/Shanghai')::integer,
    place.at, made.precision, place.is_accepting, made.person, 'own', place.section, made.person, NULL, 1, 60, NULL,
    false, false, ''
FROM made
CROSS JOIN LATERAL (
    VALUES (unit, section, at, true, true), (other_unit, 'S1', at + interval '2 days', false,
                                             is_handed_out AND other_unit <> unit)
) AS place (unit, section, at, is_accepting, is_there)
WHERE place.is_there
ORDER BY made.n;

INSERT INTO citizen_register_g1.citizen_row
SELECT
    case_id, 'hotline', 'H' || n,
    CASE n / 8 % 20
        WHEN 11 THEN format('欧阳%s', substr('明华军伟芳敏静丽', 1 + n / 20 % 8, 1))
        WHEN 13 THEN format('某某%s有限公司', n % 97)
        ELSE substr('王李张刘陈杨赵黄', 1 + n / 20 % 8, 1) || substr('明华军伟芳敏静丽', 1 + n / 160 % 8, 1)
            || CASE WHEN n % 3 = 0 THEN '' ELSE substr('明华军伟芳敏静丽', 1 + n / 480 % 8, 1) END
    END,
    CASE n / 8 % 20
        WHEN 7 THEN '0830-' || to_char(2000000 + n % 1000000, 'FM0000000')
        WHEN 9 THEN format('138%s、0830-%s', to_char(n % 100000000, 'FM00000000'), 2000000 + n % 1000000)
        ELSE '139' || to_char(n % 100000000, 'FM00000000')
    END,
    CASE n % 4 WHEN 0 THEN format('某某省某某市某某区某某路%s号', n % 300) ELSE '' END, '', at, 'hotline', n % 6, n / 6
FROM made
ORDER BY n;

INSERT INTO citizen_register_g1.text_row
SELECT
    made.case_id, md5(written.field || made.n)::uuid, written.field, written.text, made.at, 'hotline', made.n % 6,
    made.n / 6
FROM made
CROSS JOIN LATERAL (
    VALUES
        ('content', repeat('来电人反映的情况和要求。', 1 + made.n % 10), true),
        ('result', repeat('经核实并已答复来电人。', 1 + made.n % 6), made.n % 20 <> 0)
) AS written (field, text, is_there)
WHERE written.is_there
ORDER BY made.n;

VACUUM (ANALYZE) section_ledger_g1.case_row, section_ledger_g1.section_row, master_ledger_g1.case_row,
    master_ledger_g1.master_row, citizen_register_g1.citizen_row, citizen_register_g1.text_row;
