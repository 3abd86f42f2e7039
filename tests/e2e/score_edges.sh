#!/bin/bash
# score_edges.sh -- what offices try, and what happens to them in mid-year, leaves counters and scores true.
. "$(dirname "$0")/../support/stack.sh"
stack score_edges

admin=$(bin shouwen-admin)
assessment=$(bin shouwen-assessment)

say() { # say CASE AT BODY [REF]: a line for shouwen-publish
    printf '{"header":{"caseSource":"book","caseNumber":"%s","source":"book","sourceRef":"%s","occurredAt":"%s:00+08:00"},%s}\n' \
        "$1" "${4:-$1 $2}" "$2" "$3"
}
accepted() { # accepted CASE AT UNIT SECTION PERSON
    say "$1" "$2" "\"accepted\":{\"unit\":\"$3\",\"section\":\"$4\",\"receiver\":\"$5\",\"hasContact\":true,\"category\":\"CATEGORY_SERVICE\"}"
}
completed() { # completed CASE AT
    say "$1" "$2" '"completed":{"solved":"ANSWER_YES"}'
}
called() { # called CASE AT OUTCOME
    say "$1" "$2" "\"callbackMade\":{\"outcome\":\"CALLBACK_OUTCOME_$3\"}"
}
rated() { # rated CASE AT HOW [REF]
    say "$1" "$2" "\"rated\":{\"satisfaction\":\"SATISFACTION_$3\"}" "${4:-}"
}
voided() { # voided REF AT: of the case `voided`
    say voided "$2" "\"voided\":{\"sourceRef\":\"$1\",\"reason\":\"wrong\",\"by\":{\"person\":\"wu\"},\"approver\":\"head\"}" |
        sed 's/{"header":{/&"subject":"dbe901a7-1b0e-5149-9443-066e6cc5dea0",/'
}
counted() { # published from stdin, and counted
    "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1 || fail "it is published" "$(tail -n 5 "$STACK/publish.log")"
    "$assessment" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/assessment.log"
}
sums() { # sums COLUMNS CONDITION: over a year, a row a word
    sql "SELECT $1 FROM book.assessment_by_year WHERE $2" | xargs
}
score() { # score OPTION...: into $said
    said=$("$assessment" score --period 2024 "$@" 2>&1)
}
line() { # line ITEM [points]: its numerator and denominator, and its points
    awk -v item="$1" -v points="${2:-}" '$1 == item { print $3 " " $6 (points == "" ? "" : " " $NF) }' <<<"$said"
}

# ---- who there is: in mid-year a unit gets another name, a person too, and its window moves to another unit ----

mkdir -p "$STACK/directory"
cat >"$STACK/directory/units.csv" <<'EOF'
编码,名称,层级,类别,上级,外部,启用日期,停用日期,承接单位
old,房管局,市级,机关,,否,,2024-06-30,
old,住建局,市级,机关,,否,2024-07-01,,
new,政务局,市级,机关,,否,,,
EOF
cat >"$STACK/directory/sections.csv" <<'EOF'
单位,编码,名称,专门科室,电话,启用日期,停用日期,承接单位,承接科室
old,office,办公室,是,,,,,
old,window,大厅窗口,否,,,2024-06-30,new,window
new,office,综合科,是,,,,,
new,window,大厅窗口,否,,2024-07-01,,,
EOF
cat >"$STACK/directory/people.csv" <<'EOF'
编码,姓名,电话,启用日期,停用日期
li,李四,,,2024-06-30
li,李思,,2024-07-01,
EOF
cat >"$STACK/directory/memberships.csv" <<'EOF'
人员,单位,科室,启用日期,停用日期
li,old,window,,2024-06-30
li,new,window,2024-07-01,
EOF
"$admin" load directory "$STACK/directory" --yes --no-publish >"$STACK/load.log" 2>&1
is $? 0 "a directory with a year's changes is loaded"
{ "$admin" load calendar schemas/policy/calendar --yes && "$admin" load policy schemas/policy/base.csv --yes &&
    "$admin" load formula schemas/policy/formula/first-inquiry-section.csv --yes; } >>"$STACK/load.log" 2>&1
is $? 0 "and the rules"
echo 'li,old,office,2024-03-01,2024-04-30' >>"$STACK/directory/memberships.csv"
"$admin" load directory "$STACK/directory" --yes >"$STACK/twice.log" 2>&1
is "$? $(grep -c 'memberships.csv.*li' "$STACK/twice.log")" "1 1" "a person in two sections at once is refused by row"

# ---- ratings ----

{
    rated stray 2024-03-04T10:00 SATISFIED
    rated stray 2024-03-04T11:00 SATISFIED
} | counted
is "$(sums 'unit, incomplete, rated, satisfied' true)" "|1|0|0" "a rating without a case is of nobody, and rates nothing"
{
    accepted phoned 2024-03-04T09:00 old window li
    completed phoned 2024-03-05T09:00
    called phoned 2024-03-05T10:00 REACHED
    rated phoned 2024-03-05T10:01 DISSATISFIED
    called phoned 2024-03-05T15:00 REACHED
    rated phoned 2024-03-05T15:01 FAIR
    called phoned 2024-03-06T09:00 REACHED
    rated phoned 2024-03-06T09:01 SATISFIED
} | counted
is "$(sums 'sum(rated), sum(satisfied), sum(fair), sum(dissatisfied), sum(callback_owed), sum(reached), sum(called_back)' "unit = 'old'")" \
    "1|0|0|1|1|1|1" "who is phoned until satisfied has said dissatisfied, and was called back once"
score --unit old
is "$(line satisfaction points), $(line callback points)" "0 1 0.00, 1 1 15.00" "and that is what the score says"
ok 'grep -q "^satisfaction .* n 1 样本不足 " <<<"$said" && grep -q "^grade  *样本不足$" <<<"$said"' "of one case there is a rate, and no grade"

# ---- what is taken back ----

{
    accepted voided 2024-03-11T09:00 new office wu
    completed voided 2024-03-12T09:00
    rated voided 2024-03-12T10:00 SATISFIED rating
} | counted
score --unit new
is "$(line satisfaction points)" "1 1 25.00" "a rating counts"
is "$(sql "SELECT count(*) FROM assessment_g1.contribution_row WHERE unit = 'new' AND rated IS NOT NULL")" 1 "in one row"
voided rating 2024-03-13T09:00 | counted
score --unit new
is "$(line satisfaction)" "0 0" "voided it empties its counter"
ok 'grep -q "^satisfaction .*  not rated$" <<<"$said"' "which is not rated, neither 0 nor 100"
is "$(sql "SELECT count(*) FROM assessment_g1.contribution_row WHERE unit = 'new' AND rated IS NOT NULL")" 0 "and nothing is left of it"
voided "voided 2024-03-12T09:00" 2024-03-13T10:00 | counted
is "$(sums 'sum(records), sum(callback_owed), sum(on_time), sum(received)' "unit = 'new'")" "0|0|0|1" "a completion that is voided is not counted"
is "$(sql "SELECT account, person, day FROM assessment_g1.contribution_row WHERE unit = 'new' ORDER BY 1, 2, 3" | xargs)" \
    "handling|wu|2024-03-20 receiver|wu|2024-03-11 receiver|wu|2024-03-12" "and the callback that was owed leaves no row"

# ---- in mid-year ----

{
    accepted before 2024-05-06T09:00 old window li
    completed before 2024-05-07T09:00
    accepted across 2024-06-27T09:00 old window li
    accepted after 2024-08-05T09:00 new window li
    completed after 2024-08-06T09:00
} | counted
is "$(sums "unit, unit_name, section_name, received" "person = 'li' AND account = 'receiver' AND received > 0 ORDER BY unit")" \
    "new|政务局|大厅窗口|1 old|房管局|大厅窗口|3" "a section that moved counts where it was then, by the names of those days"
is "$(sums "unit, due, on_time" "person = 'li' AND account = 'handling' AND due > 0 ORDER BY unit")" "new|1|1 old|3|2" \
    "what was due when it had moved is of who held it, where he held it"
{
    accepted renamed 2024-08-05T09:00 old office zhou
    accepted named 2024-02-05T09:00 old office zhou
} | counted
is "$(sql "SELECT month, unit_name, received FROM book.assessment_by_month WHERE section = 'office' AND unit = 'old' AND received > 0
    ORDER BY month" | xargs)" "2024-02-01|房管局|1 2024-08-01|住建局|1" "each month has the name of its days"
is "$(sums "unit_name, received" "section = 'office' AND unit = 'old' AND received > 0")" "住建局|2" "and a year is one row, with its last name"
is "$(sql "SELECT DISTINCT person_name FROM book.assessment_by_month WHERE person = 'li' AND received > 0 ORDER BY 1" | xargs)" "李四 李思" \
    "a person's name changes in the same way"
{
    accepted elsewhere 2024-04-01T09:00 old office li
    completed elsewhere 2024-04-02T09:00
} | counted
score --unit old --person li
is "$(line on_time)" "3 4" "a person in two sections has both in the unit"
score --unit old --section office --person li
is "$(line on_time points)" "1 1 30.00" "and each in its own"
score --unit old --section window --person li
is "$(line on_time points)" "2 3 20.00" "to the last digit"

# ---- nothing ----

score --unit nowhere
is "$(grep -c ' 0 / .* 0  not rated$' <<<"$said") $(grep -c '^total .* not rated$' <<<"$said")" "7 1" \
    "a unit without cases is not rated, in nothing and in all"
"$assessment" verify >"$STACK/verify.log" 2>&1
is "$? $(grep -c ', 0 differences$' "$STACK/verify.log")" "0 1" "verify finds what the log gives"
done_testing
