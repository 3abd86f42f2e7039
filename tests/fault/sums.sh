#!/bin/bash
# sums.sh -- counters are added to exactly once, whoever is killed, however late and often it is said.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack sums
seed

assessment=$(bin shouwen-assessment)
count() { # count NAME: in the background, as instance NAME
    mkdir -p "$STACK/run"
    background "$1" "$assessment" run --instance "$1" --lock-dir "$STACK/run" --shards 2 --batch-events-max 200 \
        "${LEDGER_OPTIONS[@]}"
}
until_caught_up() {
    timeout -k 5 300 "$assessment" run --until-caught-up --instance drain --lock-dir "$STACK/run" "${LEDGER_OPTIONS[@]}" \
        >>"$STACK/run/drain.log" 2>&1 </dev/null
}

rules
is $? 0 "calendar and policies are loaded"
count two
background city "$(bin shouwen-simulate)" --cases "$(proof 1500 100000)" --seed "$SEED" --odd 20 --late 20 --duplicates 10 \
    --rate "$(proof 1500 3000)"
for kill in $(seq "$(proof 4 40)"); do
    count one
    before=$(applied assessment)
    wait_until '[ "$(applied assessment)" -gt "$before" ]' 60
    sleep "0.$((RANDOM % 10))"
    signal one KILL
    finish one 10
    [ $? -eq 137 ] || fail "it is alive until it is killed" "$(tail -n 5 "$STACK/run/one.log")"
done
ok 'is_running two' "one of two is killed $kill times, and the other goes on"
is_running city && note "while a city was published"
finish city 600
is $? 0 "a city is published that says much late and twice"
signal two TERM
finish two
is $? 0 "the other one ends in order"
until_caught_up
is $? 0 "what is left is taken"
"$assessment" verify >"$STACK/run/verify.log" 2>&1
is "$? $(grep -c ', 0 differences$' "$STACK/run/verify.log")" "0 1" "files are what the log gives, and sums what the files add"
live=$("$assessment" digest)
"$assessment" rebuild --lock-dir "$STACK/run" >"$STACK/run/rebuild.log" 2>&1
is "$? $("$assessment" digest)" "0 $live" "a rebuild gives the same sums"
ok '[ "$(sql "SELECT sum(received) FROM assessment_g2.contribution_row")" -ge 1000 ]' "of many cases"
is "$(sql "SELECT count(*) FROM book.assessment_by_day WHERE on_time > due OR called_back > callback_owed
    OR called_back <> reached + refused + unreachable OR rated <> satisfied + fair + dissatisfied
    OR spot_checked <> found_good + found_bad OR complete_records > records OR late_returns > returned")" 0 \
    "and no part is more than its whole"
done_testing
