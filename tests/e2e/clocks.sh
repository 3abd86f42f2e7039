#!/bin/bash
# clocks.sh -- clocks are a projection like any other, and each explains itself.
. "$(dirname "$0")/../support/stack.sh"
stack clocks

admin=$(bin shouwen-admin)
alerts=$(bin shouwen-overdue-alerts)

drain() {
    "$alerts" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/alerts.log"
}
clocks() { # clocks NUMBER COLUMNS: of a case, in the order of their kinds
    sql "SELECT clock, $2 FROM book.clock WHERE case_number = '$1' ORDER BY clock, started_at" | tr '\n' ' '
}
explain() {
    "$alerts" explain "$@" 2>&1
}

# ---- without rules ----

cat tests/golden/a_clock_paused_extended_and_urged.ndjson tests/golden/a_due_time_in_an_unpublished_year.ndjson \
    tests/golden/a_redo_and_its_ratings.ndjson tests/golden/seen_from_above.ndjson \
    tests/golden/prompted_urged_and_noticed.ndjson |
    "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
is "$?" 0 "histories are published"
drain
is "$?" 0 "they are taken without any rules"
is "$(sql 'SELECT count(*) FROM book.clock')" 0 "and there are no clocks"
ok 'explain book/2025-0301 | grep -q "^no clocks: no calendar or no policy is loaded$"' "which explain says"

# ---- under rules ----

"$admin" load calendar schemas/policy/calendar --yes >"$STACK/load.log" 2>&1
is "$?" 0 "the calendar is loaded"
for policy in base sichuan-2025; do
    "$admin" load policy "schemas/policy/$policy.csv" --yes >>"$STACK/load.log" 2>&1
    is "$?" 0 "the policy $policy is loaded"
done
drain
is "$?" 0 "the files are dated anew"
ok 'wait_until "[ \"\$(sql \"SELECT count(DISTINCT rules_version) FROM overdue_alerts_g1.case_file\")\" = 1 ]" 30' \
    "all of them"
is "$(clocks 2025-0301 'due_day, is_running, is_overdue')" \
    "completion|2025-10-10|t|t first_contact|2025-09-19|t|t sign|2025-09-19|t|t " "clocks are due when golden books say"
is "$(sql "SELECT string_agg(rung, ' ' ORDER BY rings_at) FROM book.rung WHERE case_number = '2025-0301'
    AND clock = 'completion'")" "yellow red urge notice" "with their rungs"
is "$(clocks 2021-0302 'is_provisional, verdict')" "completion|t|pending first_contact|t|on_time " \
    "a year without a notice makes them provisional"

rows() { # rows TABLE: as the verb rows prints them, without what names the rules' files
    sql "SELECT count(*) FROM overdue_alerts_g1.$1"
}
for table in clock_row rung_row document_row; do
    is "$(rows $table)" "$(cat tests/golden/{a_clock_paused_extended_and_urged,a_due_time_in_an_unpublished_year,a_redo_and_its_ratings,seen_from_above,prompted_urged_and_noticed}.rows |
        grep -c "^$table ")" "as many rows of $table as the golden books have"
done

# ---- as any projection ----

digest=$("$alerts" digest)
"$alerts" verify >"$STACK/verify.log" 2>&1
is "$?" 0 "verify finds what the log gives"
"$alerts" rebuild --lock-dir "$STACK" >"$STACK/rebuild.log" 2>&1
is "$?" 0 "a rebuild ends well"
is "$("$alerts" digest)" "$digest" "with the same digest"

# ---- views ----

is "$(sql "SELECT count(*) FROM book.open_clock WHERE case_number = '2025-0301'")" 3 "open clocks are listed"
is "$(sql "SELECT count(*) FROM book.overdue WHERE case_number = '2025-0301' AND overdue_minutes > 0")" 3 \
    "those that are overdue, and by how much"
is "$(sql "SELECT count(*) FROM book.due_today") $(sql "SELECT count(*) FROM book.due_this_week")" "0 0" "nothing is due today"
is "$(sql "BEGIN; UPDATE overdue_alerts_g2.clock_row SET due_at = date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai')
        AT TIME ZONE 'Asia/Shanghai' + interval '1 day', due_day = (now() AT TIME ZONE 'Asia/Shanghai')::date
        WHERE case_number = '2025-0301' AND clock = 'sign';
    SELECT (SELECT count(*) FROM book.due_today), (SELECT count(*) FROM book.due_this_week),
        (SELECT count(*) FROM \"台账\".\"今日到期\"); ROLLBACK" | grep '|')" "1|1|1" "until something is"
is "$(sql "SELECT clocks_open, clocks_overdue FROM book.clocks_by_holder WHERE unit = 'housing' AND section = 'permits'
    AND clock = 'completion' AND person = '' AND clocks_open > 0")" "1|1" "they are counted by unit, section and person"
is "$(sql "SELECT 时限, 期限, 到期日, 是否超期 FROM \"台账\".\"超期\" JOIN \"台账\".\"时限\" USING (编号, 时限, 期限)
    WHERE 编号 = '2025-0301' ORDER BY 时限 COLLATE \"C\"" | tr '\n' ' ')" \
    "先行联系|1个工作日|2025-09-19|t 办结|7个工作日|2025-10-10|t 签收|1个工作日|2025-09-19|t " "in Chinese, too"

# ---- documents ----

prompts() { # prompts NUMBER: of its completion, with what answered each
    sql "SELECT level, document_number, is_answered FROM book.prompt WHERE case_number = '$1' AND clock = 'completion'
        ORDER BY prompted_at" | tr '\n' ' '
}
is "$(prompts 2025-0310)" "urge|催〔2025〕2号|t notice|通〔2025〕3号|t " \
    "prompts are answered by what was issued when the clock was due, not before"
is "$(prompts 2025-0301)" "urge|u1|t notice||f " "and it shows which nobody acted on"
is "$(sql "SELECT 提请事项, 已发文, 文号 IS NULL FROM \"台账\".\"提请\" WHERE 编号 = '2025' AND 来源 = 'housing'")" \
    "$([ "$(date +%F)" \< 2026-01-05 ] || echo "提请催办|f|t")" "a good example answers no prompt, in Chinese"
is "$(sql "SELECT document_number, explained_at AT TIME ZONE 'Asia/Shanghai', section FROM book.document
    WHERE case_number = '2025-0310' AND document = 'urged' ORDER BY issued_at" | tr '\n' ' ')" \
    "催〔2025〕1号||window 催〔2025〕2号|2025-03-11 23:59:59|permits " "urgings say when they were explained"
is "$(sql "SELECT count(*) FROM \"台账\".\"督办文书\" WHERE 典型 = '正面典型'")" 1 "notices say of what they are examples"

# ---- explanations ----

said=$(explain book/2025-0301)
is "$?" 0 "a case explains itself"
ok 'grep -q "^completion (办结), round 1, of housing/permits/$" <<<"$said"' "each clock with whom it waits for"
ok 'grep -q "^policy base version 1, scope all, category service, channel any; basis 推定" <<<"$said"' "with the policy's row"
ok 'grep -q "calendar default version 1$" <<<"$said"' "and the calendar's version"
ok 'grep -q "^2025-09-22 Mon  paused " <<<"$said"' "with the day that was paused"
ok 'grep -q "^2025-09-28 Sun  make-up .*worked: 202411/content_6986383$" <<<"$said"' "the make-up day and its notice"
ok 'grep -q "^extended by [0-9]* wd, asked for 2025-09-23T10:00:00+08:00, approved .* by zhao$" <<<"$said"' "the extension"
ok 'grep -q "^due 2025-10-10T24:00+08:00$" <<<"$said"' "and when it is due"
ok 'grep -q "^rung notice 2025-10-28T09:00+08:00 to supervision_office; quiet hours since 2025-10-27T24:00+08:00$" <<<"$said"' "and who is told when"
ok 'explain book/2021-0302 | grep -q "^provisional$"' "a provisional one says so"
is "$(explain "$(sql "SELECT subject FROM book.clock WHERE case_number = '2025-0301' LIMIT 1")" | md5sum)" \
    "$(md5sum <<<"$said")" "a case is found by its id, too"
said=$(explain book/nobody)
is "$?" 1 "a case that is not there is an error"
ok 'grep -q "there is no such case" <<<"$said"' "and named"
said=$(explain nonsense)
is "$?" 2 "what names no case is a mistake"
ok 'grep -q "\"nonsense\" is no case, which is SOURCE/NUMBER or its id" <<<"$said"' "and named"
done_testing
