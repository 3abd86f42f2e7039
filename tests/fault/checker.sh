#!/bin/bash
# checker.sh -- the checker sees what it is there for: each of these was done to the tables behind
# the ledgers' backs.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack checker
seed
number=0

seen() { # seen INVARIANT 'SQL' SENTENCE: done to a copy of the database, it is found
    local output status
    number=$((number + 1))
    sql "CREATE DATABASE copy_$number TEMPLATE shouwen" postgres && sql "$2" "copy_$number" || {
        fail "$3" "$2"
        return
    }
    stack_env "copy_$number"
    output=$("$(tool checker)" --shown-max 100000 2>&1)
    status=$?
    stack_env shouwen
    if [ $status -eq 1 ] && grep -q "^$1 " <<<"$output"; then
        pass "$3"
        note "$(grep -m 1 "^$1 " <<<"$output" | cut -c 1-150)"
    else
        fail "$3" "$output"
    fi
}

flood --seed "$SEED" --cases 300 --events 12 --duplicates 5 --conflicts 5 --bad 3 --gaps 3
rules || fail "rules are loaded" "$(tail -n 5 "$STACK/rules.log")"
drain
drain master
drain alerts
checked "there is nothing to find"

one() { # one TABLE CONDITION: a row of it, chosen the same way each time
    echo "ctid = (SELECT ctid FROM $1 WHERE $2 ORDER BY 1 LIMIT 1)"
}

section=section_ledger_g1.section_row
files=section_ledger_g1.case_file
letter="projection = 'section_ledger'"
inquiry="projection = 'section_ledger' AND topic = 'shouwen.inquiry' AND next_offset > 5"

seen I4 "UPDATE $section SET visits = visits + 1 WHERE $(one $section true)" "a value that counts an event twice"
seen I4 "UPDATE section_ledger_g1.case_row SET merged_into = case_id WHERE $(one section_ledger_g1.case_row true)" \
    "a value where there should be none"
seen I2 "DELETE FROM $section WHERE $(one $section true)" "a row that is missing"
seen I2 "UPDATE $section SET case_id = gen_random_uuid() WHERE $(one $section true)" "a row of no case"
seen I2 "INSERT INTO $files SELECT gen_random_uuid(), revision, rules_version, bytes FROM $files LIMIT 1" \
    "a file of no case"
seen I1 "DELETE FROM $files WHERE $(one $files true)" "a file that is missing"
seen I1 "UPDATE $files SET bytes = (SELECT bytes FROM $files AS o WHERE o.bytes <> $files.bytes LIMIT 1)
         WHERE $(one $files true)" "a file that holds other events"
seen I1 "DELETE FROM stream.dead_letter WHERE $(one stream.dead_letter "$letter AND reason = 'conflict'")" \
    "a content that did not stay, and is in no letter"
seen I1 "DELETE FROM stream.dead_letter WHERE $(one stream.dead_letter "$letter AND reason = 'malformed'")" \
    "a bad record that is in no letter"
seen I1 "UPDATE stream.dead_letter SET reason = 'time' WHERE $(one stream.dead_letter "$letter AND reason = 'key'")" \
    "a letter with another reason"
seen I1 "DELETE FROM citizen.dead_letter WHERE $(one citizen.dead_letter "$letter")" "a letter without its bytes"
seen I1 "INSERT INTO stream.dead_letter SELECT projection, topic, partition, \"offset\" + 1000000, event_id, reason, text,
         is_personal, key, payload, headers, timestamp_us, program_version FROM stream.dead_letter
         WHERE $letter AND NOT is_personal LIMIT 1" "a letter that was never relayed"
seen I1 "INSERT INTO stream.dead_letter SELECT projection, topic, partition, \"offset\", gen_random_uuid(), reason, text,
         is_personal, key, payload, headers, timestamp_us, program_version FROM stream.dead_letter
         WHERE $letter AND NOT is_personal LIMIT 1" "a letter without a cause"
seen I1 "INSERT INTO stream.outbox VALUES ('section_ledger', 0, 1000000, 'deadletter', '', '', '{}')" \
    "a message that waits in the outbox"
seen I3 "UPDATE stream.consumer_offset SET next_offset = next_offset - 1, last_offset = last_offset - 1
         WHERE $(one stream.consumer_offset "$inquiry")" "an offset behind the last record"
seen I3 "UPDATE stream.consumer_offset SET next_offset = next_offset + 1000
         WHERE $(one stream.consumer_offset "$inquiry")" "an offset beyond the end"
seen I3 "UPDATE stream.consumer_offset SET last_timestamp = last_timestamp + 1
         WHERE $(one stream.consumer_offset "$inquiry")" "a record remembered that is another"
seen I3 "CREATE SCHEMA watch; CREATE TABLE watch.seen AS SELECT 1 AS number, 'it went back'::text AS text" \
    "what a trigger of the test saw"
seen I6 "UPDATE master_ledger_g1.master_row SET book_year = book_year + 1
         WHERE $(one master_ledger_g1.master_row true)" "a master's book of another year"
seen I6 "DELETE FROM master_ledger_g1.master_row AS m USING $section AS s
         WHERE m.case_id = s.case_id AND m.unit = s.handed_to_unit" "cases handed to a unit that has no row of them"
clocks=overdue_alerts_g1.clock_row
rungs=overdue_alerts_g1.rung_row
seen I4 "UPDATE $clocks SET due_at = due_at + interval '1 day' WHERE $(one $clocks "due_at IS NOT NULL")" "a clock due a day late"
seen I4 "UPDATE $clocks SET due_day = due_day + 1 WHERE $(one $clocks "due_day IS NOT NULL")" "on another day"
seen I4 "UPDATE $clocks SET verdict = 'late' WHERE $(one $clocks "verdict = 'on_time'")" "a verdict that is wrong"
seen I4 "UPDATE $rungs SET rings_at = rings_at - interval '1 minute' WHERE $(one $rungs true)" "a rung before its time"
seen I2 "DELETE FROM $clocks WHERE $(one $clocks true)" "a clock that is missing"
seen I2 "INSERT INTO $rungs SELECT (jsonb_populate_record(r, '{\"rung\": \"twice\"}')).* FROM $rungs AS r LIMIT 1" "a rung too many"
seen I1 "DELETE FROM overdue_alerts_g1.case_file WHERE $(one overdue_alerts_g1.case_file true)" "a file of clocks that is missing"
seen I4 "UPDATE policy.policy_row SET time_limit = '60wd' WHERE clock = 'sign'" "clocks that do not follow from the rules in force"
checked "after all that, still nothing where nothing was done"
done_testing
