#!/bin/bash
# import.sh -- an office's table becomes events; the same import again changes nothing.
. "$(dirname "$0")/../support/stack.sh"

register=$(bin shouwen-register)
mapping=producers/register/sample.map
table=producers/register/sample.csv

rehearsal=$("$register" --mapping $mapping --dry-run $table)
is $? 0 "a rehearsal needs no broker"
is "$(tail -n 2 <<<"$rehearsal" | paste -s -d ' ')" \
    "66 rows, 12 cases: 66 events, 53 texts, 0 repeated, 0 bad rows nothing was sent" \
    "and says what would be sent"
form=$("$register" --mapping producers/register/form.map --dry-run producers/register/form.csv)
is "$? $(tail -n 2 <<<"$form" | head -n 1)" \
    "0 5 rows, 5 cases: 24 events, 19 texts, 0 repeated, 0 bad rows" \
    "a paper book in the columns of the plan's form is read"

stack import

records() { # records TOPIC FORMAT
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$1" -e -q -f "$2"
}

"$register" --mapping $mapping $table >"$STACK/first.log"
is $? 0 "the sample is published"
ok 'grep -q "119 messages sent: 119 acknowledged, 0 refused, 0 without an answer" "$STACK/first.log"' \
    "every message is acknowledged"
is "$(records inquiry '%k\n' | wc -l)" 13 "acceptances and a withdrawal are on their topic"
is "$(records transfer '%k\n' | wc -l)" 16 "transfers, signatures and returns on theirs"
is "$(records completion '%k\n' | sort -u | wc -l)" 11 "eleven cases go on"
is "$(records citizen '%k\n' | sort -u | wc -l)" 53 "names and texts have keys of their own"
records citizen '%s\n' >"$STACK/citizen"
ok 'grep -qa 000-10001 "$STACK/citizen"' "a phone number is on the citizen topic"

events() { # what all event topics hold, read at once
    local topic
    for topic in inquiry transfer completion callback rating oversight; do
        records $topic '%s %k %h\n' >"$STACK/events.$topic" &
    done
    wait
    cat "$STACK"/events.*
}
events >"$STACK/events"
ok '! grep -qaE "000-[12]000|赵一|公租房|监管账户|说得很清楚" "$STACK/events"' \
    "and no name, number or text is on any other"

keys() { # every id in them
    events | grep -aoE '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | sort -u
}
keys >"$STACK/keys"
"$register" --mapping $mapping $table >"$STACK/second.log"
is $? 0 "the sample is published again"
is "$(keys | md5sum)" "$(md5sum <"$STACK/keys")" "under the same ids"

sed '2s/大厅窗口/办公室/' $table >"$STACK/changed.csv"
"$register" --mapping $mapping "$STACK/changed.csv" >"$STACK/third.log"
is "$(keys | wc -l)" "$(($(wc -l <"$STACK/keys") + 1))" "a changed cell is one new event"

kafka_freeze
background late "$register" --mapping $mapping $table
read -r late _ <"$STACK/run/late.pid"
# once it knows the aliases nothing but the broker's answer makes it sleep
ok 'wait_until "grep -q aliases \"\$STACK/run/late.log\" && grep -q \"^State:.S\" /proc/$late/status" 20' \
    "an import waits for a broker that does not answer"
signal late INT
finish late 20
is $? 1 "a signal ends it"
ok 'grep -q "119 messages sent: 0 acknowledged, 0 refused, 119 without an answer" "$STACK/run/late.log"' \
    "and it says what has no answer"
kafka_thaw

done_testing
