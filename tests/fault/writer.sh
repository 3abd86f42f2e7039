#!/bin/bash
# writer.sh -- a ledger frozen at any moment, in mid-flush too, cannot harm whoever takes over, and
# when it wakes finds that it no longer owns what it held.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack writer
seed

owned_by() { # owned_by NAME: partitions
    sql "SELECT count(*) FROM stream.consumer_partition WHERE projection = 'section_ledger'
         AND owner LIKE '%/$1/%'"
}

waiting_in_row() { # a flush that stands in its rows, waiting for the lock the test holds
    [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'shouwen section_ledger % write'
              AND wait_event_type = 'Lock' AND wait_event = 'advisory'")" -gt 0 ]
}

watch_offsets
sql "GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock_shared(bigint) TO PUBLIC;
     CREATE FUNCTION watch.pass() RETURNS trigger LANGUAGE plpgsql AS
     'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END';
     CREATE TRIGGER pass AFTER INSERT OR UPDATE ON section_ledger_g1.case_file FOR EACH STATEMENT
     EXECUTE FUNCTION watch.pass()"
flow --cases 300 --events 12 --rate 2000 --duplicates 5 --conflicts 2 --bad 1
ledger one --flush-timeout-ms 60000
ok moves_on "events flow"

for ((i = 1; i <= $(proof 2 10); i++)); do
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
    signal one STOP
    ledger two
    ok "wait_until '[ \"\$(owned_by two)\" = 12 ]' 60" "what a frozen process held is another's after its session"
    ok moves_on "and is gone on with"
    signal one CONT
    ok "wait_until '[ \"\$(owned_by one)\" -gt 0 ]' 60" "woken, it takes its share anew"
    signal two TERM
    finish two
    is $? 0 "and the other may go"
    ok "wait_until '[ \"\$(owned_by one)\" = 12 ]' 60" "it has all again"
    ok moves_on "and goes on"
done

# In mid-flush: the transaction stands in its rows and waits for a lock of ours.
sql "SELECT pg_advisory_lock(7), pg_sleep(600)" >/dev/null 2>&1 &
holding=$!
ok "wait_until waiting_in_row 60" "a flush is held in mid-transaction"
signal one STOP
ledger three
ok "wait_until 'log_has three \"a writer stood in the way\"' 60" "who takes over ends the writer that stands in its rows"
ok "wait_until '[ \"\$(owned_by three)\" = 12 ]' 60" "and has its partitions"
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_advisory_lock(7)%'" >/dev/null
wait $holding 2>/dev/null
ok moves_on "and goes on"
signal one CONT
ok "wait_until '[ \"\$(owned_by one)\" -gt 0 ]' 60" "the frozen one, woken, takes its share anew"
flow_ends
is $? 0 "everything published is acknowledged"
for name in one three; do
    signal $name TERM
    finish $name
    is $? 0 "process $name ends in order"
done
drain
is $? 0 "what is left is projected"
checked "every event is in its file or a letter, and counts once" section_ledger
done_testing
