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
counters() { # counters UNIT COLUMNS: of all sections, persons and days
    sql "SELECT $2 FROM assessment_g$generation.contribution_row WHERE unit = '$1'"
}
generation=1

# ---- a projection ----

cat tests/golden/*.ndjson | grep -v 'citizenRecord\|textRecord\|erasedRecord' |
    "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
ok 'grep -q "^[0-9]* published" "$STACK/publish.log" || tail -n 2 "$STACK/publish.log"' "histories are published"
drain
is "$?" 0 "and counted without any rules"
is "$(counters housing 'sum(received) > 0, sum(due), sum(rated) > 0')" "t|0|t" "what is received and rated, and nothing is due"
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

# ---- a row that is not true ----

sql "UPDATE assessment_g2.contribution_row SET due = due + 2, rated = rated - 1
    WHERE (unit, section, person, account, day, bucket) = (SELECT unit, section, person, account, day, bucket
        FROM assessment_g2.contribution_row WHERE unit = 'housing' ORDER BY 1, 2, 3, 4, 5, 6 LIMIT 1)" \
    >/dev/null
verify
is "$?" 1 "sums that nobody gave are found"
ok 'grep -q "^contribution_row (unit=\"housing\".*): due is 2 more than the files give$" "$STACK/verify.log"' "named by key and column"
ok 'grep -q "^contribution_row (unit=\"housing\".*): rated is 1 less than the files give$" "$STACK/verify.log"' "every one"
sql "DELETE FROM assessment_g2.contribution_row WHERE ctid = (SELECT min(ctid) FROM assessment_g2.contribution_row
    WHERE unit = 'housing' AND received > 0)" >/dev/null
verify
ok 'grep -q "^contribution_row (unit=\"housing\".*): received is [0-9]* less than the files give$" "$STACK/verify.log"' \
    "a row that is gone is found as well"

done_testing
