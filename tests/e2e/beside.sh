#!/bin/bash
# beside.sh -- bands among peers, and what stands beside a score and never in it, by small numbers.
. "$(dirname "$0")/../support/stack.sh"
stack beside

admin=$(bin shouwen-admin)
assessment=$(bin shouwen-assessment)

tell() { # tell NUMBER REF TIME BODY: one event of case NUMBER, in March 2024
    printf '{"header":{"caseSource":"book","caseNumber":"%s","source":"book","sourceRef":"%s","occurredAt":"2024-03-%s:00+08:00"},%s}\n' \
        "$1" "$1.$2" "$3" "$4"
}
accepted() { # accepted NUMBER UNIT SECTION [RECEIVER] [HAS_CONTACT]: on Monday 4 March
    tell "$1" accepted 04T09:00 "\"accepted\":{\"unit\":\"$2\",\"section\":\"$3\",\"receiver\":\"${4:-li}\",
        \"category\":\"CATEGORY_CONSULTATION\",\"hasContact\":${5:-true}}" | tr -d '\n' && echo
}
completed() { # completed NUMBER TIME [DIGEST LENGTH]
    tell "$1" completed "$2" "\"completed\":{\"solved\":\"ANSWER_YES\"${3:+,\"resultDigest\":\"$3\",\"resultLength\":$4}}"
}
digest() { # digest DIGIT: as JSON has 32 bytes
    printf '%d%031d' "$1" 0 | base64
}
called() { # called NUMBER REF TIME OUTCOME
    tell "$1" "$2" "$3" "\"callbackMade\":{\"outcome\":\"CALLBACK_OUTCOME_$4\"}"
}
rated() { # rated NUMBER TIME WORD
    tell "$1" rated "$2" "\"rated\":{\"satisfaction\":\"SATISFACTION_$3\"}"
}
checked() { # checked NUMBER TIME WORD
    tell "$1" checked "$2" "\"spotChecked\":{\"checkers\":[\"CHECKER_MASTER_POST\"],\"satisfaction\":\"SATISFACTION_$3\",\"finding\":\"FINDING_NONE\"}"
}
handed() { # handed NUMBER REF TIME WORD FROM TO
    tell "$1" "$2" "$3" "\"$4\":{\"from\":{\"unit\":\"z\",\"section\":\"$5\"},\"to\":{\"unit\":\"z\",\"section\":\"$6\"}}"
}
several() { # several UNIT SECTION PERSON IN_TIME LATE: so many matters of three working days
    local n
    for n in $(seq "$(($4 + $5))"); do
        accepted "$1-$2-$3-$n" "$1" "$2" "$3"
        [ "$n" -le "$4" ] && completed "$1-$2-$3-$n" 06T10:00 || completed "$1-$2-$3-$n" 20T10:00
    done
}

cat >"$STACK/timely.csv" <<'CSV'
formula,item,numerator,denominator,account,cap,out_of,basis
timely,on_time,on_time,due,handling,100,100,试验
CSV
sql "INSERT INTO directory.unit (code, name, level, kind) VALUES ('a', '甲县', 'county', 'organ'), ('b', '乙县', 'county', 'organ'),
         ('c', '丙县', 'county', 'organ'), ('d', '丁县', 'county', 'organ'), ('e', '戊县', 'county', 'organ'),
         ('t', '某镇', 'township', 'organ'), ('p', '园区', 'county', 'park');
     INSERT INTO directory.unit (code, name, level, is_outside) VALUES ('o', '外单位', 'county', true);
     INSERT INTO directory.section (unit, code, name) VALUES ('a', 'x', '一科'), ('a', 'y', '二科'), ('a', 'w', '三科');
     INSERT INTO directory.person (code, name) VALUES ('li', '李'), ('wu', '吴')"
{ "$admin" load calendar schemas/policy/calendar --yes && "$admin" load policy schemas/policy/base.csv --yes &&
    "$admin" load formula "$STACK/timely.csv" --yes; } >"$STACK/load.log" 2>&1
is $? 0 "there are rules and a formula"

# ---- bands ----

# In time: a 20 of 20 (x 10, y 10), b 9 of 10, c 8 of 10, d 3 of 3, t 5 of 10; e has none, and nobody knows z.
{
    several a x li 10 0; several a y wu 10 0
    several b x li 9 1; several c x li 8 2; several d x li 3 0; several t x li 5 5
} >"$STACK/bands.ndjson"

{ # What stands beside, of unit z, section s: see below.
    accepted z1 z s; completed z1 05T10:00 "$(digest 1)" 25
    called z1 c1 06T09:00 UNREACHABLE; called z1 c2 06T10:00 REACHED; rated z1 06T10:01 SATISFIED; checked z1 11T09:00 SATISFIED
    accepted z2 z s; completed z2 07T16:30 "$(digest 1)" 25; called z2 c1 08T09:00 REFUSED
    accepted z3 z s; completed z3 07T23:30 "$(digest 2)" 5
    called z3 c1 08T09:00 UNREACHABLE; called z3 c2 08T10:00 UNREACHABLE; called z3 c3 11T09:00 UNREACHABLE
    accepted z4 z s; completed z4 05T10:00 "$(digest 3)" 30
    accepted z5 z s li false; completed z5 05T10:00 "$(digest 2)" 5
    accepted z6 z s; completed z6 05T10:00; called z6 c1 06T09:00 REACHED; rated z6 06T09:01 DISSATISFIED
    checked z6 07T09:00 SATISFIED
    tell z6 rectified 08T09:00 '"rectificationDone":{"orderId":"r-6","accepted":"ANSWER_YES"}' | sed 's/"header":{/&"subject":"'"$(python3 -c '
import uuid; print(uuid.uuid5(uuid.UUID("6f0c3a10-5e0b-4c5e-9d3a-7b21e488a101"), "book\x1fz6"))')"'",/'
    called z6 c2 11T09:00 REACHED
    accepted z7 z s
    tell z7 gone 05T09:00 '"withdrawn":{"reason":"asked_elsewhere"}'
    accepted z8 z s; handed z8 t1 04T10:00 transferred s k; handed z8 t2 04T11:00 transferred k s
    handed z8 t3 04T12:00 transferred s k; handed z8 r 04T14:00 returned k s; completed z8 05T10:00 "$(digest 1)" 25
} >"$STACK/beside.ndjson"
cat "$STACK/bands.ndjson" "$STACK/beside.ndjson" | "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
is "$? $(grep -c '"refused"' "$STACK/publish.log")" "0 0" "matters are published"
for program in assessment master-ledger; do
    "$(bin "shouwen-$program")" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/$program.log"
    is $? 0 "and projected by $program"
done

bands() { # bands OPTION...: lines without the head
    said=$("$assessment" bands --period 2024-03 --formula timely "$@" 2>&1)
    sed 1,2d <<<"$said" | tr -s ' ' | tr '\n' ';'
}
is "$(bands | sed 's/;/\n/g' | grep -A 5 县级)" "县级单位: 3 are compared
 a 甲县 rated are 100.00 100.00 优秀 第一档
 b 乙县 rated are 100.00 90.00 优秀 第二档
 c 丙县 rated are 100.00 80.00 良好 第三档
 d 丁县 rated are 100.00 100.00 样本不足
 e 戊县 rated are 0.00 not rated" "units of a class are in bands, and who rests upon few in none"
is "$(bands | sed 's/;/\n/g' | grep -A 1 -e 乡镇 -e 园区 -e 'not in' | grep -v -- --)" "not in the directory: 0 are compared
 z z rated are 100.00 100.00 样本不足
园区: 0 are compared
 p 园区 rated are 0.00 not rated
乡镇街道: 1 are compared
 t 某镇 rated are 100.00 50.00 不合格 同类不足" "another class, a park, an only one and a unit nobody knows are none of them"
ok '! grep -q -e place -e 外单位 <<<"$said"' "nobody has a place, and an outside unit is not there"
is "$(bands --ranking | sed 's/;/\n/g' | grep -o '^ [abcd] .*place.*' | sed 's/rated are 100.00 //')" " a 甲县 100.00 优秀 第一档 place 1 of 3
 b 乙县 90.00 优秀 第二档 place 2 of 3
 c 丙县 80.00 良好 第三档 place 3 of 3" "places are for who asks"
is "$(bands --unit a)" "科室: 2 are compared; w 三科 rated are 0.00 not rated; x 一科 rated are 100.00 100.00 优秀 同类不足;\
 y 二科 rated are 100.00 100.00 优秀 同类不足;" "sections of a unit, those without a matter too"
is "$(bands --unit a --people --json | sed 1,2d; "$assessment" bands --unit a --people --period 2024-03 --formula timely --json |
    head -n 1)" '{"peers":"人员","unit":"a","code":"li","name":"李","rated_out_of":"100.00","final":"100.00","grade":"优秀","band":"同类不足","peers_count":2}' \
    "and people, for programs"
is "$(bands --people >/dev/null; grep -c 'people of one unit are compared' <<<"$said")" 1 "people of no unit are a mistake"
score() { # score OPTION...: its line about bands
    "$assessment" score --period 2024-03 --formula timely "$@" 2>&1 | grep '^band' | tr -s ' '
}
is "$(score --unit a --section x)|$(score --unit a --person li)" \
    "band 同类不足, among 2 of its peers (科室)|band 同类不足, among 2 of its peers (人员)" "a score says its band"
is "$(score --unit d --section x)" "band 样本不足, among 0 of its peers (科室)" "upon few it says so"
is "$(score --unit a --section x --band=false)|$(score --unit a)|$(score --unit a --section x --person li)" "||" \
    "and nothing when it is not to, of units, and of a person in one section"

# ---- callbacks ----

# Owed: z1 z2 z3 z4 z6 z8, and z6 again after its rectification; z5 left no contact, z7 was withdrawn.
is "$(sql "SELECT callback_owed, called_back, callback_open, reached, refused, unreachable, callback_exempt, callback_attempts,
           callback_owed_after, called_back_after, callback_coverage, unreachable_share
           FROM book.callback_by_month WHERE unit = 'z' AND section = 's'")" "7|5|2|3|1|1|1|8|1|1|71.43|20.00" \
    "what a section's post owed, tried and came to"
is "$(sql "SELECT first_inquiries, completed, called, reached, refused, not_reached, completed_not_called, without_contact, called_share
           FROM book.callback_coverage WHERE unit = 'z'")" "8|7|4|2|1|1|3|1|50.00" "of all first inquiries"

# ---- beside the score ----

is "$(sql "SELECT section, to_section, hops, loops, returned FROM book.handover_pair WHERE unit = 'z' ORDER BY 1" | tr '\n' ' ')" \
    "k|s|1|1|1 s|k|2|1|0 " "who hands on to whom, and back"
is "$(sql "SELECT sum(hops), sum(loops), sum(returned) FROM book.assessment_by_month WHERE unit = 'z' AND account = 'handling'")" \
    "$(sql "SELECT sum(hops), sum(loops), sum(returned) FROM book.handover_pair WHERE unit = 'z'")" "as the counters have it"
is "$(sql "SELECT section, matters_held, hops, returned, passing_index FROM book.beside_score WHERE unit = 'z' ORDER BY 1" | tr '\n' ' ')" \
    "k|2|1|1|100.00 s|10|2|0|20.00 " "a hundred matters, and how many were passed on"
is "$(sql "SELECT on_time, last_hour, last_hour_share, called_back, unreachable, unreachable_share, excluded, callback_exempt
           FROM book.beside_score WHERE unit = 'z' AND section = 's'")" "7|1|14.29|5|1|20.00|1|1" \
    "the last hour, who was not reached, and what is in no rate"
is "$(sql "SELECT results, identical_results, identical_share, checks_compared, checks_diverging, diverging_share
           FROM book.beside_score WHERE unit = 'z' AND section = 's'")" "4|3|75.00|2|1|50.00" \
    "the same words, and checks that heard something else"
is "$(sql "SELECT section, matters, matters_in_unit, characters FROM book.identical_result WHERE unit = 'z'")" "s|3|3|25" \
    "which words, without them; what is short is not looked at"
is "$(sql "SELECT case_number, check_satisfaction, callback_satisfaction, is_diverging FROM book.check_against_callback
           WHERE unit = 'z' ORDER BY 1" | tr '\n' ' ')" "z1|satisfied|satisfied|f z6|satisfied|dissatisfied|t " "check by check"
is "$(sql "SELECT cases, odd_cases, without_contact, without_result FROM book.source_quality WHERE unit = 'z' AND section = 's'")" \
    "8|0|1|1" "and how well its source tells"
is "$(sql "SELECT 应回访, 回访次数 FROM \"台账\".\"回访情况\" WHERE 单位代码 = 'z'") $(sql "SELECT 首问件数 FROM \"台账\".\"回访覆盖\" WHERE 单位代码 = 'z'") \
$(sql "SELECT sum(转办) FROM \"台账\".\"转办去向\" WHERE 单位代码 = 'z'") $(sql "SELECT 本科室件数 FROM \"台账\".\"雷同结果\" WHERE 单位代码 = 'z'") \
$(sql "SELECT 原评满意度 FROM \"台账\".\"抽查比对\" WHERE 不一致") $(sql "SELECT 踢皮球指数 FROM \"台账\".\"得分之外\" WHERE 科室代码 = 'k'") \
$(sql "SELECT 件数 FROM \"台账\".\"来源质量\" WHERE 单位代码 = 'z'")" "7|8 8 3 3 不满意 100.00 8" "all of it in Chinese"
"$assessment" verify >"$STACK/verify.log" 2>&1
is $? 0 "verify finds what the log gives"
sql "UPDATE assessment_g1.handover_row SET hops = hops + 1 WHERE section = 'k'" >/dev/null
"$assessment" verify >"$STACK/verify.log" 2>&1
is "$? $(grep -c '^handover_row (unit="z", section="k".*): hops is 1 more than the files give$' "$STACK/verify.log")" "1 1" \
    "and a hand-over that was not"

done_testing
