#!/bin/bash
# checklist.sh -- the seventeen items of a unit's year: what is there, what is missing, and the report upon them.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack checklist

admin=$(bin shouwen-admin)
assessment=$(bin shouwen-assessment)
year=$(TZ=Asia/Shanghai date +%Y)
last=$((year - 1))

# ---- the parts, in two languages ----

is "$(sed -n 's/^CHECKLIST_PART(\([0-9]*\), \([A-Z_]*\), "\(.*\)")$/\1 \L\2\E \3/p' lib/core/checklist.def)" \
    "$(sed -n "s/^ *(\([0-9]*\), [0-9]*, '\([a-z_]*\)', '\([^']*\)', 'part',.*/\1 \2 \3/p" schemas/parts/checklist_list.sql)" \
    "what is counted and what the sheet names are the same parts"

# ---- who there is ----

cp -r deploy/directory "$STACK/directory"
cat >>"$STACK/directory/roles.csv" <<CSV
主要领导,zjj,,李强,,$last-06-30
主要领导,zjj,,吴刚,$last-07-01,
CSV
echo "新来,新来,,$last-06-01," >>"$STACK/directory/people.csv"
echo "新来,zjj,fck,$last-06-01," >>"$STACK/directory/memberships.csv"
"$admin" load directory "$STACK/directory" --yes >"$STACK/load.log" 2>&1
is $? 0 "a directory is loaded"
"$admin" load calendar schemas/policy/calendar --yes >>"$STACK/load.log" 2>&1
"$admin" load policy schemas/policy/base.csv --yes >>"$STACK/load.log" 2>&1
is $? 0 "with calendar and limits"

line() { # line book|case/ID|UNIT NUMBER DAY BODY: an event at nine
    local subject='' source=$1
    case $1 in
    book) ;;
    case/*) subject="\"subject\":\"${1#case/}\"," source=book ;;
    *) subject="\"subject\":\"unit/$1/$2\"," ;;
    esac
    printf '{"header":{%s"caseSource":"%s","caseNumber":"%s","occurredAt":"%sT09:00:00+08:00","source":"office","sourceRef":"%s"},%s}\n' \
        "$subject" "$source" "$2" "$3" "$(md5sum <<<"$*" | cut -c 1-16)" "$4"
}
year_line() { # year_line DAY BODY: of zjj's last year, MM-DD
    line zjj "$last" "$last-$1" "$2"
}
shown() { # shown DAY ITEM [MORE]: evidence
    year_line "$1" "\"checklistEvidence\":{\"item\":\"$2\"${3:+,$3}}"
}
parts() { # parts NAME...
    printf ',"EVIDENCE_PART_%s"' "$@" | sed 's/^,/"parts":[/; s/$/]/'
}
publish() {
    "$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1
}
project() {
    local each
    for each in section-ledger master-ledger overdue-alerts assessment; do
        "$(bin shouwen-$each)" run --until-caught-up --lock-dir "$STACK/run" >>"$STACK/$each.log" 2>&1 || return 1
    done
}
sheet() { # sheet DAY: MM-DD of last year
    "$assessment" sheet --unit zjj --on "$last-$1" --json 2>"$STACK/sheet.log"
}
item() { # item DAY ITEM: state, what is missing, what is not asked for
    sheet "$1" | jq -r "select(.item == $2) | [.state, .missing, .not_asked] | join(\" | \")"
}

mkdir -p "$STACK/run"
{
    year_line 01-02 "\"yearOpened\":{\"unit\":\"zjj\",\"year\":\"$last\"}"
    shown 02-03 1 "$(parts DUTIES STAFFING PROCEDURE),\"document\":\"住建〔$last〕3号\""
    shown 02-10 1 "$(parts SUPERVISION),\"document\":\"住建〔$last〕5号\""
    shown 02-11 3 "$(parts YEAR_START),\"person\":\"吴刚\""
    shown 02-12 10 '"section":"fck"'
    shown 02-12 11 '"section":"fck"'
    shown 02-12 11 '"section":"zak","person":"吴刚"'
    shown 02-13 12
    shown 02-13 13 '"section":"fck"'
    shown 02-14 14 "$(parts PREMISES WEBSITE PHONE)"
    year_line 03-03 '"trainingHeld":{"mode":"TRAINING_MODE_ASSEMBLY","headcount":"30","persons":["李强","周敏"]}'
    year_line 03-04 '"trainingHeld":{"mode":"TRAINING_MODE_SECTION","headcount":"3","section":"fck","persons":["周敏"]}'
    line book 1 "$last-03-10" '"accepted":{"unit":"zjj","section":"fck","receiver":"周敏","channel":"CHANNEL_CALL","category":"CATEGORY_CONSULTATION","hasName":true,"hasContact":true,"hasContent":true}'
    line book 1 "$last-03-11" '"completed":{"by":{"person":"周敏"},"solved":"ANSWER_YES"}'
} | publish
project
is $? 0 "what happened in spring is projected"

# ---- item by item ----

is "$(sheet 03-31 | wc -l)" 17 "a sheet has seventeen items"
is "$(item 01-31 1)" "missing | 责任分工；人员安排；办理流程；监督管理；督查考核 | " "nothing is there before it is shown"
is "$(item 02-05 1)" "partly | 监督管理；督查考核 | " "a plan lacks the parts that it lacks"
is "$(item 03-31 1)" "partly | 督查考核 | " "fewer when another document has them"
ok 'sheet 03-31 | jq -r "select(.item == 1) | .evidence" | grep -q "办理流程 住建〔$last〕3号 $last-02-03；监督管理 住建〔$last〕5号 $last-02-10"' \
    "which are named with their days"
is "$(item 03-31 2)" "not_asked |  | 实施细则" "rules are not compulsory"
is "$(item 03-31 3)" "missing | 年初安排：非主要领导所为 | 年终总结" "who is not 主要领导 that day arranges nothing, and the summing-up is not asked for yet"
is "$(item 03-31 4)" "not_asked |  | 年度报告" "nor is the report"
is "$(item 12-31 4)" "missing | 年度报告 | " "until the year's last day"
is "$(item 03-31 5)" "partly | 个人自学；常态化提醒 | " "forms of training that lack"
is "$(item 03-31 7)" "missing | 列入目标考核 | " "nothing was shown of the assessment"
is "$(item 03-31 8) $(item 03-31 9)" "done |  |  done |  | " "the leader, the section and the post stand in the directory"
is "$(item 03-31 10)" "partly | 各科(股)室责任：办公室、大厅窗口、质安科 | " "sections without a duty are named"
is "$(item 03-31 11)" "partly | 首问责任人责任：办公室 2 人、大厅窗口 1 人 | " "and how many people"
is "$(item 03-31 12) $(item 03-31 13)" "done |  |  partly | 科(股)室岗牌：办公室、大厅窗口、质安科 | " "sections without a sign"
is "$(item 03-31 14)" "partly | 微信；网上信箱 | " "places where nothing was published"
is "$(item 03-31 15)" "partly | 定期汇总：1月、2月、3月 | " "months that were not totalled"
is "$(item 03-31 16)" "partly | 分台账：办公室、大厅窗口、质安科；电话回访：1 件逾期未回访 | " "sections without a ledger, and callbacks that were not made"
is "$(item 03-12 16)" "partly | 分台账：办公室、大厅窗口、质安科 | " "which were not late before they were due"
is "$(item 03-31 17)" "missing | 首问责任总岗抽查；机关纪委抽查 | 跟踪问效" "nobody has checked, so there is nothing to follow up"

# ---- what is done about it ----

id=$(sql "SELECT case_id FROM book.case_row WHERE case_number = '1'")
{
    shown 07-02 1 "$(parts ASSESSMENT)"
    shown 07-02 2
    shown 07-02 3 "$(parts YEAR_START),\"person\":\"吴刚\""
    year_line 07-03 '"trainingHeld":{"mode":"TRAINING_MODE_SELF_STUDY","headcount":"30"}'
    year_line 07-04 '"trainingHeld":{"mode":"TRAINING_MODE_REMINDER","headcount":"30"}'
    shown 07-05 10
    shown 07-05 11
    for section in bgs dtck zak; do
        shown 07-06 13 "\"section\":\"$section\""
        year_line 07-06 "\"bookReported\":{\"section\":\"$section\",\"month\":\"6\",\"isNil\":true}"
    done
    shown 07-07 14 "$(parts WECHAT MAILBOX)"
    line book 1 "$last-07-08" '"callbackMade":{"by":{"unit":"zjj","section":"fck"},"outcome":"CALLBACK_OUTCOME_REACHED","attempt":"1"}'
    line book 1 "$last-07-08" '"rated":{"satisfaction":"SATISFACTION_SATISFIED"}'
    line book 1 "$last-07-10" '"spotChecked":{"checkers":["CHECKER_MASTER_POST","CHECKER_DISCIPLINE_COMMITTEE"],"satisfaction":"SATISFACTION_DISSATISFIED","finding":"FINDING_BAD","about":{"person":"周敏"}}'
    line "case/$id" 1 "$last-07-11" '"rectificationOrdered":{"orderId":"ZG-1","limit":"3","limitUnit":"LIMIT_UNIT_WORKING_DAY"}'
} | publish
project
is $? 0 "what happened in summer is projected"
for month in 01 02 03 04 05 06; do
    "$(bin shouwen-master-ledger)" totals --unit zjj --month "$last-$month" --close >>"$STACK/totals.log" 2>&1
done
is "$(sheet 07-10 | jq -r 'select(.state == "done") | .item' | xargs)" "1 2 3 5 8 9 10 11 12 13 14 16 17" "items are done as what they lack comes"
is "$(item 07-31 17)" "partly | 跟踪问效：1 件逾期未整改 | " "a bad finding is followed up when it is put right in time"
is "$(item 03-31 16)" "partly | 分台账：办公室、大厅窗口、质安科；电话回访：1 件逾期未回访 | " "and a day that has gone stays as it was"
is "$("$assessment" sheet --unit zjj --on "$year-01-31" --json | jq -r 'select(.item == 15) | .state')" "missing" "another year is another sheet"
is "$(sql "SELECT state FROM book.completion_sheet WHERE unit = 'zjj' AND item = 8") $(sql "SELECT 完成情况 FROM \"台账\".\"工作清单\"
    WHERE 单位代码 = 'zjj' AND 清单序号 = 8")" "done 已完成" "today's is a view, in both languages"
"$assessment" sheet --unit zjj --on 2025-02-30 >/dev/null 2>&1
is $? 2 "a day that does not exist is a mistake"
is "$("$assessment" sheet --unit nobody --json | jq -r .state | sort | uniq -c | xargs)" "15 missing 2 not_asked" \
    "of a unit nobody knows everything is missing"
is "$("$assessment" sheet --unit zjj --csv | wc -l)" 18 "there is a table for spreadsheets"
ok '"$assessment" sheet --unit zjj --on "$last-07-10" | grep -q "^已完成 13 项，部分完成 1 项，未完成 2 项，不作要求 1 项$"' "and a page for people"

# ---- coverage ----

line zjj "$year" "$year-01-04" "\"checklistEvidence\":{\"item\":\"13\",\"section\":\"fck\"}" | publish
line book 2 "$year-01-05" '"accepted":{"unit":"zjj","section":"fck","receiver":"周敏"}' | publish
project
is "$(sql "SELECT section, has_section_post, has_sign, last_entry_at IS NOT NULL, is_covered FROM book.two_coverage WHERE unit = 'zjj'
    ORDER BY section" | tr '\n' ' ')" "bgs|t|f|f|f dtck|t|f|f|f fck|t|t|t|t zak|t|f|f|f " "sections have post, sign and ledger, or not"
is "$(sql "SELECT level, has_plan, has_master_post, has_master_sign, has_ledger, sections_in_force, sections_without_sign, sections_without_ledger
    FROM book.unit_coverage WHERE unit = 'zjj'")" "city|f|t|f|t|4|3|3" "units have plan, post, sign and ledger, or not"
is "$(sql "SELECT count(*) FROM book.unit_coverage") $(sql "SELECT count(*) FROM directory.unit WHERE NOT is_outside AND last_day IS NULL")" \
    "$(sql "SELECT count(*) FROM book.unit_coverage") $(sql "SELECT count(*) FROM \"台账\".\"单位覆盖\"")" "every one of the three levels"
is "$(sql "SELECT person, is_newcomer, trainings FROM book.training_coverage WHERE unit = 'zjj' AND section = 'fck' ORDER BY person" | tr '\n' ' ')" \
    "周敏|f|0 新来|f|0 " "staff with the trainings of this year"
echo "后来,后来,,$last-08-01," >>"$STACK/directory/people.csv"
echo "后来,zjj,fck,$last-08-01," >>"$STACK/directory/memberships.csv"
"$admin" load directory "$STACK/directory" --yes >>"$STACK/load.log" 2>&1
line zjj "$year" "$year-01-06" '"trainingHeld":{"mode":"TRAINING_MODE_REMINDER","headcount":"1","persons":["周敏"]}' >"$STACK/later.ndjson"
is "$(sql "SELECT string_agg(person, ' ') FROM book.training_coverage WHERE is_newcomer AND unit = 'zjj'")" "后来" "who came after the last one is a newcomer"
publish <"$STACK/later.ndjson"
project
is "$(sql "SELECT count(*) FILTER (WHERE is_newcomer), count(*) FILTER (WHERE has_reminder) FROM book.training_coverage WHERE unit = 'zjj'")" \
    "0|1" "until the next one is held"

# ---- the report ----

report() { # report OPTION...
    "$assessment" report --unit zjj "$@" 2>"$STACK/report.log"
}
report --year "$last" >"$STACK/report.md"
is $? 0 "the year has a report"
ok 'grep -q "^# 市住建局 $last 年首问责任制落实情况报告$" "$STACK/report.md"' "of the unit by its name"
ok 'grep -q "^总台账登记 1 件，其中本单位首问 1 件，其他单位转来 0 件；已按月汇总 6 个月。$" "$STACK/report.md"' "with the master ledger's totals"
ok 'grep -q "^- 办结：应 1 件，按时 1 件，逾期 0 件，按时率 100.00%$" "$STACK/report.md"' "what was on time"
ok 'grep -q "^- 应回访 1 件，已回访 1 件（接通 1，拒访 0，三次未接通 0），回访率 100.00%；免回访 0 件$" "$STACK/report.md"' "callbacks"
ok 'grep -q "^- 评价 1 件：满意 1，一般 0，不满意 0，满意率 100.00%$" "$STACK/report.md"' "satisfaction"
ok 'grep -q "^- 抽查 1 件，发现问题 1 件$" "$STACK/report.md" && grep -q "^- 整改：应 1 件，按时 0 件，逾期 1 件，按时率 0.00%$" "$STACK/report.md"' \
    "spot checks and what came of them"
ok 'grep -q "^- 大会集中讲：1 次，30 人次$" "$STACK/report.md" && grep -q "^- 记名参训 2 人$" "$STACK/report.md"' "trainings"
ok 'grep -q "^| 房产科 | 1 | 100.00% | 100.00% | 100.00% | 1 | 1 |$" "$STACK/report.md"' "sections"
ok 'grep -q "^| 17 | 抽查和跟踪问效 | 部分完成 | 跟踪问效：1 件逾期未整改 |$" "$STACK/report.md"' "and the checklist"
ok '! grep -qE "周敏|李强|吴刚" "$STACK/report.md"' "it names nobody"
ok 'report --year "$year" | grep -q "统计截至 $(TZ=Asia/Shanghai date +%Y-%m-%d)"' "of this year it counts until today"
report --year $((year + 1))
is $? 1 "a year that has not begun has none"
report
is "$?:$(cat "$STACK/report.log")" "2:which year is not said: --year 2025" "a year is wanted"
ok '"$assessment" report --unit nobody --year "$last" | grep -q "^总台账登记 0 件"' "a unit nobody knows has an empty one"

# ---- its clock ----

report_clock() { # report_clock UNIT: verdict of last year's report, and how its alerts stand
    echo "$(sql "SELECT ended, verdict FROM book.clock WHERE clock = 'annual_report' AND unit = '$1' AND case_number = '$last'")" \
        "$(sql "SELECT rung, coalesce(clear_reason, 'open') FROM alert.alert WHERE clock = 'annual_report' AND unit = '$1'
            AND case_number = '$last' ORDER BY rings_at" | tr '\n' ' ')"
}
line cgj "$last" "$last-01-02" "\"yearOpened\":{\"unit\":\"cgj\",\"year\":\"$last\"}" | publish
ok 'project && wait_until "[ \"\$(report_clock cgj)\" != \"running|pending \" ]" 60' "a unit that is silent has a clock, too"
is "$(report_clock zjj)" "running|pending yellow|open red|open urge|open " "a report that was not submitted has rung when the year was over"
line zjj "$last" "$last-12-20" '"checklistEvidence":{"item":"4","document":"报〔1〕号"}' | publish
line cgj "$last" "$year-01-20" '"checklistEvidence":{"item":"4","document":"报〔2〕号"}' | publish
project
is "$(report_clock zjj)" "done|on_time yellow|done_in_time red|done_in_time urge|done_in_time " "one that was told late stops it, and takes back what rang"
is "$(report_clock cgj)" "done|late yellow|open red|open urge|open " "one that was late leaves it"
is "$(item 12-31 4)" "done |  | " "and the fourth item is done"
# ---- an office that keeps its year in a spreadsheet ----

is "$("$(bin shouwen-register)" --mapping producers/register/oversight.map producers/register/oversight.csv 2>&1 | tail -n 1)" \
    "12 messages sent: 12 acknowledged, 0 refused, 0 without an answer" "a log of evidence, trainings, inspections and points is imported"
project
is "$(sql "SELECT count(*) FROM book.evidence_row WHERE document = '住建〔2025〕4号'") $(sql "SELECT finding FROM book.check_row
    WHERE number = '督〔2025〕2号'") $(sql "SELECT verdict FROM book.clock WHERE clock = 'rectification' AND case_source = 'zjj'
    AND case_number = '2025'") $(sql "SELECT points::numeric(4, 2) FROM book.points_adjusted WHERE basis = '督〔2025〕2号'")" \
    "1 bad on_time -0.50" "with what was found, put right in time, and taken off"
is "$(grep -c '"status":"rejected"' "$STACK/publish.log")" 0 "nothing that was said here was refused"

done_testing
