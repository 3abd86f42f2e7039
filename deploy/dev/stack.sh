#!/bin/bash
# stack.sh -- the private servers of a checkout, from the command line.
#
#   deploy/dev/stack.sh up [FOLDER]      start and keep them (build/dev)
#   deploy/dev/stack.sh down [FOLDER]    stop them by pid, keep the data
#   deploy/dev/stack.sh drop [FOLDER]    stop them and remove the folder
#   deploy/dev/stack.sh status [FOLDER]  which of them run
#   deploy/dev/stack.sh psql [ARGUMENTS] psql on build/dev as superuser
set -u
cd "$(dirname "$0")/../.." || exit 1
. deploy/dev/lib.sh
what=${1:-}
folder=${2:-$BUILD/dev}

status() {
    local name pid
    for name in kafka postgres; do
        if pid=$(process_pid "$STACK/$name.pid"); then
            echo "$name runs as $pid"
        else
            echo "$name does not run"
        fi
    done
}

case $what in
up)
    stack_up "$folder" || {
        stack_down
        exit 1
    }
    echo "Kafka on $SHOUWEN_KAFKA_BOOTSTRAP_SERVERS, PostgreSQL on 127.0.0.1:$PG_PORT, logs in $folder"
    echo "now: . $folder/env"
    ;;
down)
    [ ! -d "$folder" ] || stack_down "$folder"
    ;;
drop)
    [ ! -d "$folder" ] || stack_drop "$folder"
    ;;
status)
    stack_enter "$folder"
    status
    ;;
psql)
    shift
    if ! [ -f "$BUILD/dev/env" ]; then
        echo "the servers do not run; make up" >&2
        exit 1
    fi
    . "$BUILD/dev/env"
    exec psql "$SHOUWEN_PG_ADMIN_CONNINFO" "$@"
    ;;
*)
    echo "usage: deploy/dev/stack.sh up|down|drop|status [FOLDER], psql [ARGUMENTS]" >&2
    exit 2
    ;;
esac
