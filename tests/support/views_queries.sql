-- views_queries.sql -- what analysts are told to ask, with psql's variables unit, section, name, year, from and to:
-- measured by tests/bench/views.sh, and looked at by tests/e2e/views.sh for plans that read a whole ledger.

-- unit_month: a unit's month in the section ledgers, every column
SELECT * FROM book.section_ledger
WHERE unit = :'unit' AND book_year = :year AND day BETWEEN :'from' AND :'to';

-- unit_month_of_any_year: the same when the year of the book is not said
SELECT * FROM book.section_ledger WHERE unit = :'unit' AND day BETWEEN :'from' AND :'to';

-- unit_month_by_name: the same by the unit's name
SELECT * FROM book.section_ledger
WHERE unit = (SELECT code FROM directory.unit WHERE name = :'name') AND book_year = :year
    AND day BETWEEN :'from' AND :'to';

-- section_month: a section's month, the columns of a list
SELECT number, case_number, came_in_at, receiver_name, channel, category, handling, satisfaction
FROM book.section_ledger
WHERE unit = :'unit' AND section = :'section' AND book_year = :year AND entry = 'first'
    AND day BETWEEN :'from' AND :'to'
ORDER BY number;

-- section_year: a section's book in its order
SELECT number, case_number, came_in_at, receiver_name, channel, category, handling, satisfaction
FROM book.section_ledger
WHERE unit = :'unit' AND section = :'section' AND book_year = :year AND entry = 'first'
ORDER BY number;

-- master_month: a unit's month in the master ledger, every column
SELECT * FROM book.master_ledger
WHERE unit = :'unit' AND book_year = :year AND day BETWEEN :'from' AND :'to';

-- rows_month: a unit's month in the rows that programs read
SELECT * FROM book.section_row
WHERE unit = :'unit' AND came_in_at >= :'from'::timestamptz AND came_in_at < :'to'::timestamptz + interval '1 day';

-- totals_month: a unit's month in counters, a row a section
SELECT section, sum(rows) AS rows, sum(satisfaction_satisfied) AS satisfied
FROM book.totals
WHERE unit = :'unit' AND entry = 'first' AND day BETWEEN :'from' AND :'to'
GROUP BY section
ORDER BY section;

-- values_month: how a unit's citizens came in a month
SELECT value, sum(rows) AS rows
FROM book.totals_by_value
WHERE unit = :'unit' AND field = 'channel' AND entry = 'first' AND day BETWEEN :'from' AND :'to'
GROUP BY value
ORDER BY rows DESC;

-- totals_year: a unit's year in counters, a row a section and month
SELECT * FROM book.totals_by_month WHERE unit = :'unit' AND book_year = :year;

-- oddities_month: what is odd in a unit's month
SELECT flag, sentence, count(*) FROM book.oddity
WHERE unit = :'unit' AND day BETWEEN :'from' AND :'to'
GROUP BY flag, sentence;

-- balance_of_unit: whether a unit's books balance
SELECT * FROM book.balance WHERE unit = :'unit';

-- 分台账一月: a unit's month on the form
SELECT * FROM "台账"."分台账"
WHERE 单位代码 = :'unit' AND 年度 = :year AND 受理日期 BETWEEN :'from' AND :'to'
ORDER BY 科室代码, 序号;

-- 转入一月: its annex
SELECT * FROM "台账"."转入"
WHERE 单位代码 = :'unit' AND 年度 = :year AND 受理日期 BETWEEN :'from' AND :'to';

-- 总台账一月: the master ledger's month on the form
SELECT * FROM "台账"."总台账"
WHERE 单位代码 = :'unit' AND 年度 = :year AND 受理日期 BETWEEN :'from' AND :'to'
ORDER BY 序号;

-- 汇总一年: a unit's year in months
SELECT * FROM "台账"."汇总" WHERE 单位代码 = :'unit' AND 年度 = :year ORDER BY 科室代码, 月份;

-- 日汇总一月: a unit's month in days
SELECT * FROM "台账"."日汇总" WHERE 单位代码 = :'unit' AND 受理日期 BETWEEN :'from' AND :'to';

-- 异常一月: what is odd in a unit's month
SELECT * FROM "台账"."异常" WHERE 单位代码 = :'unit' AND 受理日期 BETWEEN :'from' AND :'to';
