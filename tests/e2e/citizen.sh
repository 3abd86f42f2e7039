#!/bin/bash
# citizen.sh -- who asked, and in what words, is kept by one program, and erased for ever.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack citizen
seed

register=$(bin shouwen-citizen-register)
event=22222222-2222-5222-8222-22222222222
topic=shouwen.citizen

catch_up() {
    "$register" run --until-caught-up --log-level warn --lock-dir "$STACK" 2>&1
}

say() { # say CASE 'MEMBERS OF THE HEADER' 'KIND AND VALUE': one line for shouwen-publish
    echo '{"header":{"caseSource":"counter","caseNumber":"'"$1"'","source":"counter"'"$2"'},'"$3"'}'
}

record() { # record CASE NAME [RECORDED-AT]
    say "$1" "${3:+,\"recordedAt\":\"$3\"}" '"citizenRecord":{"name":"'"$2"'","contact":"13812341234"}'
}

text() { # text CASE N WORDS: of event N
    say "$1" ',"eventId":"'"$event$2"'"' '"textRecord":{"field":"TEXT_FIELD_CONTENT","text":"'"$3"'"}'
}

publish() {
    "$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1
}

raw() { # raw KEY [VALUE]: without a value a tombstone
    "$(tool raw)" "$topic" "key=$(printf '%s' "$1" | od -An -tx1 | tr -d ' \n')" \
        <<<"$([ -n "${2:-}" ] && printf '%s' "$2" | od -An -tx1 | tr -d ' \n' || echo null)" >>"$STACK/raw.log"
}

case_id() {
    sql "SELECT case_id FROM citizen_register_g1.citizen_row WHERE case_number = '$1'"
}

known() { # who asked, and the texts, of a case by number
    sql "SELECT name, contact FROM citizen_register_g1.citizen_row WHERE case_number = '$1'"
}

texts() { # texts CASE-ID
    sql "SELECT right(event_id::text, 1), field, text FROM citizen.text WHERE case_id = '$1' ORDER BY 1"
}

rows() { # of every table
    "$register" digest
}

# ---- a life ----

{ record 1 张三; text 1 1 问房产证; text 1 2 再问; } | publish
is "$?" 0 "names and texts are published"
is "$(catch_up)" "" "and read"
one=$(case_id 1)
is "$(known 1)" "张三|13812341234" "the record is kept"
is "$(texts "$one")" "1|content|问房产证
2|content|再问" "and each text"
record 1 张三丰 | publish
text 1 1 问不动产证 | publish
is "$(catch_up)$(known 1)" "张三丰|13812341234" "of a key the last record counts"
is "$(texts "$one" | head -n 1)" "1|content|问不动产证" "of a text too"
raw "$one/${event}2/1"
is "$(catch_up)$(texts "$one")" "1|content|问不动产证" "a tombstone takes a text away"
raw "$one/${event}3/1"
is "$(catch_up)$(texts "$one" | wc -l)" 1 "one before its record leaves nothing"
text 1 3 后来的 | publish
is "$(catch_up)$(texts "$one" | tail -n 1)" "3|content|后来的" "and what comes after it counts"
before=$(rows)
is "$(catch_up)$(rows)" "$before" "reading again changes nothing"

# ---- what cannot be read ----

for key in 张三13812341234 "$one/${event}1/99" "$one/erased/1700000000000000"; do
    raw "$key"
done
raw 张三 "李四的电话 13900001111"
raw "$one" $'\x0a\x00张三'
is "$(catch_up)$(sql "SELECT string_agg(reason, ' ' ORDER BY reason), bool_and(is_personal)
                      FROM stream.dead_letter WHERE projection = 'citizen_register'")" \
    "key key key malformed malformed|t" "bad records are set aside, as personal"
is "$(sql "SELECT count(*) FROM stream.dead_letter WHERE text ~ '张三|李四|1380|1390'")" 0 "their reasons show nothing"
is "$(sql "SELECT count(*) FROM citizen.dead_letter WHERE projection = 'citizen_register'")" 5 \
    "their bytes are in the schema of personal data"
is "$(kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.deadletter -e -f '%k%s\n' | sort -u)" "" \
    "and not in the topic of letters"
is "$(sql "SELECT count(*) FROM citizen.dead_letter WHERE projection = 'citizen_register' AND payload IS NULL")" 3 \
    "a tombstone stays one"
sql 'CREATE ROLE clerk LOGIN IN ROLE shouwen_admin, citizen_reader' postgres
ok '"$(bin shouwen-admin)" letters offer --all --pg-user clerk | grep -q "^5 offered again, 0 not"' \
    "letters are offered again by who may read them"
is "$(catch_up)$(sql "SELECT reason, count(*) FROM stream.dead_letter WHERE projection = 'citizen_register' GROUP BY 1 ORDER BY 1")" \
    "key|6
malformed|4" "and come back for the same reasons"
long=$(head -c 65537 /dev/zero | tr '\0' x)
text 1 4 "$long" | "$(bin shouwen-publish)" >"$STACK/long.log" 2>&1
is "$?" 1 "a text of 64 KiB and a byte is not sent"
ok 'grep -q "text_record.text has 65537 bytes, and may have 65536" "$STACK/long.log"' "and that is said"
text 1 4 "${long:1}" | publish
is "$(catch_up)$(sql "SELECT length(text) FROM citizen.text WHERE event_id = '${event}4'")" 65536 "one of 64 KiB is kept"

# ---- erasing ----

erase() {
    "$register" erase --approver chief "$@" 2>&1 </dev/null
}

echo '{"header":{"caseSource":"counter","caseNumber":"1","source":"counter","sourceRef":"1","occurredAt":"2022-03-07T09:30:00+08:00"},"accepted":{"unit":"housing","section":"registry","hasName":true}}' | publish
said=$(erase --case counter/1)
is "$?" 2 "nothing is erased when there is nobody to ask"
is "$(head -n 1 <<<"$said")" "case counter/1: 1 record and 3 texts" "but it is told how much there is"
ok '! grep -e 张 -e 1381 -e 后来 <<<"$said"' "and not what"
ok 'erase --case counter/nobody --yes | grep -q "nothing is known of case counter/nobody"' "a case nobody knows is not erased"
ok 'erase --case counter --yes | grep -q "must be SOURCE/NUMBER"' "a case is named by source and number"
asked() { # asked ANSWER: at a terminal
    script -qec "\"$register\" erase --case counter/1 --approver chief" /dev/null <<<"$1" 2>&1 | tr -d '\r'
}
ok 'asked no | grep -q "nothing was erased"' "at a terminal it asks, and no is no"
is "$(sql "SELECT count(*) FROM citizen.erasure_order")" 0 "of which nothing is kept"
ok 'asked yes | grep -q "erased; the tables follow"' "a yes does it"
is "$(catch_up)$(known 1)$(texts "$one")" "" "record and texts are gone"
is "$(sql "SELECT approver, done_at IS NOT NULL FROM citizen.erasure_order WHERE case_id = '$one'")" "chief|t" "the order is kept"
is "$(sql "SELECT e.erased_at = o.erased_at FROM citizen.erasure AS e JOIN citizen.erasure_order AS o USING (case_id)")" t \
    "under its time"
"$(bin shouwen-master-ledger)" run --until-caught-up --log-level warn --lock-dir "$STACK"
is "$(sql "SELECT erased, has_name FROM book.case_row WHERE case_id = '$one'")" "t|t" "ledgers say erased, and count as before"
ok 'erase --case counter/1 --yes | tail -n 1 | grep -q "^there is nothing to erase"' "once is enough"

sql "UPDATE citizen.erasure_order SET done_at = NULL"
ends=$("$(tool topic)" ends shouwen.oversight | awk '{ sum += $3 } END { print sum }')
said=$(erase --case counter/1 --yes --approver somebody)
ok 'grep -q "was broken off, and is gone on with" <<<"$said"' "an erasure broken off is repeated"
is "$("$(tool topic)" ends shouwen.oversight | awk '{ sum += $3 } END { print sum }')" $((ends + 1)) "its event is sent again"
"$(bin shouwen-master-ledger)" run --until-caught-up --log-level warn --lock-dir "$STACK"
is "$(sql "SELECT count(*) FROM stream.dead_letter WHERE projection = 'master_ledger'")" 0 "under the same id, with the same content"
is "$(sql "SELECT count(*), min(approver) FROM citizen.erasure_order")" "1|chief" "and there is one order"

record 1 张旧 2022-03-07T09:30:00+08:00 | publish
is "$(catch_up)$(known 1)" "" "an old record that comes late is dropped"
ok 'erase --case counter/1 --yes | grep -q "^1 came again that were recorded before it"' "and the log is told to forget it too"
is "$(catch_up)$(erase --case counter/1 --yes | tail -n 1)" "there is nothing to erase" "which it does"
record 1 张新 | publish
is "$(catch_up)$(known 1)" "张新|13812341234" "an erased citizen who comes again is kept"
ok 'erase --case counter/1 --yes | grep -q "^case counter/1: 1 record and 0 texts"' "and erased again"
is "$(catch_up)$(known 1)" "" "for ever"
record 1 张新新 | publish
is "$(catch_up)$(known 1)" "张新新|13812341234" "however often"

# ---- many at once, killed, and read anew ----

flow() { # flow SEED: 3,000 records and tombstones' worth of 40 cases, in an order of its own
    awk -v seed="$1" 'BEGIN {
        srand(seed)
        for (i = 0; i < 3000; i++) {
            number = int(rand() * 40); n = int(rand() * 10); day = 10 + int(rand() * 20)
            head = "{\"header\":{\"caseSource\":\"flow\",\"caseNumber\":\"" number "\",\"source\":\"flow\",\"recordedAt\":\"2022-03-" day "T00:00:00Z\""
            kind = rand()
            if (kind < 0.3) print head "},\"citizenRecord\":{\"name\":\"name " i "\"}}"
            else if (kind < 0.98) print head ",\"eventId\":\"22222222-2222-5222-8222-22222222222" n "\"},\"textRecord\":{\"field\":" 1 + int(rand() * 3) ",\"text\":\"text " i "\"}}"
            else print head "},\"erasedRecord\":{\"at\":\"2022-03-" 10 + int(rand() * 15) "T12:00:00Z\"}}"
        }
    }'
}

flow "$SEED" | publish &
publishing=$!
for round in 1 2 3 4 5; do
    background "register$round" "$register" run --shards 2 --batch-events-max 20 --lock-dir "$STACK"
    wait_until 'grep -q "partitions came" "$STACK/run/register'$round'.log"' 30
    wait_until '[ "$(sql "SELECT sum(next_offset) FROM stream.consumer_offset WHERE projection = '"'citizen_register'"'")" -gt '$((round * 400))' ]' 30
    signal "register$round" KILL
    finish "register$round"
done
wait "$publishing"
is "$?" 0 "a flow of records is published"
is "$(catch_up)" "" "and read by two shards that were killed, and one at the end"
whole=$(rows)
ok '[ "$(sql "SELECT count(*) FROM citizen_register_g1.text_row WHERE source = '"'flow'"'")" -gt 100 ]' "texts are left"
ok '[ "$(sql "SELECT count(*) FROM citizen_register_g1.erasure_row")" -gt 10 ]' "and erasures"

again() { # new tables, filled from the log
    "$register" rebuild >"$STACK/again.log" 2>&1
}

again
is "$(rows)" "$whole" "the log read anew by one gives the same"

records() {
    kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t $topic -e -f '%k\n' | wc -l
}

canary=张丽娟的手机
all=$(records)
"$(tool topic)" set $topic cleanup.policy=compact min.cleanable.dirty.ratio=0.01 segment.ms=100 max.compaction.lag.ms=1000 \
    delete.retention.ms=0 message.timestamp.type=LogAppendTime
compacted() { # a record more rolls the segments; without it the last ones stay
    for partition in 0 1 2 3 4 5 6 7 8 9 10 11; do
        "$(tool raw)" $topic $partition key=00 <<<null
    done >/dev/null
    [ "$(records)" -lt $((all * 6 / 10)) ]
}
ok 'wait_until compacted 60' "the log is compacted"
is "$(catch_up)$(rows)" "$whole" "which changes nothing for who has read it"
again
is "$(rows)" "$whole" "and nothing for who reads it anew"
ok '! grep -e halted -e level=error "$STACK/again.log"' "gaps are its nature"
ok '"$register" verify 2>/dev/null | grep -q " 0 differences$"' "what is stored is what is left of the log"
sql "UPDATE citizen_register_g3.text_row SET text = '$canary' WHERE (case_id, event_id, field) =
     (SELECT case_id, event_id, field FROM citizen_register_g3.text_row ORDER BY 1, 2, 3 LIMIT 1)"
"$register" verify >"$STACK/verify.out" 2>&1
is "$?" 1 "a text that was changed is a difference"
ok 'grep -q "^text_row (case_id=.*): text is another value, the log gives one that is not shown$" "$STACK/verify.out"' "of which column and keys are named"
ok '! grep -q "$canary" "$STACK/verify.out"' "and never the text"
done_testing
