#!/bin/bash
# writer.sh -- a writer frozen in mid-flush is put out of the way, and does no harm when it wakes.
# seconds: 50
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack writer
seed
rounds=$(proof 3 30)
quick=(--kafka.session.timeout.ms=1500 --kafka.heartbeat.interval.ms=300)

# A gate in the middle of a flush: "wait" keeps it there, "talk" has it say more than the socket to a
# frozen client holds, so that its backend stands in the transaction for ever.
watch_offsets
sql "CREATE TABLE watch.gate (way text NOT NULL);
     INSERT INTO watch.gate VALUES ('open');
     CREATE FUNCTION watch.pass() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
     'BEGIN
         WHILE (SELECT way FROM watch.gate) = ''wait'' LOOP
             PERFORM pg_sleep(0.02);
         END LOOP;
         IF (SELECT way FROM watch.gate) = ''talk'' THEN
             FOR i IN 1..4000 LOOP
                 RAISE NOTICE ''%'', repeat(''x'', 8000);
             END LOOP;
         END IF;
         RETURN NULL;
      END';
     CREATE TRIGGER gate BEFORE INSERT OR UPDATE ON section_ledger_g1.case_row
     FOR EACH STATEMENT EXECUTE FUNCTION watch.pass()"

gate() { # gate wait|talk|open
    sql "UPDATE watch.gate SET way = '$1'"
}

writes() { # writes WAIT-EVENT: a backend that writes stands there, in a transaction
    [ -n "$(sql "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'shouwen section_ledger % write'
        AND state <> 'idle' AND wait_event = '$1' LIMIT 1")" ]
}

owns_all() { # owns_all NAME
    [ "$(sql "SELECT string_agg(DISTINCT split_part(owner, '/', 2), ' ') FROM stream.consumer_partition
        WHERE projection = 'section_ledger'")" = "$1" ]
}

moves_on() {
    local before
    before=$(applied)
    wait_until "[ \"\$(applied)\" -gt $before ]" 30
}

# ---- frozen just where it hurts ----

flow --cases 300 --events 12 --rate 700 --duplicates 5 --conflicts 2 --bad 1
ledger older "${quick[@]}"
ok moves_on "a writer writes"
gate wait
ok 'wait_until "writes PgSleep" 20' "it is in the middle of a flush"
signal older STOP
gate talk
ok 'wait_until "writes ClientWrite" 20' "frozen there, its backend waits for it for ever"
stood=$(applied)
gate open # for everybody else; it has passed already
ledger younger "${quick[@]}"
ok 'wait_until "owns_all younger" 30' "another takes its partitions"
ok 'log_has younger "a writer stood in the way and was ended.*backends=[1-9]"' "and ends the backend that stood in the way"
ok moves_on "and goes on"
ok '! writes ClientWrite' "nobody stands there any more"
ok "[ \$(applied) -gt $stood ]" "from where the last transaction had ended"

signal older CONT
ok 'wait_until "log_has older \"a transaction was given up\"" 20' "the first one wakes, and its transaction is over"
ok 'wait_until "log_has older \"partitions go.*lost=1\" || log_has older \"begin anew\"" 30' "so are its partitions"
ok 'wait_until "! owns_all younger" 30' "it comes back to a share of its own"
ok moves_on "and both go on"

# ---- frozen anywhere ----

for ((round = 1; round <= rounds; round++)); do
    moves_on || break
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))" # any moment, not a wait for something
    signal older STOP
    wait_until "owns_all younger" 30 && moves_on || fail "the other goes on without it, round $round"
    signal older CONT
    wait_until "! owns_all younger" 30 || fail "it comes back, round $round"
done
is $round $((rounds + 1)) "frozen and woken at any moment, $rounds times"

flow_ends
is $? 0 "everything published is acknowledged"
for name in older younger; do
    ok "is_running $name" "$name still runs"
    signal $name TERM
    finish $name
    is $? 0 "and ends in order"
done
drain
is $? 0 "what is left is projected"
checked "nothing was lost or doubled, and no offset went back" section_ledger
wanted=$(digest)
fresh_database calm
is $? 0 "a second installation"
drain
is "$(digest)" "$wanted" "that nobody froze has the same tables"
done_testing
