#!/bin/bash
# refused.sh -- what PostgreSQL refuses for its values is set aside, and that alone; what it refuses
# for its own sake is tried again.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack refused
seed

accept() { # accept NAME N: so many new cases, NAME-0 and so on
    local i
    for ((i = 0; i < $2; i++)); do
        printf '{"header": {"caseSource": "test", "caseNumber": "%s-%d", "source": "test", "sourceRef": "%s-%d", "occurredAt": "2024-06-03T01:20:00Z"}, "accepted": {"unit": "U01", "section": "S1"}}\n' \
            "$1" "$i" "$1" "$i"
    done | "$(bin shouwen-publish)" >/dev/null 2>&1
}

letters() { # letters REASON
    sql "SELECT count(*) FROM stream.dead_letter WHERE projection = 'section_ledger' AND reason = '$1'"
}

rows() { # rows NAME: its cases in the ledger
    sql "SELECT count(*) FROM section_ledger_g1.case_row WHERE case_number LIKE '$1-%'"
}

halted() { # partitions that the log of a ledger says are halted
    grep "a partition is halted" "$STACK/run/$1.log" | sed 's/.*partition=\([0-9]*\) .*/\1/' | sort -nu | xargs
}

refuse() { # refuse CONDITION: PostgreSQL takes no such row any more
    sql "ALTER TABLE section_ledger_g1.case_row ADD CONSTRAINT test_refuses CHECK (NOT ($1)) NOT VALID"
}

take_all() {
    sql "ALTER TABLE section_ledger_g1.case_row DROP CONSTRAINT test_refuses"
}

on_write() { # on_write STATEMENTS...: PL/pgSQL that runs for every row of cases
    sql "CREATE FUNCTION section_ledger_g1.test_fault() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN $1 RETURN NEW; END';
         CREATE TRIGGER test_fault BEFORE INSERT OR UPDATE ON section_ledger_g1.case_row
         FOR EACH ROW EXECUTE FUNCTION section_ledger_g1.test_fault()"
}

on_write_nothing() {
    sql "DROP FUNCTION section_ledger_g1.test_fault() CASCADE" 2>/dev/null
}

watch_offsets

# ---- a few events it does not take ----

refuse "case_number LIKE 'bad-%'"
flood --seed "$SEED" --cases 200 --events 12
accept good 300
accept bad 7
accept fine 300
drain
is $? 0 "seven events of a big batch are refused"
is "$(letters database)" 7 "exactly those become letters, with their reason"
is "$(rows bad)" 0 "and no rows"
is "$(rows good) $(rows fine)" "300 300" "those beside them are in the ledger"
ok '[ "$(grep -c "an event is refused" "$STACK/run/drain-section.log")" = 7 ]' "each is said in the log"
ok 'grep "an event is refused" "$STACK/run/drain-section.log" | grep test_refuses' "with the constraint"
checked "letters and files hold together every event" section_ledger
take_all

# ---- too many: then the mistake is ours ----

refuse "case_number LIKE 'worse-%'"
accept worse 30
drain
is $? 1 "thirty events refused within a minute stop partitions"
is "$(letters database)" 17 "ten of them are set aside, and not one more"
halted=$(halted drain-section)
ok '[ -n "$halted" ]' "the others halt their partitions"
note "halted: $halted"
is "$(rows good) $(rows fine)" "300 300" "what came before is in the ledger"
take_all
drain
is $? 0 "when the mistake is mended they go on"
is "$(rows worse)" 20 "and lose none"
checked "letters and files hold together every event" section_ledger

# ---- the disk is full ----

accept more 300
on_write "RAISE EXCEPTION ''could not extend file: No space left on device'' USING ERRCODE = ''53100'';"
ledger waiting --flush-timeout-ms 1000
ok 'wait_until "[ \$(grep -c \"a transaction was given up.*53100\" \"\$STACK/run/waiting.log\") -ge 4 ]" 30' "a full disk is tried again and again"
ok 'wait_until "log_has waiting \"begin anew\"" 30' "also after it left its group for a while"
is "$(letters database) $(rows more)" "17 0" "nothing is set aside, and nothing written"
on_write_nothing
ok 'wait_until "[ \"\$(rows more)\" = 300 ]" 30' "room again, and it goes on by itself"
is "$(letters database)" 17 "with no letter more"
signal waiting TERM
finish waiting
is $? 0 "it ends in order"

# ---- slow: a statement takes longer than it may ----

accept slow 200
on_write "PERFORM pg_sleep(0.01);"
drain --flush-timeout-ms 500
is $? 0 "a statement that takes too long is cancelled, and the batch halved until it passes"
ok 'grep "a transaction was given up.*57014" "$STACK/run/drain-section.log"' "as PostgreSQL says"
is "$(letters database) $(rows slow)" "17 200" "nothing is set aside, everything written"
on_write_nothing

# ---- a few again, in the middle of a backlog that does not end ----

flood --seed $((SEED + 1)) --cases 1500 --events 12
accept few 3
flood --seed $((SEED + 2)) --cases 1500 --events 12
refuse "case_number LIKE 'few-%'"
flow --cases 300 --events 12 --rate 1500
ledger busy
ok 'wait_until "[ \"\$(letters database)\" = 20 ]" 120' "they are found while events flow"
flow_ends
signal busy TERM
finish busy
gave_up=$(grep -c "a transaction was given up" "$STACK/run/busy.log")
ok '[ "$gave_up" -le 66 ]' "by halving, in whatever order partitions come ($gave_up transactions)" # 11 of each, and twice that at most
take_all

# ---- the letters are offered again ----

ok '"$(bin shouwen-admin)" letters offer --all --reason database' "what was set aside is offered again"
drain
is "$(rows bad) $(rows worse) $(rows few)" "7 30 3" "and becomes rows, now that they are taken"
checked "nothing was lost or doubled" section_ledger
wanted=$(digest)
fresh_database calm
is $? 0 "a second installation, which refused nothing"
drain
is "$(digest)" "$wanted" "has the same tables"
done_testing
