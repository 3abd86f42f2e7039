#!/bin/bash
# book.sh -- a ledger becomes the office's book: on paper (through Chromium), as a table, and in totals.
# seconds: 40
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack book

section_ledger=$(bin shouwen-section-ledger)
master_ledger=$(bin shouwen-master-ledger)
register=$(bin shouwen-citizen-register)
book=(--unit zjj --section fck --year 2024)

# ---- what happened ----

event_id=00000000-0000-4000-8000-%012d # of event 1, 2 …

# event ID NUMBER AT BODY [TEXTS]: a line for shouwen-publish; its id ends in ID
event() {
    printf '{"header":{"eventId":"'$event_id'","caseSource":"counter","caseNumber":"%s",
        "source":"counter","sourceRef":"%s","occurredAt":"%s:00+08:00","texts":[%s]},%s}' \
        "$1" "$2" "$1" "$3" "${5:-}" "$4" | tr -d '\n'
    echo
}

accepted() { # accepted ID NUMBER AT SECTION CHANNEL CATEGORY [RECEIVER]
    event "$1" "$2" "$3" "\"accepted\":{\"unit\":\"zjj\",\"section\":\"$4\",\"receiver\":\"${7:-zhou}\",
        \"channel\":\"CHANNEL_$5\",\"category\":\"CATEGORY_$6\",\"hasName\":true,\"hasContact\":true,
        \"hasContent\":true}" '"TEXT_FIELD_CONTENT","TEXT_FIELD_CHANNEL"'
}

transferred() { # transferred ID NUMBER AT UNIT SECTION
    event "$1" "$2" "$3" "\"transferred\":{\"to\":{\"unit\":\"$4\",\"section\":\"$5\"}}"
}

completed() { # completed ID NUMBER AT
    event "$1" "$2" "$3" '"completed":{"by":{"person":"chen"},"resultLength":4}' '"TEXT_FIELD_RESULT"'
}

rated() { # rated ID NUMBER AT SATISFACTION
    event "$1" "$2" "$3" "\"rated\":{\"satisfaction\":\"SATISFACTION_$4\"}"
}

reported() { # reported ID SECTION MONTH "ROWS"
    printf '{"header":{"subject":"unit/zjj/2024","caseSource":"zjj","caseNumber":"2024","source":"counter",
        "sourceRef":"report %s","occurredAt":"2024-12-%02dT09:00:00+08:00"},
        "bookReported":{"section":"%s","month":"%s",%s,"by":"zhou"}}' "$1" "$1" "$2" "$3" "$4" | tr -d '\n'
    echo
}

record() { # record NUMBER NAME CONTACT: who asked
    jq -cn --arg number "$1" --arg name "$2" --arg contact "$3" '{
        header: {caseSource: "counter", caseNumber: $number, source: "counter"},
        citizenRecord: {name: $name, contact: $contact}}'
}

text_of() { # text_of ID NUMBER FIELD TEXT: of event ID
    jq -cn --arg id "$(printf "$event_id" "$1")" --arg number "$2" --arg field "TEXT_FIELD_$3" --arg text "$4" '{
        header: {eventId: $id, caseSource: "counter", caseNumber: $number, source: "counter"},
        textRecord: {field: $field, text: $text}}'
}

history() {
    accepted 1 2024-01 2024-03-04T09:30 fck VISIT CONSULTATION # a whole page
    event 2 2024-01 2024-03-05T16:00 '"contacted":{"reached":true}'
    completed 3 2024-01 2024-03-06T11:00
    event 4 2024-01 2024-03-07T10:00 '"callbackMade":{"outcome":"CALLBACK_OUTCOME_REACHED","attempt":"1"}'
    rated 5 2024-01 2024-03-07T10:01 SATISFIED
    event 6 2024-01 2024-03-08T09:00 '"opinionRecorded":{"role":"OPINION_ROLE_SECTION_HEAD","agrees":"ANSWER_YES"}' \
        '"TEXT_FIELD_OPINION"'
    event 7 2024-01 2024-04-01T09:00 '"spotChecked":{"checkers":["CHECKER_MASTER_POST",
        "CHECKER_DISCIPLINE_COMMITTEE"],"satisfaction":"SATISFACTION_SATISFIED","finding":"FINDING_GOOD"}'
    accepted 10 2024-02 2024-03-11T14:00 fck OTHER COMPLAINT # a redo
    completed 11 2024-02 2024-03-12T09:00
    rated 12 2024-02 2024-03-13T09:00 DISSATISFIED
    event 13 2024-02 2024-03-14T09:00 '"reopened":{"reason":"not_solved"}'
    completed 14 2024-02 2024-03-20T09:00
    rated 15 2024-02 2024-03-21T09:00 FAIR
    accepted 20 2024-03 2024-04-08T08:40 fck CALL PROBLEM # to another unit
    transferred 21 2024-03 2024-04-08T10:00 cgj ''
    accepted 30 2024-04 2024-06-03T08:40 bgs LETTER SERVICE # came from another section, long
    transferred 31 2024-04 2024-06-03T10:00 zjj fck
    completed 32 2024-04 2024-06-05T10:00
    accepted 40 2024-05 2024-08-05T08:40 fck MAILBOX OTHER nobody_knows # erased, and tried by inspectors
    event 41 2024-05 2024-08-06T08:40 '"progressed":{}'
    accepted 50 2024-06 2024-08-06T08:40 fck HOTLINE SERVICE # merged, and very long
    reported 1 fck 3 '"rows":"2"'
    reported 2 fck 4 '"rows":"7"'
    reported 3 fck 5 '"isNil":true'
    reported 4 fck 8 '"rows":"1"'
    reported 4 fck 8 '"rows":"2"'
}

citizens() {
    local number
    for number in 01 02 04 06; do
        record "2024-$number" '<script>王小𠮷' 13812341234
    done
    record 2024-03 '=NAME()' +8613812341234
    record 2024-05 赵将清除 13912349876
    text_of 1 2024-01 CONTENT '二手房过户要交哪些税 & <b>手续</b>'
    text_of 3 2024-01 RESULT 当面答复并给了税费清单
    text_of 6 2024-01 OPINION '=HYPERLINK("x")'
    text_of 10 2024-02 CHANNEL 广场咨询日
    text_of 11 2024-02 RESULT 第一次的答复
    text_of 14 2024-02 RESULT 第二次的答复，详尽
    text_of 20 2024-03 CONTENT '=1+1'
    text_of 40 2024-05 CONTENT 赵将清除的话
    text_of 50 2024-06 CONTENT "$(printf '很长的内容。%.0s' {1..900})完了"
}

later() { # what names a case by its id
    event 43 2024-05 2024-08-06T08:41 '"inspected":{"mode":"INSPECTION_MODE_MOCK_VISIT","finding":"FINDING_NONE"}' | of_case 2024-05
    event 51 2024-06 2024-08-06T09:40 "\"merged\":{\"into\":\"$(case_id 2024-01)\",\"intoSource\":\"counter\",
        \"intoNumber\":\"2024-01\"}"
}

of_case() { # of_case NUMBER: an event that could be of a unit's year is said to be of this case
    sed "s/{\"eventId\"/{\"subject\":\"$(case_id "$1")\",\"eventId\"/"
}

case_id() { # case_id NUMBER
    sql "SELECT case_id FROM book.case_row WHERE case_number = '$1'"
}

history >"$STACK/history.ndjson"
"$(bin shouwen-publish)" <"$STACK/history.ndjson" >"$STACK/publish.log" 2>&1
is $? 0 "what happened is published"
drain section
is $? 0 "and in the section ledgers"
drain master
is $? 0 "and in the master ledgers"
later | "$(bin shouwen-publish)" >"$STACK/later.log" 2>&1
is $? 0 "and what names other cases"
register_reads() {
    "$register" run --until-caught-up --log-level warn --lock-dir "$STACK" >>"$STACK/register.log" 2>&1
}
citizens | "$(bin shouwen-publish)" >"$STACK/citizens.log" 2>&1
is $? 0 "and who asked, in what words"
register_reads
is "$? $(sql 'SELECT (SELECT count(*) FROM citizen.record), count(*) FROM citizen.text')" "0 6|9" "which the register keeps"
ok '"$register" erase --case counter/2024-05 --approver zhou --yes' "one of them is erased"
register_reads
is "$? $(sql 'SELECT (SELECT count(*) FROM citizen.record), count(*) FROM citizen.text')" "0 5|8" "and forgotten"
drain section
drain master

# ---- who they are ----

sql "INSERT INTO directory.unit (code, name, level) VALUES ('zjj', '泸州市住房和城乡建设局', 'city'),
         ('cgj', '市城管局', 'city'), ('leer', '泸州市空局', 'city');
     INSERT INTO directory.section (unit, code, name, is_dedicated, first_day, last_day) VALUES
         ('zjj', 'fck', '房产科', false, '2020-01-01', '2024-06-30'),
         ('zjj', 'fck', '住房保障科', false, '2024-07-01', NULL),
         ('zjj', 'bgs', '办公室', true, '2020-01-01', NULL), ('zjj', 'zak', '质安科', false, '2020-01-01', NULL);
     INSERT INTO directory.person (code, name) VALUES ('zhou', '周敏'), ('chen', '陈刚'), ('li', '李强');
     INSERT INTO directory.role (role, unit, section, person, first_day, last_day) VALUES
         ('section_post', 'zjj', 'fck', 'zhou', '2020-01-01', '2024-05-31'),
         ('section_post', 'zjj', 'fck', 'li', '2024-07-01', NULL),
         ('master_post', 'zjj', 'bgs', 'chen', '2020-01-01', NULL)"

sql "CREATE ROLE wang LOGIN IN ROLE citizen_reader"
in_the_clear=(--reveal 回访核对 --reveal-user wang)

without() { # without KIND THING SENTENCE OPTIONS...: no book while it has another name
    local kind=$1 thing=$2 missing=$3 said
    shift 3
    sql "ALTER $kind $thing RENAME TO taken_away"
    said=$("$section_ledger" book "${book[@]}" "$@" 2>&1)
    is $? 1 "without $thing there is no book"
    ok '[[ $said == *"$missing there: names and texts come from shouwen-citizen-register"* ]]' "and it says what is missing"
    sql "ALTER $kind ${thing%%.*}.taken_away RENAME TO ${thing##*.}"
}
without VIEW book.citizen "the views book.citizen and book.citizen_text are not"
without VIEW book.citizen_text "the views book.citizen and book.citizen_text are not"
without FUNCTION citizen.reveal "the function citizen.reveal is not" "${in_the_clear[@]}"

# ---- on paper ----

paper() { # paper NAME ARGUMENTS...: prints $STACK/NAME.pdf from what a ledger's book is
    local name=$1
    shift
    "$@" --output "$STACK/$name.html" 2>"$STACK/$name.log" || return
    timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$STACK/chromium" --print-to-pdf="$STACK/$name.pdf" --no-pdf-header-footer \
        "file://$STACK/$name.html" >"$STACK/chromium.log" 2>&1
}

pages() {
    pdfinfo "$STACK/$1.pdf" | sed -n 's/^Pages: *//p'
}

text() { # text NAME FIRST [LAST]: of these sheets, without spaces
    pdftotext -f "$2" -l "${3:-$2}" "$STACK/$1.pdf" - | tr -d ' \n\f'
}

says() { # says NAME PAGE TEXT...: every text is on that sheet
    local found part
    found=$(text "$1" "$2")
    shift 2
    for part; do
        [[ $found == *"$part"* ]] || {
            echo "\"$part\" is not in \"$found\"" >&2
            return 1
        }
    done
}

ok 'paper section "$section_ledger" book "${book[@]}"' "a section's book is printed"
ok 'paper clear "$section_ledger" book "${book[@]}" "${in_the_clear[@]}"' "and in the clear"
# cover, a sheet a form, the annex, two of totals
is "$(pages section)" 9 "a sheet a form"
long=$(($(pages clear) - 9))
ok '[ "$long" -ge 1 ] && [ "$long" -le 6 ]' "only one that is too long takes $long more"
for name in section clear; do
    is "$(pdfinfo "$STACK/$name.pdf" | grep -c 'Page size:.*A4')" 1 "on A4"
    is "$(grep -c '<script' "$STACK/$name.html")" 0 "nothing typed becomes markup"
    is "$(stat -c %a "$STACK/$name.html")" 600 "the file is its owner's alone"
done
ok 'says section 1 泸州市住房和城乡建设局首问责任制 工作台账 住房保障科 首问责任岗： 2024年 共5件，附页（转入）1件 个人信息已隐去' \
    "the cover says whose book it is"
ok 'says clear 1 泸州市住房和城乡建设局首问责任制 含个人信息，注意保密' "and what is in it"
ok 'says section 1 "周敏（2024年1月1日至2024年5月31日）" "空缺（2024年6月1日至2024年6月30日）" "李强（2024年7月1日至2024年12月31日）"' \
    "and who held the post, and when nobody did"
ok 'says section 2 编号：2024-01 来源：counter 科室：房产科 受理时间2024年3月4日09:30 首问责任人周敏 ☑来访 ☑咨询事项 ☑本人本科室办理 \
    办结时间2024年3月6日11:00 回访时间2024年3月7日10:00 ☑满意 第1页共5页' "a form has its fields and ticks"
ok 'says clear 2 "二手房过户要交哪些税&<b>手续</b>" 当面答复并给了税费清单 "=HYPERLINK(\"x\")" "<script>王小" 13812341234' \
    "and its texts, whatever they hold"
ok 'says section 2 "<*" "138****1234" ‹已屏蔽22字› ‹已屏蔽11字› ‹已屏蔽15字›' "names, numbers and words are masked"
ok '! grep -e 王小 -e 13812341234 -e 手续 -e HYPERLINK -e 答复 -e 广场 -e 很长 "$STACK"/section.{html,log} "$STACK/clear.log"' "and nowhere in it"
ok 'says section 2 首问责任总岗、机关纪委联合抽查 群众评价：满意 抽查结论：情况良好' "a spot check is a remark"
ok 'says clear 3 "☑其他（广场咨询日）" ☑投诉 第二次的答复，详尽 2024年3月20日09:00 首次办结时间：2024年3月12日09:00 ☑一般 首次评价：不满意' \
    "a redo prints the last and notes the first"
ok '! says clear 3 第一次的答复 2>/dev/null' "and not the first answer"
ok 'says section 3 "☑其他（‹已屏蔽5字›）" ‹已屏蔽9字› && ! says section 3 ‹已屏蔽6字› 2>/dev/null' "masked as well"
ok 'says section 4 ☑转交其他单位办理 转交：市城管局' "to another unit"
for name in section clear; do
    ok 'says $name 5 科室：住房保障科 首问责任人nobody_knows 已清除 现场模拟办事' "an erased case keeps its form, under the names of its day"
    ok '! grep -e 赵将 -e 13912349876 -e "139\*" "$STACK/$name.html"' "and nothing of who it was"
done
last=$((6 + long))
ok 'says section 6 并入事项2024-01 编号：2024-06 第5页共5页 ‹已屏蔽5402字›' "a merged case names the other"
for ((sheet = 6; sheet <= last; sheet++)); do
    ok 'says clear $sheet 编号：2024-06 第5页共5页' "what runs on has its head and foot on every sheet"
done
ok 'says clear $last 并入事项2024-01' "and its remarks on the last"
ok '[[ $(text clear 6 $last) == *完了* ]]' "and is all there"
is "$(text clear 6 $last | grep -o 很 | wc -l)" 900 "every sentence of it"
for name in section clear; do
    after=$(($(pages $name) - 2))
    ok 'says $name $after 附页：转入事项 2024年6月3日 2024年6月5日10:00' "what came from another section is in the annex"
    ok 'says $name $((after + 1)) 汇总 首问方式' "totals follow"
    ok 'says $name $((after + 2)) 报7实1 零报告' "with what was reported beside what is there"
done

ok 'paper month "$section_ledger" book --unit zjj --section fck --month 2024-03' "a month of it is printed"
is "$(pages month)" 5 "cover, two forms, totals"
ok 'says month 1 2024年3月 共2件' "and says which"

ok 'paper empty "$section_ledger" book --unit leer --section x --year 2024' "a book without a case is a book"
ok 'says empty 1 泸州市空局 首问责任岗：空缺 共0件' "with nobody to keep it"

ok 'paper master "$master_ledger" book --unit zjj --year 2024' "a unit's book is printed"
ok 'says master 1 总台账 办公室 首问责任总岗：陈刚 共6件' "its cover has the master post and its section"
ok 'says master 5 科室：办公室 编号：2024-04 ☑转交其他科室办理 转交：房产科' "every section's first inquiries are in it"
ok '! [[ $(text master 1 99) == *附页：* ]]' "and no annex"
sheets=$(pages master)
ok 'says master $sheets 各科室汇总 质安科 未报' "a section that reported nothing is seen"

# ---- as a table ----

"$section_ledger" book "${book[@]}" --csv >"$STACK/section.csv"
is "$(head -c 3 "$STACK/section.csv" | od -An -tx1 | tr -d ' ')" efbbbf "a table begins with a BOM"
is "$(head -n 1 "$STACK/section.csv" | sed 's/^\xEF\xBB\xBF//; s/\r$//' | cut -d, -f1-18)" \
    "$(head -n 1 producers/register/form.csv)" "its columns are the form's"
is "$(grep -c $'\r$' "$STACK/section.csv")" 7 "and it has a row a case, those transferred in too"
ok '! grep -e 王小 -e 13812341234 -e HYPERLINK -e 赵将 "$STACK/section.csv"' "masked"

"$section_ledger" book --unit zjj --section fck --from 2024-04-01 --to 2024-06-30 --csv |
    sed '1s/^\xEF\xBB\xBF//' >"$STACK/again.csv"
again=$("$(bin shouwen-register)" --mapping producers/register/form.map --dry-run "$STACK/again.csv" 2>&1)
is $? 0 "the register reads it again"
ok '[[ $again == *"2 rows, 2 cases"*"0 bad rows"* ]]' "every row of it"

# ---- in the clear ----

ok '"$section_ledger" book "${book[@]}" "${in_the_clear[@]}" --csv >"$STACK/clear.csv"' \
    "who may look gets a table in the clear"
ok 'grep -q "<script>王小𠮷,13812341234" "$STACK/clear.csv"' "with names as they are"
for formula in '=NAME()' +8613812341234 '=1+1' '=HYPERLINK(""x"")'; do # of columns of their own
    ok 'grep -q -F "'"'"'$formula" "$STACK/clear.csv" && ! grep -q -F -e ",$formula" -e ",\"$formula" "$STACK/clear.csv"' \
        "$formula is no formula in it"
done
is "$(sql "SELECT count(*), count(DISTINCT case_id), min(reason), max(reason), min(who), max(who) FROM citizen.access_log")" \
    '12|6|回访核对|回访核对|wang|wang' "every case he saw, on paper and here, is in the access log, with the reason"
is "$(sql 'SELECT citizen.access_log_is_whole()')" t "which is whole"
said=$("$section_ledger" book "${book[@]}" --reveal "好奇" --reveal-user shouwen_section_ledger 2>&1)
is $? 1 "the ledger's own role may not"
ok '[[ $said == *"permission denied"* ]]' "and says so"
said=$("$section_ledger" book "${book[@]}" --reveal "好奇" 2>&1)
is "$? $said" "2 reveal wants reveal-user, and the other way round" "nor does it go without a name"

# ---- mistakes ----

wrong() { # wrong TEXT ARGUMENTS...
    local wanted=$1
    shift
    is "$("$@" 2>&1; echo $?)" "$wanted
2" "$wanted"
}
wrong "--unit is not given" "$section_ledger" book --section fck --year 2024
wrong "--section is not given" "$section_ledger" book --unit zjj --year 2024
wrong "--year is not given" "$section_ledger" book --unit zjj --section fck
wrong "html and csv cannot both be given" "$section_ledger" book "${book[@]}" --html --csv
wrong 'section is "fck", but a master ledger is of all sections' "$master_ledger" book "${book[@]}"
wrong '"x" is more than this verb takes' "$master_ledger" book --unit zjj --year 2024 x
"$section_ledger" book "${book[@]}" --output "$STACK/no/where" >"$STACK/no.log" 2>&1
is $? 1 "a file that cannot be written is said"
echo old >"$STACK/kept.html"
ok '! "$section_ledger" book "${book[@]}" --pg-user nobody --output "$STACK/kept.html" 2>/dev/null' "a failure"
is "$(cat "$STACK/kept.html"; ls "$STACK"/*.new 2>/dev/null)" old "leaves what was there"
"$section_ledger" book "${book[@]}" >/dev/full 2>"$STACK/full.log"
is $? 1 "a full disk is a failure too"

# ---- totals ----

totals() {
    "$master_ledger" totals --unit zjj "$@"
}
ok '[[ $(totals --year 2024) == *"受理： 合计 6"*"办公室"*"住房保障科"* ]]' "a unit's totals are those of its book"
ok '[[ $(totals --year 2024) == *"3月报2 4月报7（台账1） 5月零报告"*"8月报2"* ]]' "and what was reported stands beside"
is "$(totals --month 2024-03 --csv | grep -c $'\r$')" 4 "as a table a row a section"
totals --month 2024-03 --close --closed-by zhou >"$STACK/close.1"
is $? 0 "a month is closed"
ok 'grep -q "3月已封账：第1版.*封账人 周敏" "$STACK/close.1"' "with who did it and when"
is "$(sql "SELECT section, received, satisfied, fair, redone FROM fact.month_total")" 'fck|2|1|1|1' "its totals are kept"
is "$(sql "SELECT count(*) > 0 AND bool_and(value::bigint >= 0) FROM fact.month_close, jsonb_each_text(offsets)")" t \
    "and how far the ledger had read"
{
    accepted 60 2024-07 2024-03-29T10:00 zak CALL PROBLEM
    event 61 2024-01 2024-03-09T10:00 '"voided":{"eventId":"00000000-0000-4000-8000-000000000005","approver":"li"}' | of_case 2024-01
} | "$(bin shouwen-publish)" >/dev/null 2>&1
drain section
drain master
ok '[[ $(totals --month 2024-03) == *"房产科"*"群众满意度/满意 封账 1，现 0，差 -1"*"质安科"*"受理/合计 封账 0，现 1，差 +1"* ]]' \
    "what came later shows as closed, now and difference"
totals --month 2024-03 --close >"$STACK/close.2"
is "$(sql "SELECT version, count(*), sum(received) FROM fact.month_total GROUP BY 1 ORDER BY 1")" '1|1|2
2|2|3' "closed again it is another version, and the old one stays"
ok 'grep -q "3月已封账：第2版" "$STACK/close.2" && ! grep -q 封账后变动 "$STACK/close.2"' "and nothing differs from it"
said=$(totals --month "$(date +%Y-%m)" --close 2>&1)
is $? 1 "a month that is not over cannot be closed"
ok '[[ $said == *"the month is not over"* ]]' "and it says so"
wrong "--close wants a month: --month 2022-03" "$master_ledger" totals --unit zjj --year 2024 --close
for statement in "UPDATE fact.month_total SET received = 0" "DELETE FROM fact.month_close" \
    "TRUNCATE fact.month_total, fact.month_close"; do
    ok '! psql "$SHOUWEN_PG_CONNINFO user=shouwen_master_ledger" -X -q -c "$statement" 2>/dev/null' "nobody may: $statement"
done
ok '! psql "$SHOUWEN_PG_CONNINFO user=shouwen_section_ledger" -X -q -c "INSERT INTO fact.month_close VALUES
    ('"'zjj', 2024, 1, 1, now(), '', '', '{}'"')" 2>/dev/null' "and no other ledger closes a month"

# ---- a long book ----

for ((i = 1; i <= 1000; i++)); do
    printf '{"header":{"caseSource":"many","caseNumber":"%d","source":"many","sourceRef":"%d",
        "occurredAt":"2024-05-06T%02d:%02d:00+08:00"},"accepted":{"unit":"many","section":"m"}}' \
        $i $i $((i / 600 + 9)) $((i / 10 % 60)) | tr -d '\n'
    echo
done >"$STACK/many.ndjson"
"$(bin shouwen-publish)" <"$STACK/many.ndjson" >/dev/null 2>&1
drain section
drain master

entries_read() { # of the index of the book, in all sessions that ended
    sql "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'section_row_book_index'"
}
before=$(entries_read)
"$section_ledger" book --unit many --section m --year 2024 >"$STACK/many.html"
is "$(grep -o '第 [0-9]* 页' "$STACK/many.html" | sort -u | wc -l)" 1000 "a long book has every page once, where ten came in a minute"
ok 'wait_until "[ \$(entries_read) -gt $((before + 1000)) ]" 20' "its index was read"
ok '[ $(($(entries_read) - before)) -lt 7000 ]' "and not from the beginning for every few pages"

checked "log and tables agree"
done_testing
