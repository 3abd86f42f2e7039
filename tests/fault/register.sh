#!/bin/bash
# register.sh -- whatever is killed while a book is imported, every row is in exactly one case file, once.
# seconds: 90
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack register_kills
seed
rows=20000 # a case each, of two events
kills=$(proof 6 60)
register=$(bin shouwen-register)
book=$STACK/book.csv

write() { # write ROWS: the book as it stands then
    head -n 1 producers/register/form.csv
    seq "$1" | awk '{ printf "R%d,房产科,2022年4月1日,周敏,甲,000-4,来电,,咨询事项,事由%d,,,答复,2022年4月2日,,,,\n", $1, $1 }'
}
write "$rows" >"$book"

start() {
    : >"$STACK/run/import.log"
    background import "$register" --mapping producers/register/form.map --state "$STACK/state" "$book"
    wait_until 'grep -q msg=.aliases "$STACK/run/import.log"' 60
}

once() { # once BOOK: what an import that nobody kills keeps and leaves
    "$register" --mapping producers/register/form.map --state "$STACK/state" "$1" >"$STACK/once.log" 2>>"$STACK/faults.log"
    echo "$? $(sed -n 's/^\([0-9]*\) messages kept in the spool, \([0-9]*\) wait .*/\1 \2/p' "$STACK/once.log")"
}

mkdir -p "$STACK/run"
watch_offsets
ledger victim
start
is $? 0 "an import begins"
for ((kill = 1; kill <= kills; kill++)); do
    sleep "0.$((RANDOM % (1 + (kill + 1) % 2 * 8)))$((RANDOM % 10))" # every other while the book is read
    if [ $((RANDOM % 3)) = 0 ]; then
        kafka_kill9
        sleep "0.$((RANDOM % 10))"
        kafka_start
    fi
    if ! is_running import; then
        finish import
        note "kill $kill comes after the end of an import"
    else
        signal import KILL
        finish import
    fi
    start || fail "it begins again after it was killed" "$(tail -n 5 "$STACK/run/import.log")"
    grep -h 'msg="spool"' "$STACK/run/import.log" | sed 's/^.* segments/# segments/'
done
finish import 240
is $? 0 "the last import comes to its end"
is "$(once "$book")" "0 0 0" "the same book again has nothing to say, and nothing waits"
write $((rows + 100)) >"$book"
is "$(once "$book")" "0 500 0" "of a book that has grown only the new rows are said"
signal victim TERM
finish victim
drain
is $? 0 "the ledger reads it all"
checked "every event is in its file or a letter, and counts once"
is "$(sql "SELECT count(*), count(DISTINCT case_id) FROM book.section_row WHERE case_number LIKE 'R%'")" "$((rows + 100))|$((rows + 100))" \
    "every row of the book is one case"
is "$(sql "SELECT count(*) FROM book.section_row WHERE status <> 'completed' OR incomplete OR flags <> '' OR NOT has_contact")" 0 \
    "and says all that the book says"
is "$(sql "SELECT count(*) FROM stream.dead_letter")" 0 "without a dead letter"
texts=$(kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.citizen -e -q -f '%k\n' 2>/dev/null | sort -u | wc -l)
is "$texts" $(((rows + 100) * 3)) "and every text and every person is there"
done_testing
