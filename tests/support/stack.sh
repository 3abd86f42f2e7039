# shellcheck shell=bash
# stack.sh -- private servers for one test script (sourced by bash, from any directory).
#
#   . "$(dirname "$0")/../support/stack.sh"   goes to the root of the checkout, brings tap.sh and
#                                             deploy/dev/lib.sh
#   stack NAME [bare]    a fresh Kafka and PostgreSQL in build/test-stack/NAME, migrated and with topics
#                        (not when bare), addresses exported; stopped and removed when the script ends
#   bin PROGRAM          path of a program of the release build: "$(bin shouwen-publish)"
#   background NAME COMMAND...   starts a program; $STACK/run/NAME.log has what it says
#   signal NAME SIGNAL           sends it a signal (TERM, KILL, STOP, CONT ...)
#   is_running NAME
#   finish NAME [SECONDS]        waits (60 s) and gives its exit status; 124: it had to be killed.  Not in
#                                a subshell: only the shell that started a program can wait for it
# A script of 2 s on servers of its own is better than one of 0.5 s that meets another's leftovers.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
# shellcheck source=tests/support/tap.sh
. tests/support/tap.sh
# shellcheck source=deploy/dev/lib.sh
. deploy/dev/lib.sh

stack() { # stack NAME [bare]
    local folder=$BUILD/test-stack/$1
    [ ! -d "$folder" ] || stack_drop "$folder"
    trap stack_end EXIT
    trap 'exit 130' INT TERM HUP
    if ! stack_up "$folder" "${2:-}"; then
        fail "the servers start"
        exit 1
    fi
}

stack_end() { # keeps the exit status; a failed script keeps its logs in build/report
    local status=$? pidfile
    trap - EXIT INT TERM HUP
    [ -n "$STACK" ] || exit "$status"
    for pidfile in "$STACK"/run/*.pid; do
        [ ! -f "$pidfile" ] || process_stop "$pidfile" KILL 0
    done
    if [ "$status" -ne 0 ] || [ "$tap_failed" -gt 0 ]; then
        local kept
        kept=$BUILD/report/logs/$(basename "$STACK")
        rm -rf "$kept"
        mkdir -p "$kept"
        cp "$STACK"/*.log "$STACK"/run/*.log "$kept" 2>/dev/null
        echo "# logs are in $kept"
    fi
    stack_drop
    exit "$status"
}

bin() {
    echo "$ROOT/$BUILD/bin/$1"
}

background() { # background NAME COMMAND...
    local name=$1
    shift
    mkdir -p "$STACK/run"
    (
        process_close_inherited
        exec "$@"
    ) >>"$STACK/run/$name.log" 2>&1 </dev/null &
    process_write "$STACK/run/$name.pid" $!
}

signal() {
    process_signal "$STACK/run/$1.pid" "$2"
}

is_running() {
    process_pid "$STACK/run/$1.pid" >/dev/null
}

finish() { # finish NAME [SECONDS]
    local pid
    read -r pid _ <"$STACK/run/$1.pid" || return
    if ! wait_until "! is_running $1" "${2:-60}"; then
        process_stop "$STACK/run/$1.pid" KILL 0
        wait "$pid" 2>/dev/null
        return 124
    fi
    wait "$pid" 2>/dev/null
}
