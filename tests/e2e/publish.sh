#!/bin/bash
# publish.sh -- lines of JSON become events, and every line is answered.
. "$(dirname "$0")/../support/stack.sh"

publish=$(bin shouwen-publish)

accepted() { # accepted NUMBER [UNIT]: a line
    printf '{"header": {"source": "hotline", "case_source": "hotline", "case_number": "%s", "occurred_at": "2025-09-22T09:12:00+08:00", "source_ref": "%s/1"}, "accepted": {"unit": "%s", "section": "bgs", "channel": "CHANNEL_CALL"}}\n' \
        "$1" "$1" "${2-zjj}"
}

statuses() { # "1 acknowledged 2 refused …" of answers on standard input
    jq -r '"\(.line) \(.status)"' | sort -n | xargs
}

is "$(accepted 1 | "$publish" --dry-run 2>/dev/null | statuses)" "1 checked" \
    "a rehearsal needs no broker"
"$publish" --nonsense </dev/null 2>/dev/null
is $? 2 "an option nobody knows is wrong usage"
ok '"$publish" --help | grep -q Example' "help has an example"

stack publish

answers=$(accepted 1 | "$publish" 2>"$STACK/publish.log")
is $? 0 "a good line ends well"
is "$(jq -r '.status + " " + .topic' <<<"$answers")" "acknowledged shouwen.inquiry" \
    "and is acknowledged with its topic"
key=$(kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.inquiry -e -q -f '%k')
is "$(jq -r .subject <<<"$answers")" "$key" "the subject it names is the record's key"
again=$(accepted 1 | "$publish" 2>/dev/null)
is "$(jq -r .eventId <<<"$again")" "$(jq -r .eventId <<<"$answers")" \
    "the same line again is the same event"

accepted edge | "$publish" --cloudevents-headers >/dev/null 2>&1
headers=$(kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.inquiry -e -q -f '%h\n' | grep ce_)
is "$(tr ',' '\n' <<<"$headers" | grep -vE '^ce_(id|subject)=' | xargs)" \
    "ce_specversion=1.0 ce_source=/hotline ce_type=shouwen.v1.accepted ce_time=2025-09-22T09:12:00+08:00 content-type=application/protobuf" \
    "CloudEvents headers are there when a setting asks, and only then"

{
    accepted 2
    echo
    accepted 3 ""
    echo 'no JSON'
    head -c 1200000 /dev/zero | tr '\0' x
    echo
    echo '{"header": {}, "accepted": {"unti": "zjj"}}'
    printf '{"header": "\xff"}\n'
    printf '{"header": {"source": "a\0b"}}\n'
    accepted 4 | tr -d '\n' # a last line without an end
} >"$STACK/lines"
answers=$("$publish" <"$STACK/lines" 2>/dev/null)
is $? 1 "a refused line is told by the exit status"
is "$(statuses <<<"$answers")" \
    "1 acknowledged 3 refused 4 refused 5 refused 6 refused 7 refused 8 refused 9 acknowledged" \
    "every line but an empty one is answered, and good ones go on"
is "$(jq -r 'select(.line == 3) | .field + " " + .reason' <<<"$answers")" "accepted.unit missing" \
    "what is missing is named"
is "$(jq -r 'select(.line == 5) | .reason' <<<"$answers")" too_large "a line of 1.2 MB is too large"
is "$(jq -r 'select(.line == 6) | .field' <<<"$answers")" accepted.unti "so is a name nobody knows"

for ((i = 1; i <= 20000; i++)); do accepted "many-$i"; done >"$STACK/many"
is "$("$publish" <"$STACK/many" 2>/dev/null | jq -r .status | sort | uniq -c | xargs)" \
    "20000 acknowledged" "20,000 lines are acknowledged"

mkfifo "$STACK/pipe"
"$publish" <"$STACK/pipe" >"$STACK/slow" 2>"$STACK/publish.log" &
publisher=$!
exec 3>"$STACK/pipe"
accepted slow >&3
ok 'wait_until "[ -s \"$STACK/slow\" ]" 10' "a line is answered before the next one comes"
kafka_freeze
accepted frozen >&3
ok 'wait_until "! read -r -t 0 <\"$STACK/pipe\"" 5' "a broker that does not answer"
kill -INT $publisher
wait $publisher
is $? 1 "ends a signal's flush in time"
exec 3>&-
is "$(statuses <"$STACK/slow")" "1 acknowledged 2 unanswered" "and says which line has no answer"
ok 'grep -q "msg=\"stopped\" lines=2 sent=2 acknowledged=1 failed=0 unanswered=1" "$STACK/publish.log"' \
    "in the log too"
kafka_thaw

done_testing
