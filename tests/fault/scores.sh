#!/bin/bash
# scores.sh -- counters and scores are what a second reading of the rules makes of the log (I8): after kills, duplicates,
# what comes late, what is voided, and cases dated anew.
#
# PROOF=1 takes a year of 100,000 cases; CASES=n any number; SEED another city.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack scores
seed

assessment=$(bin shouwen-assessment)
simulate=$(bin shouwen-simulate)
cases=${CASES:-$(proof 400 100000)}
log=$STACK/city.ndjson

city() { # city OPTIONS...: a year with much that is wrong, late and said twice
    "$simulate" --cases "$cases" --seed "$SEED" --first-day 2024-01-01 --last-day 2024-12-31 --odd 40 --late 20 --duplicates 10 "$@"
}
load() { # load WHAT PATH
    "$(bin shouwen-admin)" load "$1" "$2" --yes >>"$STACK/load.log" 2>&1 </dev/null
}
count() { # count NAME: in the background, as instance NAME
    mkdir -p "$STACK/run"
    background "$1" "$assessment" run --instance "$1" --lock-dir "$STACK/run" --shards 2 --batch-events-max 200 \
        "${LEDGER_OPTIONS[@]}"
}
until_caught_up() {
    timeout -k 5 "$(proof 300 1800)" "$assessment" run --until-caught-up --instance drain --lock-dir "$STACK/run" \
        "${LEDGER_OPTIONS[@]}" >>"$STACK/run/drain.log" 2>&1 </dev/null
}
older() { # files whose rows were made under other rules than the last
    sql "SELECT count(*) FROM assessment_g1.case_file WHERE rules_version < (SELECT version FROM stream.rules_version)"
}

# ---- what happens ----

mkdir -p "$STACK/wrong" "$STACK/dumps"
cp schemas/policy/ladders.csv "$STACK/wrong"
sed 's/,7wd,/,4wd,/; s/,3wd,/,2wd,/; s/,1wd,/,2wd,/' schemas/policy/base.csv >"$STACK/wrong/base.csv"
ok 'load calendar schemas/policy/calendar && load policy "$STACK/wrong/base.csv" && load policy schemas/policy/sichuan-2025.csv' \
    "a policy is loaded that will turn out to be wrong"
city --to-file "$log" >"$STACK/file.log"
is $? 0 "a year of a city is written down"
voided=$(grep -c '"voided":{' "$log")
ok '[ "$voided" -gt 0 ]' "with things that are voided"
count two
background city "$simulate" --cases "$cases" --seed "$SEED" --first-day 2024-01-01 --last-day 2024-12-31 --odd 40 --late 20 \
    --duplicates 10 --rate "$(proof 1500 6000)"
kills=$(proof 4 40)
for kill in $(seq "$kills"); do
    count one
    before=$(applied assessment)
    wait_until '[ "$(applied assessment)" -gt "$before" ] || ! is_running city' 60
    sleep "0.$((RANDOM % 10))"
    signal one KILL
    finish one 10
    [ $? -eq 137 ] || fail "it is alive until it is killed" "$(tail -n 5 "$STACK/run/one.log")"
    [ "$kill" -ne $((kills / 2)) ] || ok 'load policy schemas/policy/base.csv' "and then the right one, while events come"
done
ok 'is_running two' "one of two is killed $kills times, and the other goes on"
finish city "$(proof 600 3600)"
is $? 0 "the city is published"
signal two TERM
finish two
is $? 0 "the other one ends in order"
until_caught_up
is $? 0 "what is left is taken"
ok 'wait_until "until_caught_up; [ \"\$(older)\" = 0 ]" "$(proof 120 1200)"' "and all cases are dated by the last rules"

# ---- what it comes to ----

for formula in schemas/policy/formula/*.csv; do
    load formula "$formula" || fail "$formula is loaded" "$(tail -n 5 "$STACK/load.log")"
done
copy() { # copy FILE QUERY: as CSV
    psql "$SHOUWEN_PG_ADMIN_CONNINFO dbname=${SHOUWEN_PG_CONNINFO##*dbname=}" -X -q -v ON_ERROR_STOP=1 \
        -c "COPY ($2) TO STDOUT (FORMAT csv, HEADER)" >"$STACK/dumps/$1.csv"
}
ok 'copy contribution_row "SELECT * FROM assessment_g1.contribution_row" &&
    copy handover_row "SELECT * FROM assessment_g1.handover_row" && copy letters "SELECT projection, reason, event_id,
    encode(payload, '"'hex'"') AS payload FROM stream.dead_letter WHERE projection = '"'assessment'"'"' "the live tables are dumped"
compare() { # compare FORMULAS ASKED
    python3 -B tests/naive/scores.py "$BUILD/naive/scores" "$log" "$STACK/dumps" schemas/policy "$1" "$assessment" "$2" "$SEED" 2>&1
}
started=$SECONDS
compared=$(compare schemas/policy/formula "$(proof 60 1000)")
is $? 0 "every counter, and every line of scores, is what the rules make of the log" || note "$compared"
note "$compared (in $((SECONDS - started)) s; $voided voided)"

if [ -z "${PROOF:-}" ]; then # of a large city it would take minutes again
    cp -r schemas/policy/formula "$STACK/formula"
    sed -i '2s/,30,100,/,29,100,/' "$STACK/formula/first-inquiry-section.csv"
    awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR > 1 && $at["received"] != "" && !done {
        $at["received"]++; done = 1 } { print }' "$STACK/dumps/contribution_row.csv" >"$STACK/dumps/changed" &&
        mv "$STACK/dumps/changed" "$STACK/dumps/contribution_row.csv"
    compared=$(compare "$STACK/formula" 60)
    is "$? $(grep -c '^received of .*: the table says' <<<"$compared")" "1 1" "one more that was received would be seen"
    ok 'grep -q "^on_time of .* first-inquiry-section: the program says" <<<"$compared"' "and another formula"
fi

"$assessment" verify >"$STACK/verify.log" 2>&1
is "$? $(grep -c ', 0 differences$' "$STACK/verify.log")" "0 1" "verify finds no difference"
done_testing
