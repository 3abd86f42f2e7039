#!/bin/bash
# poison.sh -- whatever comes, ends in a dead letter with its reason, and nothing else is lost or late.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack poison

letter() { # letter COLUMN NAME: of the last record of that name; the conflicting ones share a case
    read -r topic partition offset < <(awk -v name="$2" '$1 == name { place = $2 " " $3 " " $4 }
        END { print place }' "$STACK/poison")
    sql "SELECT $1 FROM stream.dead_letter AS l WHERE projection = 'section_ledger' AND topic = '$topic'
         AND partition = $partition AND \"offset\" = $offset"
}

relayed() { # relayed NAME: bytes of key and value of its letter in the topic of dead letters
    read -r topic partition offset < <(awk -v name="$1" '$1 == name { place = $2 " " $3 " " $4 }
        END { print place }' "$STACK/poison")
    awk -v topic="topic=$topic," -v partition="partition=$partition," -v offset="offset=$offset," '
        index($1, topic) && index($1, partition) && index($1, offset) &&
            index($1, "projection=section_ledger,") { print $2, $3; exit }' "$STACK/relayed"
}

ok '"$(tool topic)" set shouwen.inquiry message.timestamp.type=LogAppendTime retention.ms=-1 \
    max.message.bytes=2000000' "a topic can be made to take records of 2 MB"
ledger eater
flood --cases 500 --told
ok '"$(tool poison)" >"$STACK/poison"' "bad records of every kind are published"
flood --cases 500 --told --bad 5 --conflicts 5

ok '"$(tool topic)" set shouwen.inquiry message.timestamp.type=CreateTime retention.ms=-1' \
    "a topic can fall back to producers' timestamps while it is read"
"$(tool poison)" good | sed 's/^good \(.*\) none/timestamps \1 timestamp/' >>"$STACK/poison"
ok '"$(tool topic)" set shouwen.inquiry message.timestamp.type=LogAppendTime retention.ms=-1' \
    "and back again"
ok "wait_until '[ \"\$(letter reason timestamps)\" = timestamp ]' 60" \
    "the last of the bad records becomes a letter"

while read -r name _ _ _ reason; do
    [ "$reason" = none ] || is "$(letter reason "$name")" "$reason" "$name is set aside, because: $reason"
done <"$STACK/poison"
is "$(sql "SELECT case_number FROM book.section_row WHERE case_source = 'poison' ORDER BY 1" | xargs)" \
    "conflict conflict_back crowded good" "what was good is in the ledger"
is "$(sql "SELECT DISTINCT to_char(accepted_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD') FROM book.section_row
    WHERE case_number LIKE 'conflict%'")" 06-01 "of two contents of one id the smaller stays, in either order"

ok 'is_running eater' "the ledger never stopped for it"
ok "wait_until '[ \"\$(sql \"SELECT count(*) FROM stream.outbox\")\" = 0 ]' 30" "every letter is relayed"
signal eater TERM
finish eater
is $? 0 "and it ends in order"
kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.deadletter -e -q -f '%h|%K|%S\n' |
    tr -d ' ' | tr '|' ' ' >"$STACK/relayed"
is "$(relayed truncated)" "0 0" "a letter that may be personal goes out without key and bytes"
is "$(sql "SELECT count(*) FROM stream.dead_letter WHERE is_personal AND (key IS NOT NULL OR
    payload IS NOT NULL OR headers IS NOT NULL)")" 0 "and its bytes are in no table of stream"
is "$(sql "SELECT octet_length(c.payload) FROM citizen.dead_letter AS c JOIN stream.dead_letter
    USING (projection, topic, partition, \"offset\", event_id) WHERE reason = 'too_large'
    AND projection = 'section_ledger' LIMIT 1")" 1048576 "but in citizen's, whole"
drain master
is $? 0 "the other ledger takes the same"
checked "log and tables agree"
done_testing
