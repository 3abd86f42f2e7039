#!/bin/bash
# postgres.sh -- PostgreSQL restarts, loses connections, is full, is slow, and refuses; nothing is
# lost, and nothing is set aside that the outside was to blame for.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack postgres
seed

letters() { # letters REASON
    sql "SELECT count(*) FROM stream.dead_letter WHERE projection = 'section_ledger' AND reason = '$1'"
}

terminate() { # terminate PURPOSE: read or write
    sql "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity
         WHERE application_name LIKE 'shouwen section_ledger % $1'"
}

files() { # how many, and how often they were written
    sql "SELECT count(*) || ' ' || sum(revision) FROM section_ledger_g1.case_file"
}

watch_offsets
flow --cases 300 --events 12 --rate "$(proof 1500 3000)" --duplicates 5 --conflicts 2 --bad 1
ledger victim --flush-timeout-ms 3000
ok moves_on "events flow"

pg_restart fast
ok moves_on "and flow on after a fast restart"
pg_restart immediate
ok moves_on "and after an immediate one"

for purpose in write read write read; do
    is "$(terminate "$purpose")" 1 "the backend that it has to $purpose is terminated"
    ok moves_on "and it goes on with another"
done

# A table that takes nothing now: the disk is full, as PostgreSQL would say it.
sql "CREATE FUNCTION section_ledger_g1.full_disk() RETURNS trigger LANGUAGE plpgsql AS
     'BEGIN RAISE EXCEPTION ''could not extend file: No space left on device'' USING ERRCODE = ''53100''; END';
     CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON section_ledger_g1.case_file
     EXECUTE FUNCTION section_ledger_g1.full_disk()"
ok "wait_until 'log_has victim 53100' 30" "a full disk is told"
stood=$(files) # a repeated event writes no row, and may pass
ok "wait_until '[ \$(grep -c 53100 \"\$STACK/run/victim.log\") -ge 3 ]' 60" "and tried again and again"
is "$(files)" "$stood" "while no case moves"
is "$(letters database)" 0 "and no event is set aside for it"
sql "DROP TRIGGER full_disk ON section_ledger_g1.case_file"
ok moves_on "room again, and it goes on by itself"

# Somebody holds a lock for longer than a flush may take.
sql "BEGIN; LOCK TABLE section_ledger_g1.section_row IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(300)" 2>/dev/null &
locking=$!
ok "wait_until 'log_has victim canceled' 60" "a transaction that waits too long for a lock is cancelled"
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK TABLE%' AND pid <> pg_backend_pid()" >/dev/null
wait $locking 2>/dev/null
ok moves_on "and when the lock is gone it goes on"

# Values that PostgreSQL will not have: those events alone are set aside.
refused=$(sql "SELECT count(*) FROM section_ledger_g1.case_row")
sql "ALTER TABLE section_ledger_g1.case_row ADD CONSTRAINT test_refuses CHECK (accepted_unit <> 'refused') NOT VALID"
say "$(accepted refused 1)" "$(accepted refused 2)" "$(accepted refused 3)"
ok "wait_until '[ \"\$(letters database)\" = 3 ]' 60" "what breaks a constraint is set aside, that and no more"
sql "ALTER TABLE section_ledger_g1.case_row DROP CONSTRAINT test_refuses"
ok "[ $refused -gt 0 ] && is_running victim" "and the ledger still runs"

flow_ends
is $? 0 "everything published is acknowledged"
signal victim TERM
finish victim
is $? 0 "it ends in order"
drain
is $? 0 "what is left is projected"
checked "every event is in its file or a letter, and counts once" section_ledger
done_testing
