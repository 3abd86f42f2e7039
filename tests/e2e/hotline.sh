#!/bin/bash
# hotline.sh -- events come in over HTTP, and every one is answered for.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/hotline.sh

stack hotline
key=$(new_key)
weak=$(new_key)
cat >"$STACK/keys" <<EOF
[everything]
sha256 = $(digest "$key")
sources = hotline, counter
units = *
kinds = *
[the housing bureau's mailbox]
sha256 = $(digest "$weak")
sources = zjj-mailbox
units = zjj
kinds = accepted, supplemented
EOF

start
is $? 0 "it listens"
is "$(ask /healthz | head -n 1)" 200 "it is healthy"
is "$(ask /readyz | head -n 1)" 200 "and ready"

answer=$(accepted 1 | json)
is "$(head -n 1 <<<"$answer")" 202 "an event is accepted"
is "$(tail -n 1 <<<"$answer" | jq -r .state)" new "as a new one"
id=$(tail -n 1 <<<"$answer" | jq -r .eventId)
answer=$(accepted 1 | json | tail -n 1)
is "$(jq -r '.state + " " + .eventId' <<<"$answer")" "known $id" "the same again is known, by its id"

log_of() { # log_of TOPIC: keys and values that are in it
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$1" -e -q -f '%k %s\n' 2>/dev/null
}
ok 'wait_until "log_of inquiry | grep -q ." 30' "it reaches the broker"

# ---- bodies of every kind ----

answer=$(accepted 2 ',"citizenRecord":{"name":"欧阳明","contact":"13812341234"},"textRecords":[{"field":"TEXT_FIELD_CONTENT","text":"公租房"}]' | json)
is "$(status "$answer")" 202 "an event with who asked and in what words is accepted"
ok 'wait_until "log_of citizen | grep -q 欧阳明" 30' "these go to the topic of citizens"
ok 'wait_until "log_of citizen | grep -q 公租房" 30' "the words too"
ok '! log_of inquiry | grep -q -e 欧阳明 -e 138 -e 公租房' "and to no other"

answer=$( (echo '['; accepted 3; echo ', {"header": {}, "accepted": {"unti": 1}},'; accepted 4; echo ']') | json)
is "$(status "$answer")" 207 "an array with one bad event is answered for each"
is "$(field "$answer" '[.events[].status] | map(tostring) | join(" ")')" "202 400 202" "the others are taken"
is "$(field "$answer" '.events[1] | .field + " " + .reason')" "accepted.unti unknown_name" "field and reason are told"
answer=$( (accepted 5; echo; echo; echo 'no JSON'; accepted 6) | post application/x-ndjson)
is "$(status "$answer") $(field "$answer" '[.events[].status] | map(tostring) | join(" ")')" "207 202 400 202" \
    "of lines with a bad one the others are taken"
is "$(status "$(echo '[]' | json)")" 202 "an empty array is nothing to do"

answer=$(post 'application/protobuf; proto=shouwen.v1.InquiryEvent' <tests/fixtures/v1/accepted.bin)
is "$(status "$answer") $(field "$answer" .field)" "403 header.source" "a message of another source is not for this key"
printf '[protobuf]\nsha256 = %s\nsources = *\nunits = *\nkinds = *\n' "$(digest "$key-$key")" >>"$STACK/keys"
stop
is $? 0 "it ends in order when it is asked to"
start
answer=$(with=$key-$key post 'application/protobuf; proto=shouwen.v1.InquiryEvent' <tests/fixtures/v1/accepted.bin)
is "$(status "$answer")" 202 "a protobuf message is accepted"
is "$(status "$(post application/protobuf <tests/fixtures/v1/accepted.bin)")" 415 "but for one that does not say which it is"

# ---- what became of it ----

is "$(status "$(get /v1/cases/hotline/1)")" 404 "before a ledger has it a case is not known"
answer=$(accepted 2b | json)
event=$(field "$answer" .eventId)
ok 'wait_until "[ \"\$(get /v1/events/\$event | tail -n 1 | jq -r .state)\" = published ]" 30' "an event is published"
"$(bin shouwen-admin)" load calendar schemas/policy/calendar --yes >"$STACK/load.log" 2>&1
"$(bin shouwen-admin)" load policy schemas/policy/base.csv --yes >>"$STACK/load.log" 2>&1
"$(bin shouwen-master-ledger)" run --until-caught-up >"$STACK/ledger.log" 2>&1
"$(bin shouwen-overdue-alerts)" run --until-caught-up >>"$STACK/ledger.log" 2>&1
answer=$(get "/v1/events/$event")
is "$(status "$answer") $(field "$answer" '.topic + " " + (.appliedBy | join(","))')" \
    "200 shouwen.inquiry master_ledger,overdue_alerts" "and applied, by those that have run"
answer=$(get /v1/cases/hotline/1)
is "$(status "$answer") $(field "$answer" '[.status, .acceptedUnit, .holderSection, (.flags | length | tostring), (.deadLetters | length | tostring)] | join(" ")')" \
    "200 open zjj bgs 0 0" "a case has its state and its holder"
ok '[[ $(field "$answer" .dueAt) == 2025-* ]]' "and when it is due"
ok '! grep -q 欧阳 <<<"$(get /v1/cases/hotline/2)"' "and nobody's name"
answer=$(with=$weak get /v1/cases/hotline/1)
is "$(status "$answer")" 403 "not for a key of another source"
is "$(status "$(with=$weak get "/v1/events/$event")")" 404 "to whom the event is not known, either"
is "$(status "$(get /v1/events/x)")" 400 "an id that is none"
is "$(status "$(get /v1/events/22222222-2222-5222-8222-222222222299)")" 404 "an id of nobody"
is "$(status "$(ask /v1/cases/hotline/1 -X DELETE -H "Authorization: Bearer $key")")" 405 "cases are not deleted"
is "$(status "$(ask /healthz -X TRACE)")" 405 "nobody is told of a request"
ok 'curl -sSI "http://127.0.0.1:$port/readyz" | grep -q "^HTTP/1.1 200"' "HEAD is as good as GET"
pg_stop
is "$(status "$(get /v1/cases/hotline/1)")" 503 "without PostgreSQL it says that it cannot be asked"
is "$(status "$(accepted 2c | json)")" 202 "and accepts events all the same"
pg_start
ok 'wait_until "[ \"\$(get /v1/cases/hotline/1 | head -n 1)\" = 200 ]" 30' "asks again when it is back"

# ---- what is refused, and how ----

said() { # said STATUS WORDS SENTENCE: of $answer
    is "$(status "$answer")" "$1" "$3"
    words=$2
    ok '[[ $(field "$answer" .detail) == *"$words"* && -n $(field "$answer" .advice) ]]' "   and says so: $2"
}
answer=$(accepted 7 | with=wrong-key-of-twenty-bytes json)
said 401 "no key" "a key that nobody has"
answer=$(ask /v1/events -d x)
said 401 "no key" "no key at all"
answer=$(accepted 7 | with=$weak json)
said 403 "none of the sources of key 'the housing bureau's mailbox'" "a source of others"
answer=$(accepted 7 | sed 's/"source":"hotline"/"source":"zjj-mailbox"/; s/"unit":"zjj"/"unit":"gaj"/' | with=$weak json)
said 403 "unit is 'gaj', which is none of the units" "a unit of others"
answer=$(sed 's/accepted":{.*/withdrawn":{}}/' <<<"$(accepted 7 | sed 's/"source":"hotline"/"source":"zjj-mailbox"/')" | with=$weak json)
said 403 "'withdrawn', which is none of the kinds" "a kind it is not for"
answer=$(echo '{"header":{"source":"hotline","eventId":"22222222-2222-5222-8222-222222222222","caseSource":"hotline","caseNumber":"8","occurredAt":"2025-09-22T09:12:00+08:00"},"accepted":{"unit":"zjj","section":"bgs"}}' | tee "$STACK/given" | json)
is "$(status "$answer")" 202 "an event may bring its id"
is "$(field "$(json <"$STACK/given")" .state)" known "with it, it is known again"
answer=$(sed 's/bgs/fck/' "$STACK/given" | json)
said 409 "other content" "the id with other content"
sed 's/222222222222"/222222222223"/' "$STACK/given" >"$STACK/twin"
answer=$( (cat "$STACK/twin"; echo; sed 's/bgs/fck/' "$STACK/twin"; echo; cat "$STACK/twin") | post application/x-ndjson)
is "$(field "$answer" '[.events[] | .state // .reason] | join(" ")')" "new conflict known" "even in the same request"
answer=$(accepted 9 | post text/plain)
said 415 "Content-Type" "a body of another type"
answer=$(accepted 9 | gzip | post application/json -H 'Content-Encoding: gzip')
said 415 "compressed" "a compressed body"
answer=$(ask /v1/nothing -H "Authorization: Bearer $key")
said 404 "nothing of that name" "an address that is none"
answer=$(ask /v1/events -H "Authorization: Bearer $key")
said 405 "POST" "a method that is none"
answer=$(head -c 5000000 /dev/zero | json)
is "$(status "$answer")" 413 "a body of 5 MB"
for ((i = 0; i < 1001; i++)); do echo '{}'; done >"$STACK/many"
answer=$(post application/x-ndjson <"$STACK/many")
said 413 "more events" "a thousand events and one"

bad() { # bad SENTENCE REASON BODY
    answer=$(printf "$3" | json)
    is "$(status "$answer") $(field "$answer" .reason)" "400 $2" "$1"
}
bad "nothing" syntax ''
bad "a byte order mark" syntax '\xef\xbb\xbf{}'
bad "a lone surrogate" syntax '{"header":{"source":"\\ud800"}}'
bad "a name twice" syntax '{"header":{},"header":{}}'
bad "a number beyond 64 bits" syntax '{"header":{"sourceSequence":99999999999999999999}}'
bad "a number beyond 2^63" syntax '{"header":{"sourceSequence":9223372036854775808}}'
bad "a number below -2^63" syntax '{"header":{"sourceSequence":-9223372036854775809}}'
answer=$(accepted 12 | sed 's/"sourceRef"/"sourceSequence":1.5,&/' | json)
is "$(field "$answer" '.field + " " + .reason')" "header.source_sequence range" "a number with a fraction is named"
bad "Latin-1" encoding '{"header":"\xfc"}'
answer=$( (head -c 10000 /dev/zero | tr '\0' '{'; echo) | json)
is "$(status "$answer")" 400 "JSON of 10,000 levels"
answer=$( (echo '{"header":'; head -c 10000 /dev/zero | tr '\0' '['; head -c 10000 /dev/zero | tr '\0' ']'; echo '}') | json)
is "$(status "$answer")" 400 "lists of 10,000 levels"
is "$(status "$(echo '[1,2' | json)")" 400 "an array that does not end"
answer=$(accepted 10 | sed 's/,"section":"bgs"//' | json)
is "$(field "$answer" '.field + " " + .reason')" "accepted.section missing" "a field that is missing is named"
answer=$(accepted 11 ',"citizenRecord":{"name":"欧阳\u0001明"}' | json)
is "$(field "$answer" '.field + " " + .reason')" "citizen_record.name encoding" "a personal field is named"
ok '! grep -q 欧阳 "$STACK/body"' "and its value is not shown"

# ---- what it says of itself ----

is "$(status "$(ask /v1/openapi.json)")" 200 "its description is for everybody"
tail -n +1 "$STACK/body" >"$STACK/openapi.json"
is "$(jq -r '.components.schemas.Event.properties.transferred["$ref"]' "$STACK/openapi.json")" \
    "#/components/schemas/Transferred" "it knows every kind of event"

# ---- rude clients ----

talk() { # talk SECONDS: what the server says to standard input
    timeout "$1" bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"; cat >&3; cat <&3' talk "$port" 2>/dev/null
}
ok 'printf "POST /v1/events HTTP/1.1\r\nHost: x\r\nX: $(head -c 1048576 /dev/zero | tr "\\0" x)\r\n\r\n" | talk 20 | head -n 1 | grep -qE "HTTP/1.1 (431|413|400)"' \
    "a header of 1 MiB is refused"
ok '! printf "NONSENSE\r\n\r\n" | talk 20 | grep -q "HTTP/1.[01] 2"' "what is no HTTP is refused"
stop
start --silence-s-max 1 --request-s-max 2
printf 'POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{' "$key" >"$STACK/half"
ok '! { cat "$STACK/half" | talk 30 | grep -q 202; } && [ "${PIPESTATUS[0]}" != 124 ]' "half a request and silence is cut off"
is "$(status "$(accepted 12 | json)")" 202 "and others are served"

raw() { # raw HEADERS [CHUNKED]: the statuses of what is said to an event that comes with these
    local text
    text=$(accepted raw)
    [ -z "${2-}" ] || text=$(printf '%x\r\n%s\r\n0\r\n\r\n.' "${#text}" "$text")
    printf 'POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nConnection: close\r\n%b\r\n\r\n%s' \
        "$key" "$1" "${text%.}" | talk 60 | sed -n 's/^HTTP.1.1 \([0-9]*\).*/\1/p' | uniq | xargs
}
length=$(accepted raw | wc -c)
is "$(raw "Content-Length: $length")" 202 "a right length is taken"
is "$(raw "Transfer-Encoding: chunked" chunked)" 202 "chunks are taken"
is "$(raw "Content-Length: $((length - 5))")" 400 "a length too short is half an event"
is "$(raw "Content-Length: $((length + 5))")" "" "a length too long is waited for, and cut off"
for wrong in -1 "+$length" 0x10 many "${length}x" "$length, $length"; do
    is "$(raw "Content-Length: $wrong")" 400 "a length of '$wrong' is none"
done
is "$(raw "Content-Length: 99999999999999999999999")" 413 "a length beyond 64 bits is too large"
is "$(raw "Content-Length: $length\r\nContent-Length: $((length + 40))")" 400 "two lengths are refused"
is "$(raw "Content-Length: $length\r\nContent-Length: $length")" 400 "even of the same"
is "$(raw "Content-Length: $length\r\nTransfer-Encoding: chunked" chunked)" 400 "a length with chunks too"
is "$(raw "Transfer-Encoding: chunked\r\nContent-Length: 3" chunked)" 400 "in whatever order"
is "$(raw "Transfer-Encoding: gzip, chunked" chunked)" "" "chunks in another coding are cut off"
is "$(raw "Transfer-Encoding: chunked")" 400 "chunks that are none are refused"

# ---- TLS ----

stop
if command -v openssl >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
        -keyout "$STACK/tls.key" -out "$STACK/tls.pem" >"$STACK/openssl.log" 2>&1
    start --tls-certificate "$STACK/tls.pem" --tls-private-key "$STACK/tls.key"
    is "$(curl -sS --cacert "$STACK/tls.pem" "https://127.0.0.1:$port/healthz" | jq .healthy)" true "it speaks TLS"
    ok '! curl -sS --max-time 10 "http://127.0.0.1:$port/healthz"' "and then nothing else"
    stop
else
    skip "it speaks TLS" "openssl is not installed"
fi
start

# ---- too much ----

stop
start --rate-per-s 1
for ((i = 0; i < 100; i++)); do accepted "rate-$i"; echo; done >"$STACK/burst"
is "$(status "$(post application/x-ndjson <"$STACK/burst")")" 202 "a burst is accepted"
answer=$(accepted 14 | json)
said 429 "more events a second" "and then the key is told to wait"
stop

kafka_stop
start --spool-bytes-max 1048576 --spool-segment-bytes 1048576
(for ((i = 0; i < 900; i++)); do accepted "full-$i" ',"textRecords":[{"field":"TEXT_FIELD_CONTENT","text":"0123456789012345678901234567890123456789012345678901234567890123456789"}]'; echo; done) >"$STACK/full"
codes=$(for ((i = 0; i < 6; i++)); do sed "s/full-/full-$i-/g" "$STACK/full" | post application/x-ndjson | tail -n 1 | jq '.events[].status'; done | sort | uniq -c | xargs)
ok '[[ "$codes" == *503* && "$codes" == *202* ]]' "without a broker it accepts until its spool is full ($codes)"
is "$(status "$(ask /readyz)")" 503 "and is not ready then"
is "$(status "$(ask /healthz)")" 200 "but healthy"
kafka_start
ok 'wait_until "[ \"\$(ask /readyz | tail -n 1 | jq .waiting)\" = 0 ]" 60' "all goes out when the broker is there again"
is "$(status "$(accepted 13 | json)")" 202 "and events are accepted again"
stop
is $? 0 "it ends in order"
ok '! cat "$STACK"/run/*.log | grep -q -e 欧阳 -e 1381234 -e 公租房 -e "$key"' "neither names nor words nor keys are in its log"
done_testing
