#!/bin/bash
# assessment.sh -- counters are a projection like any other, and scores follow from them by a formula.
. "$(dirname "$0")/../support/stack.sh"
stack assessment

admin=$(bin shouwen-admin)
assessment=$(bin shouwen-assessment)

drain() {
    "$assessment" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/assessment.log"
}
verify() {
    "$assessment" verify >"$STACK/verify.log" 2>&1
}
counters() { # counters UNIT COLUMNS: of all sections and persons in 2024
    sql "SELECT $2 FROM assessment_g$generation.contribution_row
        WHERE unit = '$1' AND day BETWEEN '2024-01-01' AND '2024-12-31'"
}
generation=1

# ---- a projection ----

cat tests/golden/*.ndjson | grep -v 'citizenRecord\|textRecord\|erasedRecord' |
    "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
ok 'grep -q "^[0-9]* published" "$STACK/publish.log" || tail -n 2 "$STACK/publish.log"' "histories are published"
drain
is "$?" 0 "and counted without any rules"
is "$(counters housing 'sum(received) > 0, coalesce(sum(due), 0), sum(rated) > 0')" "t|0|t" "what is received and rated, and nothing is due"
verify
is "$?" 0 "verify finds what the log gives"

"$admin" load calendar schemas/policy/calendar --yes >"$STACK/load.log" 2>&1
for policy in base sichuan-2025; do
    "$admin" load policy "schemas/policy/$policy.csv" --yes >>"$STACK/load.log" 2>&1
done
drain
ok 'wait_until "[ \"\$(sql \"SELECT count(DISTINCT rules_version) FROM assessment_g1.case_file\")\" = 1 ]" 30' \
    "under rules all files are dated"
is "$(counters housing 'sum(due) > 0, sum(on_time) BETWEEN 1 AND sum(due)')" "t|t" "and what is due is counted"
verify
is "$?" 0 "which verify finds, too"
digest=$("$assessment" digest)
"$assessment" rebuild --lock-dir "$STACK" >"$STACK/rebuild.log" 2>&1
is "$?" 0 "a rebuild ends well"
is "$("$assessment" digest)" "$digest" "with the same digest"
generation=2
verify
is "$?" 0 "and is what the log gives"

# ---- formulas ----

formula() { # formula FILE [OPTION...]: load it, and what was said
    "$admin" load formula "$@" 2>&1
}
said=$(formula schemas/policy/formula/first-inquiry-section.csv)
ok 'grep -q "^nothing was changed; --yes applies this$" <<<"$said"' "the difference of a formula is shown first"
rules=$(sql "SELECT version FROM stream.rules_version")
for name in lianyungang first-inquiry-section first-inquiry-unit; do
    said=$(formula "schemas/policy/formula/$name.csv" --yes)
    ok 'grep -q "^version 1 of .$name. is loaded$" <<<"$said"' "$name is loaded"
done
is "$(sql "SELECT version FROM stream.rules_version")" "$rules" "which begins no new rules, and dates nothing anew"
ok 'formula schemas/policy/formula/lianyungang.csv --yes | grep -q "^nothing to change"' "the same file is no new version"
caps() { # caps FORMULA: item and cap of each row
    sql "SELECT item || ' ' || cap FROM policy.formula_row WHERE formula = '$1' AND version = 1 ORDER BY number" | xargs
}
is "$(caps first-inquiry-section)" \
    "on_time 30 satisfaction 25 callback 15 first_contact 5 sign 5 spot_check 10 complete_records 10" \
    "inside a unit it is 30, 25, 15, 10, 10 and 10"
is "$(caps first-inquiry-unit)" "checklist 30 on_time 18 satisfaction 15 callback 9 first_contact 3 sign 3 spot_check 6 complete_records 6 inspection 10" \
    "of units the seventeen items are 30, the cases by the same parts 60, inspection 10"
sed 's/,25,75,/,20,60,/' schemas/policy/formula/lianyungang.csv >"$STACK/other.csv"
ok 'formula "$STACK/other.csv" --yes | grep -q "^version 2 of .lianyungang. is loaded$"' "another one is, after its difference"
is "$(sql "SELECT version, sum(cap::numeric) FROM policy.formula_row WHERE formula = 'lianyungang' GROUP BY 1 ORDER BY 1" |
    tr '\n' ' ')" "1|75 2|60 " "and the version before stays as it was"
sed -e 's/,95,0.5,/,95,0,/' -e 's/,25,75,/,25,80,/' -e 's/,due,/,dew,/' schemas/policy/formula/lianyungang.csv >"$STACK/bad.csv"
said=$(formula "$STACK/bad.csv" --yes)
ok 'grep -q "bad.csv row 2: denominator .dew. is no counter there is$" <<<"$said"' "a counter nobody knows is told by row and field"
ok 'grep -q "bad.csv row 3: slope .0. is 0: every rate would be worth the cap$" <<<"$said"' "a slope of 0"
sed 's/,25,75,/,25,80,/' schemas/policy/formula/lianyungang.csv >"$STACK/bad.csv"
ok 'formula "$STACK/bad.csv" --yes | grep -q "out_of .80. is not the sum of the caps, which is 75.00$"' "a sum that is none"
is "$(sql 'SELECT count(*) FROM policy.formula')" 4 "and nothing of these is kept"
is "$(sql "SET ROLE shouwen_admin; UPDATE policy.formula_row SET cap = '1'" 2>&1 | grep -c 'permission denied')" 1 \
    "nobody may change what was loaded"

# ---- scores ----

score() { # score OPTION...
    "$assessment" score "$@" 2>&1
}
line() { # line ITEM WORD...: words of its line in the score that was said, by their places
    awk -v item="$1" -v places="${*:2}" '$1 == item { n = split(places, at, " ")
        for (i = 1; i <= n; i++) printf "%s%s", (i > 1 ? " " : ""), (at[i] == 0 ? $NF : $(at[i])); print "" }' <<<"$said"
}
said=$(score --unit housing --period 2024)
is "$?" 0 "a unit has a score"
is "$(line on_time 3 6)" "$(counters housing "sum(on_time) || ' ' || sum(due)")" \
    "with numerator and denominator"
awk -v said="$(line on_time 3 6 7 0)" 'BEGIN { split(said, at, " "); rate = int(at[1] * 10000 / at[2] + 0.5) / 100
    exit at[3] != sprintf("%.2f%%", rate) || at[4] != sprintf("%.2f", int((30 - 0.3 * (100 - rate)) * 100 + 0.5) / 100) }'
is "$?" 0 "rate and points that anybody can compute"
ok 'grep -q "^formula first-inquiry-section version 1$" <<<"$said"' "by a formula and its version"
ok 'grep -q "^total  *scaled to 100  [0-9.]*$" <<<"$said" && grep -q "^grade  *[优良合不]" <<<"$said"' "a total and a grade"
said=$(score --unit housing --section window --person li --period 2024-Q1)
ok 'grep -q "^deduction  *2024-03-23  book/2024-0139  urged, approved by zhao  -0.50$" <<<"$said"' "decisions one by one"
ok 'grep -q "^period 2024-Q1: 2024-01-01 to 2024-03-31$" <<<"$said"' "a quarter has its days"
said=$(score --unit housing --period 2024 --formula lianyungang --formula-version 1)
ok 'grep -q "rated are 50.00 of 75.00" <<<"$said"' "what nobody rated leaves the total"
said=$(score --unit nobody --period 2024)
is "$?:$(line total 0):$(grep -c 'not rated' <<<"$said")" "0:rated:8" "a unit without cases is not rated, in nothing and in all"
score --unit housing --period 2024-Q5 >/dev/null
is "$?" 2 "a quarter that does not exist is a mistake"
ok 'score --unit housing --period 2024 --formula none | grep -q "formula .*none.* was never loaded"' "a formula nobody loaded is named"

said=$(score --unit housing --period 2024)
for item in on_time satisfaction callback sign complete_records; do
    cases=$("$assessment" cases --unit housing --period 2024 --item $item 2>&1)
    is "$(tail -n 1 <<<"$cases" | tr -d a-z_/) $(grep -c '^book/' <<<"$cases")" \
        "$(line $item 3 6 | awk '{ printf "    %d   %d %d", $1, $2, $1 + $2 }')" "every matter behind $item is listed"
done
ok '"$assessment" cases --unit housing --period 2024 --counter 扣 2>&1 | grep -q "is no counter there is"' "a counter nobody knows is a mistake"
is "$("$assessment" cases --unit housing --section window --person li --period 2024-Q1 --counter 抽查有问题 2>&1 | tr '\n' ' ')" \
    "book/2024-0139  2024-03-21  found_bad  housing/window/li in all  found_bad 1 " "and of one counter, in either language"

try() { # try WORD...: item and points of each line
    "$assessment" try "$@" 2>&1 | awk '{ print $1, $NF }' | tr '\n' ' '
}
is "$(try lianyungang on_time=4/5 satisfaction=12/17)" \
    "on_time 5.00 satisfaction 12.80 satisfaction_province rated points 17.80 total 35.60 grade 样本不足 " \
    "the calculator needs no server"
while read -r input points; do # 连云港市12345考核通报: what was published
    is "$(try lianyungang "$input" | tr ' ' '\n' | grep -A 1 "^${input%%=*}$" | tail -n 1)" "$points" "$input is worth $points"
done <<'EOF'
on_time=89.82% 14.82
on_time=4/5 5.00
satisfaction=12/17 12.80
satisfaction_province=75% 13.50
satisfaction_province=7/8 19.75
satisfaction_province=5/6 17.67
EOF
is "$("$assessment" try lianyungang on_time=5/4 2>/dev/null; echo $?)" 2 "more than all is a mistake"

# ---- views ----

is "$(sql "SELECT sum(due), sum(on_time), sum(overdue) FROM book.assessment_by_year WHERE unit = 'housing' AND year = 2024")" \
    "$(counters housing 'sum(due), sum(on_time), sum(due) - sum(on_time)')" "analysts read the counters by year"
is "$(sql "SELECT count(DISTINCT total) FROM (SELECT sum(received) FROM book.assessment_by_day UNION ALL
    SELECT sum(received) FROM book.assessment_by_month UNION ALL SELECT sum(received) FROM book.assessment_by_quarter UNION ALL
    SELECT sum(received) FROM book.assessment_by_year UNION ALL SELECT sum(受理) FROM \"台账\".\"考核\") AS each (total)")" 1 \
    "by day, month and quarter, and in Chinese: the same sums"
is "$(sql "SELECT round(points, 2), reason FROM book.points_adjusted WHERE case_number = '2024-0139'") $(sql "SELECT round(分值, 2) FROM \"台账\".\"加减分\"
    WHERE 编号 = '2024-0139'")" "-0.50|urged -0.50" "and what was given or taken by decision"

# ---- a row that is not true ----

sql "UPDATE assessment_g2.contribution_row SET due = coalesce(due, 0) + 2, rated = coalesce(rated, 0) - 1
    WHERE (unit, section, person, account, day, bucket) = (SELECT unit, section, person, account, day, bucket
        FROM assessment_g2.contribution_row WHERE unit = 'housing' ORDER BY 1, 2, 3, 4, 5, 6 LIMIT 1)" \
    >/dev/null
verify
is "$?" 1 "sums that nobody gave are found"
ok 'grep -q "^contribution_row (unit=\"housing\".*day=20..-..-.., bucket=[0-9]*): due is 2 more than the files give$" "$STACK/verify.log"' "named by key and column"
ok 'grep -q "^contribution_row (unit=\"housing\".*): rated is 1 less than the files give$" "$STACK/verify.log"' "every one"
sql "DELETE FROM assessment_g2.contribution_row WHERE ctid = (SELECT min(ctid) FROM assessment_g2.contribution_row
    WHERE unit = 'housing' AND received > 0)" >/dev/null
verify
ok 'grep -q "^contribution_row (unit=\"housing\".*): received is [0-9]* less than the files give$" "$STACK/verify.log"' \
    "a row that is gone is found as well"
sql "UPDATE assessment_g2.contribution_row SET hops = coalesce(hops, 0) + 1" >/dev/null
verify
ok 'grep -q "^contribution_row: rows differ in [0-9]* of 4096 classes of keys; listed are 16$" "$STACK/verify.log"' \
    "and when all are wrong, that there are too many to be listed"

done_testing
