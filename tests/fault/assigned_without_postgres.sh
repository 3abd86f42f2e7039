#!/bin/bash
# assigned_without_postgres.sh -- partitions that come while PostgreSQL is away are taken when it is back.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack assigned_without_postgres

flood --seed 1 --cases 200 --events 5
ledger one
ok 'wait_until "[ \"\$(applied)\" -ge 644 ]" 30' "a ledger has read the log"
# A ledger that has something to send would notice at once, and leave before the other comes.
outbox_is_empty() {
    [ "$(sql 'SELECT count(*) FROM stream.outbox')" = 0 ]
}
ok 'wait_until outbox_is_empty 30' "and sent what it had to send"
before=$(applied)

pg_stop immediate
background other kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -X partition.assignment.strategy=range \
    -X session.timeout.ms=6000 -G shouwen.section_ledger shouwen.inquiry shouwen.transfer \
    shouwen.completion shouwen.callback shouwen.rating shouwen.oversight
ok 'wait_until "log_has other assigned" 30' "another member takes half of the partitions"
signal other TERM
finish other
ok 'wait_until "log_has one \"take partitions\"" 30' "and PostgreSQL cannot be told who has the others"
pg_start

flood --seed 2 --cases 200 --events 5
ok "wait_until '[ \$(applied) -ge $((before + 500)) ]' 60" "with PostgreSQL the ledger reads on"
signal one TERM
finish one
is $? 0 "and ends in order"
drain
is $? 0 "what is left is projected"
checked "every event is in its file or a letter, and counts once" section_ledger
done_testing
