#!/bin/bash
# views.sh -- what analysts read: whole, named, masked, said in both languages, and by index.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack views

views="('book', '台账')"

answer() { # answer: statements from stdin as superuser, in one session; rows only
    psql -X -q -A -t -v ON_ERROR_STOP=1 "$@" "$SHOUWEN_PG_ADMIN_CONNINFO" 2>&1
}

# ---- histories of every kind, a sample log, and who is who ----

for history in tests/golden/*.ndjson; do
    "$(bin shouwen-publish)" <"$history" >>"$STACK/publish.log" 2>&1
done
note "golden histories: $(grep -c '"status":"acknowledged"' "$STACK/publish.log") events, $(grep -c '"status":"rejected"' "$STACK/publish.log") refused"
"$(bin shouwen-register)" --mapping producers/register/form.map producers/register/form.csv >"$STACK/form.log" 2>&1
is $? 0 "a book of the form is published"
"$(bin shouwen-register)" --mapping producers/register/sample.map producers/register/sample.csv >"$STACK/sample.log" 2>&1
is $? 0 "and a log"
drain section && drain master
is $? 0 "and projected into both ledgers"
ok '[ "$(sql "SELECT count(*) FROM book.section_row")" -ge 50 ]' "there are rows to read"
if [ -x "$(bin shouwen-citizen-register)" ]; then
    "$(bin shouwen-citizen-register)" run --until-caught-up --lock-dir "$STACK/run" >"$STACK/run/register.log" 2>&1
    is "$? $(sql "SELECT count(*) > 0 FROM book.section_ledger WHERE citizen_name <> '' AND content <> ''")" "0 t" \
        "and who asked for what"
fi
sql "INSERT INTO directory.unit (code, name, level, first_day, last_day) VALUES
         ('zjj', '市建设局', 'city', '2000-01-01', '2025-09-09'), ('zjj', '市住建局', 'city', '2025-09-10', NULL);
     INSERT INTO directory.section (unit, code, name) VALUES ('zjj', 'fck', '房产科'), ('zjj', 'bgs', '办公室'),
         ('zjj', 'zak', '质安科'), ('other', 'fck', '别的科');
     INSERT INTO directory.person (code, name, first_day) VALUES ('周敏', '周敏敏', '2025-09-04');
     INSERT INTO directory.role (role, unit, section, person) VALUES ('section_post', 'zjj', 'fck', '周敏'),
         ('master_post', 'zjj', '', '周敏'), ('section_post', 'zjj', 'zak', '')"

# ---- everybody's view ----

names=$(sql "SELECT format('%I.%I', schemaname, viewname) FROM pg_views WHERE schemaname IN $views ORDER BY 1")
ok '[ "$(wc -l <<<"$names")" -ge 25 ]' "there are views in both languages"
is "$({ echo 'SET ROLE analyst;' && sed 's/.*/SELECT count(*) FROM (SELECT * FROM & OFFSET 0) AS every;/' <<<"$names"; } |
    answer | grep -vcE '^[0-9]+$')" 0 "an analyst can read every one"
{ echo 'SET ROLE analyst;' && sed 's/.*/SELECT * FROM &;/' <<<"$names"; } | answer >"$STACK/read"
is "$? $(grep -c ERROR "$STACK/read")" "0 0" "and every column"
ok 'grep -q 2025-房-01 "$STACK/read" && ! grep -q -e 赵一 -e 000-10001 -e 卫一 -e 000-30001 "$STACK/read"' \
    "which tells of matters and of no citizen"
is "$(sql "SELECT string_agg(class.oid::regclass || '.' || attribute.attname, ' ')
           FROM pg_class AS class JOIN pg_attribute AS attribute ON attrelid = class.oid AND attnum > 0
           WHERE relnamespace::regnamespace::text IN ('book', '\"台账\"') AND relkind = 'v'
               AND col_description(class.oid, attnum) IS NULL")" "" "no column is without a comment"
is "$(sql "SELECT string_agg(class.oid::regclass::text, ' ') FROM pg_class AS class
           WHERE relnamespace::regnamespace::text IN ('book', '\"台账\"') AND relkind = 'v'
               AND obj_description(class.oid) IS NULL")" "" "nor a view"
is "$(sql "SELECT string_agg(table_schema || '.' || table_name, ' ') FROM information_schema.role_table_grants
           WHERE grantee = 'analyst' AND table_schema NOT IN ('book', '台账', 'directory', 'fact', 'policy')")" "" \
    "an analyst reads nothing but views, the directory, the rules and closed totals"
is "$(sql "SELECT count(*) FROM information_schema.role_table_grants
           WHERE grantee IN ('analyst', 'supervisor', 'unit_reader', 'section_post') AND privilege_type <> 'SELECT'")" \
    0 "and nobody writes"
is "$(sql "SELECT string_agg(DISTINCT viewname, ' ') FROM pg_views
           WHERE schemaname IN $views AND has_table_privilege('unit_reader', format('%I.%I', schemaname, viewname), 'SELECT')
               AND EXISTS (SELECT 1 FROM information_schema.columns
                           WHERE table_schema = schemaname AND table_name = viewname
                               AND column_name IN ('case_id', 'case_number', '事项标识', '编号'))
               AND viewname NOT LIKE 'citizen%'")" "" "who may read one unit only reads no matters yet, only totals"

# ---- the books balance, and it shows when they do not ----

is "$(sql 'SELECT count(*) FROM book.balance') $(sql 'SELECT count(*) FROM book.balance_case') $(sql 'SELECT count(*) FROM "台账"."账账不符"')" \
    "0 0 0" "the books balance"
is "$(answer <<'SQL'
BEGIN;
DELETE FROM master_ledger_g1.master_row WHERE unit = 'zjj' AND case_id IN (
    SELECT case_id FROM book.case_row WHERE case_number = '2025-房-01');
SELECT unit, unit_name, book_year, difference FROM book.balance;
SELECT count(*), max(case_number) FROM book.balance_case JOIN book.case_row USING (case_id);
SELECT 单位, 年度, 相差 FROM "台账"."账账不符";
ROLLBACK;
SQL
)" "zjj|市住建局|2025|1
1|2025-房-01
市住建局|2025|1" "a row that is missing shows, by unit, year and matter"

# ---- totals add up ----

rows=$(sql 'SELECT count(*) FROM book.section_row')
for total in 'sum(rows) FROM book.totals' 'sum(rows) FROM book.totals_by_section' 'sum(rows) FROM book.totals_by_month' \
    'sum(件数) FROM "台账"."汇总"' 'sum(件数) FROM "台账"."日汇总"' \
    "count(*) FROM (SELECT 编号 FROM \"台账\".\"分台账\" UNION ALL SELECT 编号 FROM \"台账\".\"转入\") AS two"; do
    is "$(sql "SELECT $total")" "$rows" "every row is counted once: ${total#*FROM }"
done
is "$(sql 'SELECT sum(rows) FROM book.totals_of_master')" "$(sql 'SELECT count(*) FROM "台账"."总台账"')" \
    "and in the master ledgers"
is "$(sql "SELECT count(*) FROM book.totals_by_section
           WHERE rows <> channel_call + channel_visit + channel_letter + channel_mailbox + channel_hotline + channel_other
                         + channel_unknown
               OR rows <> category_consultation + category_service + category_problem + category_complaint
                          + category_other + category_unclassified
               OR rows <> handling_own + handling_other_section + handling_other_unit + handling_none
               OR rows <> status_open + status_completed + status_withdrawn + status_merged
               OR rows - mock_visits <> callback_reached + callback_unreachable + callback_refused + callback_none
               OR rows - mock_visits <> satisfaction_satisfied + satisfaction_fair + satisfaction_dissatisfied
                                        + satisfaction_none")" 0 "every field's values make up the rows"
is "$(sql "SELECT string_agg(field || ' ' || rows, ', ' ORDER BY field) FROM (
               SELECT field, sum(rows) AS rows FROM book.totals_by_value WHERE field IN ('channel', 'handling') GROUP BY field
           ) AS summed")" "channel $rows, handling $rows" "also as rows"
is "$(sql "SELECT rows, channel_visit, channel_call, channel_mailbox, channel_other, satisfaction_satisfied,
               satisfaction_fair, satisfaction_dissatisfied, satisfaction_none, handling_other_section, handling_other_unit
           FROM book.totals_by_section
           WHERE unit = 'zjj' AND section = 'fck' AND entry = 'first' AND book_year = 2025")" \
    "$(sql "SELECT count(*), count(*) FILTER (WHERE channel = 'visit'), count(*) FILTER (WHERE channel = 'call'),
                count(*) FILTER (WHERE channel = 'mailbox'), count(*) FILTER (WHERE channel = 'other'),
                count(*) FILTER (WHERE satisfaction = 'satisfied'), count(*) FILTER (WHERE satisfaction = 'fair'),
                count(*) FILTER (WHERE satisfaction = 'dissatisfied'), count(*) FILTER (WHERE satisfaction = ''),
                count(*) FILTER (WHERE handling = 'other_section'), count(*) FILTER (WHERE handling = 'other_unit')
            FROM book.section_row
            WHERE unit = 'zjj' AND section = 'fck' AND entry = 'first' AND book_year = 2025 AND NOT is_mock_visit")" \
    "and a section's are its rows'"

# ---- the form ----

form_row() { # form_row NUMBER COLUMNS
    sql "SELECT $2 FROM \"台账\".\"分台账\" WHERE 来源 = 'sample-book' AND 单位代码 = 'zjj' AND 编号 = '$1'"
}

is "$(form_row 2025-房-02 '单位, 科室, 年度, 受理时间, 首问责任人, 首问方式, 首问类别, 办理情况, 办结时间, 回访时间, 群众满意度, 科室负责人意见, 分管领导意见, 转往科室, 受理日期')" \
    '市建设局|房产科|2025|2025-09-04|周敏敏|来电|办理事情|转交其他科室办理|2025-09-11|2025-09-15|满意|同意|同意|办公室|2025-09-04' \
    "a page of the book stands in the form's words, days as days, names as of the day"
is "$(form_row 2025-房-03 '首问方式, 首问类别, 办理情况, 转往单位, 群众满意度')" \
    '其他:‹已屏蔽 5 字›|问题反映|转交其他单位办理|cgj|一般' "a code the directory does not know shows itself"
is "$(form_row 2025-房-01 '首问责任人') $(form_row 2025-房-04 '首问责任人')" '周敏 周敏敏' \
    "so does one it did not know yet on that day"
is "$(form_row 2025-房-04 '单位, 分管领导意见') $(form_row 2025-房-05 '单位, 群众满意度, 状态')" \
    '市住建局|有意见 市住建局||办理中' "a unit has the name it had that day"
is "$(sql "SELECT string_agg(序号 || ' ' || 编号, ', ' ORDER BY 序号) FROM \"台账\".\"分台账\"
           WHERE 来源 = 'sample-book' AND 科室代码 = 'fck'")" \
    '1 2025-房-01, 2 2025-房-02, 3 2025-房-03, 4 2025-房-04, 5 2025-房-05' "and pages have running numbers"

words() { # words TABLE COLUMN FORM_COLUMN: the codes the table allows that the form has no word for
    local code
    {
        echo 'BEGIN;'
        for code in $(sql "SELECT DISTINCT found[1] FROM pg_constraint,
                regexp_matches(pg_get_constraintdef(oid), '''([a-z_,]+)''', 'g') AS found
                WHERE conname = '$1_$2_check' AND connamespace = '${4:-section_ledger}_g1'::regnamespace"); do
            echo "UPDATE ${4:-section_ledger}_g1.$1 SET $2 = '$code';"
            echo "SELECT DISTINCT '$code' FROM \"台账\".\"${5:-分台账}\" WHERE $3 ~ '[a-z]' OR $3 IS NULL OR $3 = '';"
        done
        echo 'ROLLBACK;'
    } | answer
}

is "$(words case_row channel 首问方式)$(words case_row category 首问类别)$(words case_row status 状态)" "" \
    "every channel, category and status has its word"
is "$(words case_row satisfaction 群众满意度)$(words case_row callback_outcome 回访结果)$(words case_row solved 是否解决)" "" \
    "every rating, callback and answer"
is "$(words section_row handling 办理情况)$(words master_row handling 办理情况 master_ledger 总台账)" "" \
    "and every handling"
is "$(answer <<'SQL'
BEGIN;
UPDATE section_ledger_g1.case_row SET spot_checked_at = '2025-10-01 10:00+08', spot_checkers = 'master_post,discipline_committee',
    spot_check_satisfaction = 'dissatisfied', spot_check_finding = 'bad', first_completed_at = '2025-09-01 00:00+08'
WHERE case_number = '2025-房-01';
SELECT 备注 FROM "台账"."分台账" WHERE 编号 = '2025-房-01';
ROLLBACK;
SQL
)" "2025-09-01首次办结;2025-10-01首问责任总岗、机关纪委抽查,不满意,发现问题" "备注 tells of checks and of the first completion"

# ---- oddities ----

is "$(sql "SELECT flag || ' \"' || sentence || '\"' FROM book.flag ORDER BY number")" \
    "$(sed -n 's/^LIFE_FLAG([A-Z_]*, \([a-z_]*\), \(".*"\))$/\1 \2/p' lib/core/life_flags.def)" \
    "every flag of the fold has its sentence, in its order"
is "$(sql "SELECT count(*) FROM book.flag WHERE chinese IS NULL OR chinese ~ '[a-z]'")" 0 "and a Chinese one"
is "$(sql "SELECT count(*) FROM book.oddity")" \
    "$(sql "SELECT sum(cardinality(string_to_array(flags, ','))) FROM (
                SELECT case_id, flags FROM book.master_row UNION ALL
                SELECT case_id, flags FROM book.case_row WHERE case_id NOT IN (SELECT case_id FROM book.master_row)
            ) AS every WHERE flags <> ''")" "every flag of every book is a row"
ok '[ "$(sql "SELECT count(DISTINCT flag) FROM book.oddity")" -ge 10 ]' "the histories show many"
is "$(sql "SELECT count(*) FROM \"台账\".\"异常\" WHERE 异常情况 IS NULL")" 0 "all are explained"
is "$(sql "SELECT sum(cases) FROM book.oddity_count")" "$(sql 'SELECT count(*) FROM book.oddity')" "and counted"
is "$(sql "SELECT cases, incomplete, incomplete_over_7_days, days_only > 0 FROM book.late_by_source WHERE case_source = 'book'")" \
    "$(sql "SELECT count(*), count(*) FILTER (WHERE incomplete), count(*) FILTER (WHERE incomplete AND case_id IN (
                    SELECT case_id FROM book.master_row)),
                bool_or(accepted_precision = 'day') FROM book.case_row WHERE case_source = 'book'")" \
    "what is late is told by its source"
is "$(sql "SELECT section, has_section_post, has_master_post, last_entry_at IS NULL FROM book.two_coverage
           WHERE unit = 'zjj' AND section IN ('fck', 'zak') ORDER BY 1")" \
    "fck|t|t|t
zak|f|t|t" "sections without a post show"

# ---- running numbers, and filters by index, on more rows ----

unset SHOUWEN_KAFKA_BOOTSTRAP_SERVERS
fresh_database many
answer -v cases=20000 <tests/support/views_fill.sql
is $? 0 "a database of 20,000 matters"
is "$(answer <<'SQL'
SELECT count(*) FILTER (WHERE number = wanted), count(*) FILTER (WHERE number IS DISTINCT FROM wanted)
FROM (SELECT number, row_number() OVER (PARTITION BY unit, section, book_year, entry
                                        ORDER BY came_in_at, case_id) AS wanted
      FROM book.section_ledger) AS numbered;
SELECT count(*) FILTER (WHERE number = wanted), count(*) FILTER (WHERE number IS DISTINCT FROM wanted)
FROM (SELECT number, row_number() OVER (PARTITION BY unit, book_year ORDER BY came_in_at, case_id) AS wanted
      FROM book.master_ledger) AS numbered;
SQL
)" "$(answer <<<'SELECT count(*), 0 FROM book.section_row; SELECT count(*), 0 FROM book.master_row')" \
    "numbers run without a gap in every book, also among rows of one instant"

explain() { # explain [STATEMENTS BEFORE]: the documented queries whose plan reads a whole ledger, or a whole index of one
    {
        echo "BEGIN; ${1:-};"
        sed -E 's/^-- ([^ :]+): .*/\\echo query \1\nEXPLAIN/' tests/support/views_queries.sql
        echo 'ROLLBACK;'
    } | answer -v unit=U017 -v section=S1 -v name=第17局 -v year=2025 -v from=2025-03-01 -v to=2025-03-31 |
        awk 'function whole() { if (!seen[name]++) print name }
             /^query / || /Scan/ { if (is_open) whole(); is_open = 0 }
             /^query / { name = $2; asked++ }
             /ERROR|FATAL/ { print }
             /Seq Scan on .*(section|master|case)_row/ { whole() }
             /Index.* Scan .*(section|master|case)_row_/ { is_open = 1; by_case = /_pkey/ }
             /Index Cond:/ && is_open { is_open = 0; if (by_case && !/case_id = /) whole() }
             END { if (is_open) whole(); if (asked < 15) print "only " asked + 0 " queries" }'
}

is "$(explain)" "" "no documented query reads a whole ledger"
without=$(explain 'DROP INDEX section_ledger_g1.section_row_day_index, section_ledger_g1.section_row_book_index,
    master_ledger_g1.master_row_day_index, master_ledger_g1.master_row_book_index')
ok '[ "$(wc -w <<<"$without")" -ge 15 ]' "without the indexes they do, and that is seen"

indexes() {
    answer <<<"SELECT indexdef FROM pg_indexes WHERE schemaname ~ '_ledger_g1\$' AND tablename ~ '^(section|master)_row' ORDER BY 1"
}

wanted=$(indexes)
{
    echo 'DROP INDEX section_ledger_g1.section_row_day_index, section_ledger_g1.section_row_book_index,
              master_ledger_g1.master_row_day_index;
          CREATE INDEX section_row_book_index ON section_ledger_g1.section_row (unit, section, book_year, came_in_at);
          BEGIN;'
    cat schemas/migrations/*_index_books.sql
    echo 'COMMIT;'
} | answer
is "$(indexes)" "$wanted" "a generation made before there were these indexes gets them by migration"
done_testing
