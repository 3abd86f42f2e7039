# shellcheck shell=bash
# hotline.sh -- words for scripts about shouwen-hotline (sourced after stack.sh).
#
#   new_key                        32 random bytes
#   with_keys NAME/KEY/SOURCES...  $STACK/keys has these, for all units and kinds
#   start [OPTION...] / stop       the program, on $port; stop gives its exit status
#   ask PATH [CURL OPTION...]      status, then body, of a request
#   get PATH, post TYPE, json      the same with $key, or the one in $with; post and json send standard input
#   status / body / field          of such an answer
#   accepted NUMBER [MEMBERS]      an event

starts=0
port=
scheme=http
curl_options=()

new_key() { head -c 32 /dev/urandom | base64; }

digest() { printf %s "$1" | sha256sum | cut -d' ' -f1; }

with_keys() { # with_keys NAME/KEY/SOURCES...
    local name key sources one
    : >"$STACK/keys"
    for one in "$@"; do
        name=${one%%/*}
        sources=${one##*/}
        key=${one#*/}
        key=${key%/*}
        printf '[%s]\nsha256 = %s\nsources = %s\nunits = *\nkinds = *\n' "$name" "$(digest "$key")" "$sources" >>"$STACK/keys"
    done
}

# shellcheck disable=SC2120 # it may be given options
start() { # start [OPTION...]: and wait until it listens on $port
    starts=$((starts + 1))
    log=$STACK/run/hotline-$starts.log
    background "hotline-$starts" "$(bin shouwen-hotline)" --keys "$STACK/keys" --spool "$STACK/spool" \
        --listen-port "${port:-0}" "$@"
    wait_until "grep -q msg=.listening '$log' || ! is_running hotline-$starts" 60 || return
    grep -q msg=.listening "$log" || return
    port=$(sed -n 's/.*msg="listening".* port=\([0-9]*\).*/\1/p' "$log")
}

stop() { # stop: its exit status
    signal "hotline-$starts" TERM
    finish "hotline-$starts"
}

ask() { # ask PATH [CURL OPTION...]: the status, then the body
    local path=$1
    shift
    curl -sS --max-time 60 -o "$STACK/body" -w '%{http_code}' "${curl_options[@]}" "$@" "$scheme://127.0.0.1:$port$path"
    echo
    cat "$STACK/body"
}

post() { # post TYPE [CURL OPTION...]: the body on standard input
    local type=$1
    shift
    ask /v1/events -H "Authorization: Bearer ${with:-$key}" -H "Content-Type: $type" --data-binary @- "$@"
}

json() { post application/json; }

get() { # get PATH: status and body
    ask "$1" -H "Authorization: Bearer ${with:-$key}"
}

accepted() { # accepted NUMBER [MEMBERS]
    printf '{"header":{"source":"hotline","caseSource":"hotline","caseNumber":"%s","occurredAt":"2025-09-22T09:12:00+08:00","sourceRef":"%s/1"},"accepted":{"unit":"zjj","section":"bgs","channel":"CHANNEL_HOTLINE"}%s}' \
        "$1" "$1" "${2-}"
}

body() { tail -n +2 <<<"$1"; }
status() { head -n 1 <<<"$1"; }
field() { body "$1" | jq -r "$2"; }
