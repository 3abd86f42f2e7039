-- views_fill.sql -- :cases cases of five years in the first generations of both ledgers and the citizens' register, as
-- the consumers write them.
--
-- 200 units of 8 sections; U001 has an eighth of everything and most of that in one section, as the organ a hotline
-- dispatches to.  A quarter is handed to another section, a twelfth to another unit, a tenth knows days only.
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

-- Who asked, and in what words: names of two and three characters, one in fifty of another kind.
INSERT INTO citizen_register_g1.citizen_row
SELECT case_id, 'hotline', 'H' || n,
    CASE WHEN n % 50 = 3 THEN '阿卜杜拉·艾尼'
         ELSE '张' || chr(19968 + n % 1000) || CASE WHEN n % 4 > 0 THEN '明' ELSE '' END END,
    '138' || lpad((n % 100000000)::text, 8, '0'), '四川省泸州市江阳区忠山路' || n % 100 || '号', '', at, 'hotline', 0, n
FROM made
ORDER BY n;
INSERT INTO citizen_register_g1.text_row
SELECT case_id, md5(said.field || n)::uuid, said.field, said.text, at, 'hotline', 0, n
FROM made
CROSS JOIN (VALUES ('content', '公租房申请要哪些材料,到哪里办'), ('result', '当面答复并给了材料清单')) AS said (field, text)
ORDER BY n;

VACUUM (ANALYZE) citizen_register_g1.citizen_row, citizen_register_g1.text_row, section_ledger_g1.case_row,
    section_ledger_g1.section_row, master_ledger_g1.case_row, master_ledger_g1.master_row;
