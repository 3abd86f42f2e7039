#!/bin/bash
# kill.sh -- a ledger killed with -9 at any moment loses nothing and says nothing twice.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack kill
seed
kills=$(proof 10 100)
cases=$(proof 15000 40000)
pace=(--rate "$(proof 8000 5000)") # or all is read before it was killed often enough

flood_all() {
    flood --seed "$SEED" --cases "$cases" --events 24 --duplicates 5 --conflicts 2 --bad 1 --gaps 4 "${pace[@]}"
}

watch_offsets
flood_all &
flooding=$!
for ((kill = 1; kill <= kills; kill++)); do
    ledger victim
    before=$(applied)
    # Now and then while it joins, else some way into what it reads.
    if [ $((RANDOM % 4)) -gt 0 ]; then
        wait_until "[ \"\$(applied)\" -gt $before ] || ! is_running victim" 30
    fi
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
    signal victim KILL
    finish victim 10
    [ $? -eq 137 ] || fail "it is alive until it is killed" "$(tail -n 5 "$STACK/run/victim.log")"
done
wait "$flooding"
is $? 0 "everything published is acknowledged"
note "$kills times killed; $(applied) records applied by then"

drain
is $? 0 "what is left is projected"
drain master
is $? 0 "and by a ledger nobody killed"
checked "every event is in its file or a letter, and counts once"
killed=$(digest)
fresh_database calm
is $? 0 "a second installation"
drain
is $? 0 "reads the same log without a fault"
is "$(digest)" "$killed" "and has the same tables"
done_testing
