#!/bin/bash
# clock_days.sh -- a due time is explained in SQL as explain does it; what no row of the policy is for is named.
. "$(dirname "$0")/../support/stack.sh"
stack clock_days

admin=$(bin shouwen-admin)
alerts=$(bin shouwen-overdue-alerts)

drain() {
    "$alerts" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/alerts.log"
}
load() { # load policy|calendar PATH
    "$admin" load "$1" "$2" --yes >>"$STACK/load.log" 2>&1
    is "$?" 0 "$2 is loaded"
}
dated() { # all files under the rules that are in force
    drain
    ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM overdue_alerts_g1.case_file AS file, stream.rules_version AS rules
        WHERE file.rules_version <> rules.version\")\" = 0 ]" 30' "cases are dated by $1"
}
tell() { # tell CASE TIME 'KIND AND PAYLOAD': one event on stdout
    number=$((number + 1))
    printf '{"header":{"caseSource":"hand","caseNumber":"%s","source":"hand","sourceRef":"%s","occurredAt":"%s:00+08:00"},%s}\n' \
        "$1" "$number" "$2" "$3"
}
accept() { # accept CASE TIME [MORE]
    local who='"unit":"housing","section":"window","receiver":"li"'
    tell "$1" "$2" '"accepted":{'"$who"',"hasContact":true,"category":"CATEGORY_CONSULTATION"'"${3:-}}"
}
extend() { # extend CASE TIME AMOUNT UNIT [APPROVED]
    tell "$1" "$2" '"extended":{"askedAt":"'"$2"':00+08:00","amount":'"$3"',"amountUnit":"LIMIT_UNIT_'"$4"'"'"${5:+,\"approvedAt\":\"$5:00+08:00\",\"approver\":\"zhao\"}}"
}
pause() { # pause CASE FROM [TO]
    tell "$1" "$2" '"paused":{"reason":"papers","approver":"zhao"}'
    [ -z "${3:-}" ] || tell "$1" "$3" '"resumed":{}'
}
days() { # days CASE [CLOCK]: what its days are
    sql "SELECT string_agg(to_char(clock_day, 'MM-DD') || ' ' || what || CASE WHEN is_paused_in_part THEN '/' ELSE '' END
            || CASE WHEN is_of_extension THEN '+' ELSE '' END, ', ' ORDER BY clock_day)
        FROM book.clock_day WHERE case_number = '$1' AND clock = '${2:-completion}'"
}
explain() {
    "$alerts" explain "$@" 2>&1
}

# ---- cases, told by hand; the calendar of 2024 says what to expect ----

number=0
{
    accept week 2024-03-04T09:00
    accept made 2024-04-26T09:00
    accept off 2024-04-03T09:00
    accept paused 2024-03-04T09:00
    pause paused 2024-03-05T15:00 2024-03-07T10:00
    accept morning 2024-04-03T09:00
    pause morning 2024-04-06T10:00 2024-04-07T10:00
    accept held 2024-03-04T09:00
    pause held 2024-03-06T10:00
    accept more 2024-03-04T09:00
    extend more 2024-03-04T10:00 1 WORKING_DAY 2024-03-04T11:00
    accept moved 2024-03-04T09:00
    extend moved 2024-03-04T10:00 2 CALENDAR_DAY 2024-03-04T11:00
    accept long 2024-03-04T09:00
    extend long 2024-03-04T10:00 1000 WORKING_DAY 2024-03-04T11:00
    accept next 2021-12-28T09:00
    accept ordered 2024-03-04T09:00
    tell ordered 2024-03-04T10:00 '"completed":{}'
    tell ordered 2024-03-04T11:00 '"spotChecked":{"finding":"FINDING_BAD","checkers":["CHECKER_MASTER_POST"]}'
    accept until 2024-03-04T09:00
    tell until 2024-03-04T11:00 '"spotChecked":{"finding":"FINDING_BAD","checkers":["CHECKER_MASTER_POST"]}'
    # under lvliang-2024
    accept refused 2024-11-25T09:00
    extend refused 2024-11-25T10:00 1 WORKING_DAY
    extend refused 2024-11-25T11:00 4 WORKING_DAY 2024-11-25T12:00
    extend refused 2024-11-26T10:00 1 WORKING_DAY 2024-11-26T11:00
    extend refused 2024-12-20T10:00 1 WORKING_DAY 2024-12-20T11:00
    accept sent 2024-11-25T17:00 ',"askedAt":"2024-11-25T09:30:00+08:00"'
    tell sent 2024-11-26T10:00 '"transferred":{"to":{"unit":"housing","section":"loans"}}'
    tell sent 2024-11-28T00:01 '"returned":{}'
    tell sent 2024-11-28T10:00 '"transferred":{"to":{"unit":"housing","section":"permits"}}'
    accept late 2024-11-25T17:01 ',"askedAt":"2024-11-25T09:30:00+08:00"'
} >"$STACK/hand.ndjson"
"$(bin shouwen-publish)" <"$STACK/hand.ndjson" >"$STACK/publish.log" 2>&1
is "$?" 0 "cases told by hand are published"
load calendar schemas/policy/calendar

# ---- one policy, which does not know the cases before it ----

load policy tests/fixtures/policy/lvliang-2024.csv
dated lvliang-2024
cases=$(sql "SELECT count(DISTINCT subject) FROM book.clock WHERE policy_scope = 'default'")
ok '[ "$cases" -ge 10 ]' "cases from before its first day have no row of it"
is "$(sql "SELECT count(DISTINCT case_number) FROM book.clock_by_default") $(sql 'SELECT count(DISTINCT 编号) FROM "台账"."缺省时限"')" \
    "$cases $cases" "and a view names them, in Chinese too"
is "$(sql "SELECT count(*) FROM book.clock_by_default WHERE case_number IN ('refused', 'sent', 'late')")" 0 "but none it has rows for"
ok 'explain hand/week | grep -q "^warning: no row of the policy is for hand/week, so its default row rules$"' "explain warns"
ok '! explain hand/refused | grep -q "^warning"' "only of those"
ok '"$admin" doctor 2>&1 | grep -q "^note  no row of the policy is for $cases cases, hand/[a-z]* first, whose limit is that of its default row; "' \
    "doctor counts them and names the first"
said=$(explain hand/refused)
ok 'grep -q "^extended by 1 wd, asked for 2024-11-26T10:00:00+08:00, approved 2024-11-26T11:00:00+08:00 by zhao$" <<<"$said"' \
    "an extension that counts is explained"
is "$(grep -c '^extended ' <<<"$said")" 1 "only that one counts"
ok 'grep -q "^not extended by 1 wd, asked for 2024-11-25T10:00:00+08:00: it was not approved$" <<<"$said"' "one was not approved"
ok 'grep -q "^not extended by 4 wd, .* by zhao: it is longer than the policy lets one be$" <<<"$said"' "one is too long"
ok 'grep -q "^not extended by 1 wd, asked for 2024-12-20.*: it was asked for too late" <<<"$said"' "one was asked for too late"
is "$(sql "SELECT case_number, clock, unit, section, due_at AT TIME ZONE 'Asia/Shanghai', verdict FROM book.clock
    WHERE clock IN ('dispatch', 'return') ORDER BY case_number, clock" | tr '\n' ' ')" \
    "late|dispatch|hand||2024-11-25 17:00:00|late sent|dispatch|hand||2024-11-25 17:00:00|on_time sent|return|housing|loans|2024-11-28 00:00:00|late " \
    "a dispatch may be late, and a return; who does not return has no clock"
is "$(sql "SELECT count(*) FROM book.rung WHERE clock IN ('dispatch', 'return')")" 0 "neither warns of what is over"

# ---- the shipped policy beside it: every kind of day ----

order() { # order CASE TIME MORE: an order may be of a unit's year, so it names its subject
    tell "$1" "$2" '"rectificationOrdered":{"orderId":"r1",'"$3}" |
        sed "s/\"header\":{/&\"subject\":\"$(sql "SELECT DISTINCT subject FROM book.clock WHERE case_number = '$1'")\",/"
}
number=100
{
    order ordered 2024-03-05T09:00 '"limit":2,"limitUnit":"LIMIT_UNIT_WORKING_DAY"'
    number=$((number + 1))
    order until 2024-03-05T09:00 '"dueAt":"2024-03-08T17:00:00+08:00"'
} | "$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1
is "$?" 0 "orders are published"

load policy schemas/policy/base.csv
dated "both policies"
is "$(sql "SELECT count(*) FROM book.clock_by_default")" 0 "now every case has its row"
ok '! "$admin" doctor 2>&1 | grep -q "default row"' "and doctor is silent"
is "$(days week)" "03-04 start, 03-05 counted, 03-06 counted, 03-07 counted" "an opening day and three that count"
is "$(days made)" "04-26 start, 04-27 rest, 04-28 make_up, 04-29 counted, 04-30 counted" "a weekend, of which a day is worked"
is "$(days off)" "04-03 start, 04-04 off, 04-05 off, 04-06 off, 04-07 make_up, 04-08 counted, 04-09 counted" "a festival"
is "$(days paused)" "03-04 start, 03-05 paused, 03-06 paused, 03-07 counted/, 03-08 counted, 03-09 rest, 03-10 rest, 03-11 counted" \
    "days that were paused at their close, and one until its morning"
is "$(days morning)" "04-03 start, 04-04 off, 04-05 off, 04-06 off, 04-07 make_up/, 04-08 counted, 04-09 counted" \
    "a make-up day, too"
is "$(days held)" "03-04 start, 03-05 counted, 03-06 paused" "a pause without an end"
is "$(days more)" "03-04 start, 03-05 counted, 03-06 counted, 03-07 counted, 03-08 counted+" "an extension"
is "$(days moved)" "03-04 start, 03-05 counted, 03-06 counted, 03-07 counted, 03-08 counted+, 03-09 counted+, 03-10 rest+, 03-11 moved+" \
    "one of calendar days, which ends on a rest day"
is "$(days ordered rectification)" "03-04 before, 03-05 start, 03-06 counted, 03-07 counted" "days before an order"
is "$(days until rectification)$(days long)" "" "an ordered time has no days, and a limit of years none that are told"
is "$(sql "SELECT string_agg(notice, ' ' ORDER BY clock_day) FROM book.clock_day WHERE case_number = 'off' AND clock = 'completion'
    AND notice <> ''")" "202310/content_6911528 202310/content_6911528 202310/content_6911528 202310/content_6911528" \
    "exceptions rest on their notice"
is "$(sql "SELECT max(days_counted), bool_and(is_published) FROM book.clock_day WHERE case_number = 'moved' AND clock = 'completion'")" \
    "5|t" "days are summed up"
is "$(sql "SELECT string_agg(extract(day FROM clock_day)::text, ' ' ORDER BY clock_day) FROM book.clock_day
    WHERE case_number = 'next' AND clock = 'completion' AND NOT is_published")" "28 29 30 31" "what is not published yet is said"

cat >"$STACK/expected" <<'TEXT'
start 2024-04-03 09:00, limit 3 wd, policy base version 1, calendar default version 1
2024-04-03 Wed  start
2024-04-04 Thu  off  202310/content_6911528
2024-04-05 Fri  off  202310/content_6911528
2024-04-06 Sat  off  202310/content_6911528
2024-04-07 Sun  make_up 1  202310/content_6911528  paused in part
2024-04-08 Mon  counted 2
2024-04-09 Tue  counted 3
due 2024-04-09 24:00
TEXT
sql "SELECT explanation FROM book.clock_explanation WHERE case_number = 'morning' AND clock = 'completion'" >"$STACK/said"
ok 'diff "$STACK/expected" "$STACK/said"' "a whole explanation is one text"
is "$(sql "SELECT count(*) FILTER (WHERE explanation LIKE '%due never: a pause without an end holds it'),
        count(*) FILTER (WHERE explanation LIKE '%of more than 400 days: they are not told one by one%'),
        count(*) FILTER (WHERE explanation LIKE E'%\ndue as ordered\ndue 2024-03-08 17:00:00'),
        count(*) FILTER (WHERE explanation LIKE E'%\nprovisional: %' AND case_number = 'next' AND clock = 'completion')
    FROM book.clock_explanation")" "1|1|1|1" "which says what holds, is too long, was ordered, or is not sure yet"
is "$(sql "SELECT 说明 FROM \"台账\".\"时限说明\" WHERE 编号 = 'made' AND 时限 = '办结'" | tr '\n' ';')" \
    "2024-04-26 周五 起算日;2024-04-27 周六 周末;2024-04-28 周日 调休上班计入 1 202310/content_6911528;2024-04-29 周一 计入 2;2024-04-30 周二 计入 3;" \
    "in Chinese, too"

# ---- the view and explain, line by line ----

cat tests/golden/*.ndjson | "$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1
drain
explained() { # explained CASE: its days as explain prints them, an extension's opening day left out
    explain "$1" | awk '
        /^[a-z_]+ \(/ { clock = $1; split("", seen) }
        /^[0-9]+-[0-9]+-[0-9]+ [A-Z][a-z][a-z] / && !($1 in seen) {
            seen[$1] = 1
            what = $3
            sub("make-up", "make_up", what)
            notice = match($0, /(off|worked): [^ ]+/) ? substr($0, RSTART, RLENGTH) : ""
            if (what == "rest" && notice ~ /^off/) what = "off"
            sub(/^[a-z]+: /, "", notice)
            print clock "|" $1 "|" what "|" (/paused in part/ ? "t" : "f") "|" notice "|" (/not published yet/ ? "f" : "t")
        }' | sort
}
viewed() { # viewed CASE ID
    sql "SELECT clock, clock_day, what, is_paused_in_part, notice, is_published FROM book.clock_day
        WHERE subject = '$1' AND what <> 'before'" | LC_ALL=C.UTF-8 sort
}
differ=0 # of more than 400 days explain alone tells
lines=0
kinds=
while read -r subject; do
    explained "$subject" | LC_ALL=C.UTF-8 sort >"$STACK/explained"
    viewed "$subject" >"$STACK/viewed"
    lines=$((lines + $(wc -l <"$STACK/viewed")))
    kinds="$kinds $(cut -d'|' -f3 "$STACK/viewed" | sort -u | tr '\n' ' ')"
    diff "$STACK/explained" "$STACK/viewed" >"$STACK/difference" && continue
    differ=$((differ + 1))
    note "$subject: $(head -n 4 "$STACK/difference" | tr '\n' ' ')"
done < <(sql "SELECT DISTINCT subject FROM book.clock WHERE case_number NOT IN ('long')")
is "$differ" 0 "view and explain say the same of every day"
ok '[ "$lines" -ge 1000 ]' "of more than a thousand"
is "$(tr ' ' '\n' <<<"$kinds" | grep . | sort -u | tr '\n' ' ')" "counted make_up moved off paused rest start " "and of every kind"
done_testing
