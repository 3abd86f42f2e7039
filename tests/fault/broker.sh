#!/bin/bash
# broker.sh -- the broker dies, comes back, hangs; the ledger waits, and goes on by itself.
# seconds: 70
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack broker
seed
watch_offsets
flow --cases 300 --events 12 --rate 1500 --duplicates 5 --conflicts 2 --bad 1
# A session that outlasts a broker's restart on a busy machine: when one is lost with a commit on the wire, the broker
# takes that for a rival's afterwards, the ledger ends, and its supervisor starts it again.
ledger victim --kafka.session.timeout.ms=60000 --kafka.heartbeat.interval.ms=1000
ok moves_on "events flow"
for ((i = 1; i <= $(proof 2 10); i++)); do
    kafka_kill9
    ok "wait_until '[ \"\$(grep -c \"waiting for the broker\" \"\$STACK/run/victim.log\")\" -ge $i ]' 30" \
        "a broker killed with -9 is waited for"
    ok kafka_start "it starts again"
    ok moves_on "and events flow again"
done
kafka_freeze
stood=$(applied)
ok 'is_running victim' "a broker that hangs is waited for too"
wait_until '[ "$(applied)" = "$stood" ]' 10
kafka_thaw
ok moves_on "and when it goes on, so does the ledger"
kafka_stop
kafka_start
ok moves_on "a broker stopped in order makes no difference"
flow_ends
is $? 0 "everything published is acknowledged"
signal victim TERM
finish victim
is $? 0 "the ledger ends in order"
came() {
    grep -c "partitions came" "$STACK/run/victim.log"
}
before=$(came)
ledger victim # for a moment, with a session that the next need not wait for
ok 'wait_until "[ \"\$(came)\" -gt $before ]" 60' "and begins again"
signal victim TERM
finish victim
drain
is $? 0 "what is left is projected"
drain master
checked "every event is in its file or a letter, and counts once"
done_testing
