#!/bin/bash
# rebalance.sh -- members of the group come and go under load; partitions change hands, and nothing
# is lost, doubled, or written by whom they no longer belong to.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack rebalance
seed

owners() {
    sql "SELECT count(DISTINCT owner) FROM stream.consumer_partition WHERE projection = 'section_ledger'"
}

watch_offsets
flood --seed "$SEED" --cases "$(proof 8000 30000)" --events 24 --duplicates 5 --conflicts 2 --bad 1 --gaps 3
flow --cases 300 --events 12 --rate 1000 --gaps 1
ledger one --batch-events-max 300
ok moves_on "events flow"
ledger two --batch-events-max 200 --shards 2
ok "wait_until '[ \"\$(owners)\" -ge 2 ]' 60" "another process takes its share"
for ((i = 1; i <= $(proof 3 20); i++)); do
    ledger "guest$i"
    ok "wait_until 'log_has guest$i \"partitions came\"' 60" "a guest comes"
    if [ $((RANDOM % 2)) -eq 0 ]; then
        signal "guest$i" KILL
        finish "guest$i" 10
        is $? 137 "and dies"
    else
        signal "guest$i" TERM
        finish "guest$i" 30
        is $? 0 "and goes in order"
    fi
    ok moves_on "the others go on"
done
flow_ends
is $? 0 "everything published is acknowledged"
for name in one two; do
    signal $name TERM
    finish $name
    is $? 0 "process $name ends in order"
done
drain
is $? 0 "what is left is projected"
checked "every event is in its file or a letter, and counts once" section_ledger
shared=$(digest)
fresh_database calm
drain
is "$(digest)" "$shared" "one process alone makes the same tables"
done_testing
