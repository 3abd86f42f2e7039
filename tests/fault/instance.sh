#!/bin/bash
# instance.sh -- one instance name runs once: a second process is turned away, or takes over whole.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack instance
seed

elsewhere=$STACK/elsewhere # another machine, as far as a lock file goes
mkdir -p "$elsewhere"

older_moves_on() { # more is applied than when it was called
    local before
    before=$(applied)
    wait_until "[ \"\$(applied)\" -gt $before ]" 30
}

watch_offsets
flood --seed "$SEED" --cases "$(proof 2000 20000)" --events 12 --rate 1500 --duplicates 5 --conflicts 2 --bad 1 &
flooding=$!
ledger older --kafka.session.timeout.ms=10000 --kafka.heartbeat.interval.ms=3000 # it hears from PostgreSQL first
ok older_moves_on "a ledger reads"

background second "$(bin shouwen-section-ledger)" run --instance older --lock-dir "$STACK/run" "${LEDGER_OPTIONS[@]}"
finish second 20
is $? 1 "a second process of the same name ends at once"
ok 'log_has second "instance .*older.* is running on this machine"' "and says why"
ok 'log_has second "another --instance"' "and what to do"
ok older_moves_on "the first goes on"

background newer "$(bin shouwen-section-ledger)" run --instance older --lock-dir "$elsewhere" "${LEDGER_OPTIONS[@]}"
finish older 30
is $? 1 "where no lock file can tell, Kafka does: the older one ends"
ok 'log_has older "same group.instance.id"' "and says why"
ok older_moves_on "and the newer goes on"

wait $flooding
is $? 0 "everything published is acknowledged"
ok 'wait_until "log_has newer \"counters\"" 20 && is_running newer' "the newer one never stopped"
is "$(grep -c 'begin anew' "$STACK/run/newer.log")" 0 "nor began anew"
signal newer TERM
finish newer
is $? 0 "and ends in order"
drain
is $? 0 "what is left is projected"
checked "nothing was lost or doubled" section_ledger
wanted=$(digest)
fresh_database calm
is $? 0 "a second installation"
drain
is "$(digest)" "$wanted" "that was left alone has the same tables"
done_testing
