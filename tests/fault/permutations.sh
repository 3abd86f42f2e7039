#!/bin/bash
# permutations.sh -- in whatever order, batches, shares and runs the log is read, the tables are the
# same to the byte.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack permutations
seed
histories=$(proof 200 2000)
number=0

digests() { # of ledger and clocks
    echo "$(digest) $(digest alerts)"
}

again() { # again SENTENCE: the same digests as before
    is "$(digests)" "$wanted" "$1"
}

another_database() {
    number=$((number + 1))
    fresh_database "attempt_$number"
    rules || fail "rules are loaded" "$(tail -n 5 "$STACK/rules.log")"
}

both() { # both OPTIONS...: ledger and clocks until they have caught up
    drain section "$@" && drain alerts "$@"
}

publish() {
    flood --seed "$SEED" --cases "$histories" --events 30 --odd 60 --duplicates 10 --conflicts 10 --bad 3 "$@"
}

with() { # with OPTIONS... SENTENCE: the log is read once more, from its beginning
    another_database
    both "${@:1:$#-1}" || fail "${*: -1}: it ends in order" "$(tail -qn 5 "$STACK"/run/drain-*.log)"
    again "${*: -1}"
}

another_database
publish --order 1
both --batch-events-max 500
is $? 0 "a log in random order is read"
wanted=$(digests)
note "$wanted"
ok '[ "$(ask "SELECT count(*) FROM overdue_alerts_g1.clock_row WHERE due_at IS NOT NULL")" -gt "$histories" ]' \
    "and clocks are dated by the shipped rules"
drain master
checked "and the tables are what it gives"

with --batch-events-max 1 "one event a transaction makes no difference"
with --batch-events-max 7 "nor do seven"
with --batch-events-max 5000 "nor five thousand"
with --shards 3 "nor three shards"
with --cache-bytes-max 65536 --batch-events-max 50 "nor a cache that holds next to nothing"

another_database
for which in section alerts; do
    drain $which --instance one &
    drain $which --instance two
    wait $!
done
again "nor two processes at once"

another_database
for which in section alerts; do
    projection=section_ledger
    [ $which = section ] || projection=overdue_alerts
    for ((attempt = 0; attempt < 3; attempt++)); do
        background victim "$(program_of $which)" run --instance victim --lock-dir "$STACK/run" --batch-events-max 5 "${LEDGER_OPTIONS[@]}"
        before=$(applied $projection)
        wait_until "[ \"\$(applied $projection)\" -gt $before ]" 20 && sleep "0.0$((RANDOM % 10))"
        signal victim KILL
        finish victim 10
    done
done
both
again "nor that each was killed three times, in the midst of it"

fresh_topics
another_database
for part in "0 20" "20 55" "55 100"; do
    publish --order 2 --skip "${part% *}" --take "${part#* }"
    both || fail "a run of $part ends in order"
done
again "another order, in three runs, makes no difference"

fresh_topics
another_database
publish --told --late 20 --gaps 5
both --shards 2 --batch-events-max 100
again "nor each history in its order, with a fifth of it late and gaps in the log"
done_testing
