#!/bin/bash
# hotline.sh -- events come in over HTTP, and every one is answered for.
. "$(dirname "$0")/../support/stack.sh"

stack hotline
hotline=$(bin shouwen-hotline)
key=$(head -c 32 /dev/urandom | base64)
weak=$(head -c 32 /dev/urandom | base64)
digest() { printf %s "$1" | sha256sum | cut -d' ' -f1; }
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

starts=0
port=
# shellcheck disable=SC2120 # it may be given options
start() { # start [OPTION...]: and wait until it listens on $port
    starts=$((starts + 1))
    log=$STACK/run/hotline-$starts.log
    background "hotline-$starts" "$hotline" --keys "$STACK/keys" --spool "$STACK/spool" --listen-port "${port:-0}" "$@"
    wait_until 'grep -q msg=.listening "$log"' 60 || return
    port=$(sed -n 's/.*msg="listening".* port=\([0-9]*\).*/\1/p' "$log")
}

stop() { # stop: its exit status
    signal "hotline-$starts" TERM
    finish "hotline-$starts"
}

ask() { # ask PATH [CURL OPTION...]: the status, then the body
    local path=$1
    shift
    curl -sS --max-time 60 -o "$STACK/body" -w '%{http_code}' "$@" "http://127.0.0.1:$port$path"
    echo
    cat "$STACK/body"
}

post() { # post TYPE [CURL OPTION...]: the body on standard input
    local type=$1
    shift
    ask /v1/events -H "Authorization: Bearer ${with:-$key}" -H "Content-Type: $type" --data-binary @- "$@"
}

json() { post application/json; }

accepted() { # accepted NUMBER [MEMBERS]
    printf '{"header":{"source":"hotline","caseSource":"hotline","caseNumber":"%s","occurredAt":"2025-09-22T09:12:00+08:00","sourceRef":"%s/1"},"accepted":{"unit":"zjj","section":"bgs","channel":"CHANNEL_HOTLINE"}%s}' \
        "$1" "$1" "${2-}"
}

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

ok 'wait_until "kcat -b $SHOUWEN_KAFKA_BOOTSTRAP_SERVERS -C -t shouwen.inquiry -e -q | grep -q ." 20' \
    "it reaches the broker"
done_testing
