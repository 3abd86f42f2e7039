# shellcheck shell=bash
# lib.sh -- private servers: an Apache Kafka and a PostgreSQL 15 in one folder (sourced by bash).
#
#   stack_up FOLDER [bare]     start both, wait by asking, migrate, make the topics (not when bare),
#                              write FOLDER/env and export what it says
#   stack_down [FOLDER]        stop both by pid, keep the data
#   stack_drop [FOLDER]        stop them and remove the folder
#   fresh_database NAME        a migrated database of one's own; SHOUWEN_PG_*CONNINFO then mean it
#   fresh_topics               an empty broker with the topics, on the same port
# and the words of process.sh (wait_until), kafka.sh (kafka_kill9 ...) and postgres.sh (pg_restart,
# sql ...).  Several stacks can run in one checkout, each in its folder; one shell holds one at a time.
# A folder that exists is used again, after a kill -9 too.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
BUILD=${BUILD:-build}
STACK=${STACK:-}
# shellcheck source=deploy/dev/process.sh
. "$ROOT/deploy/dev/process.sh"
# shellcheck source=deploy/dev/kafka.sh
. "$ROOT/deploy/dev/kafka.sh"
# shellcheck source=deploy/dev/postgres.sh
. "$ROOT/deploy/dev/postgres.sh"

stack_enter() { # stack_enter FOLDER: the folder the other words mean
    mkdir -p "$1" && STACK=$(cd "$1" && pwd -P) || return
    export STACK
    [ -s "$STACK/postgres.port" ] && PG_PORT=$(cat "$STACK/postgres.port")
    [ -s "$STACK/kafka/ports" ] && read -r KAFKA_PORT _ <"$STACK/kafka/ports"
    return 0
}

stack_env() { # stack_env DATABASE: exports the addresses, and where locks of instances lie
    local server="host=127.0.0.1 port=$PG_PORT dbname=$1" password
    password=$(cat "$STACK/postgres.password")
    export SHOUWEN_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$KAFKA_PORT
    export SHOUWEN_PG_CONNINFO=$server
    export SHOUWEN_PG_ADMIN_CONNINFO="$server user=postgres password=$password"
    export SHOUWEN_LOCK_DIR=$STACK # another checkout's "main" is not our "main"
}

stack_write_env() {
    local name quoted="'\\''"
    rm -f "$STACK/env"
    (
        umask 077 # it holds the superuser's password
        echo "# the private servers in $STACK; made by deploy/dev/stack.sh"
        for name in SHOUWEN_KAFKA_BOOTSTRAP_SERVERS SHOUWEN_PG_CONNINFO SHOUWEN_PG_ADMIN_CONNINFO \
            SHOUWEN_LOCK_DIR; do
            echo "export $name='${!name//\'/$quoted}'"
        done
    ) >"$STACK/env"
}

stack_admin() { # stack_admin VERB: shouwen-admin, silent when it succeeds
    local admin=$ROOT/$BUILD/bin/shouwen-admin output
    output=$("$admin" "$@" 2>&1 </dev/null) || {
        printf 'shouwen-admin %s:\n%s\n' "$*" "$output" >&2
        return 1
    }
}

stack_up() { # stack_up FOLDER [bare]
    local kafka_pid
    stack_enter "$1" || return
    exec 7>"$STACK/lock" && flock 7 || return
    # Both start at once; the subshell's ports are in its files.
    kafka_start &
    kafka_pid=$!
    pg_start || {
        wait "$kafka_pid"
        exec 7>&-
        return 1
    }
    wait "$kafka_pid" && stack_enter "$STACK" && stack_settle "${2:-}"
    set -- $?
    exec 7>&-
    return "$1"
}

stack_settle() { # database, addresses, schema, topics
    [ "$(sql "SELECT 1 FROM pg_database WHERE datname = 'shouwen'" postgres)" = 1 ] ||
        sql 'CREATE DATABASE shouwen' postgres || return
    stack_env shouwen
    stack_write_env
    [ "$1" = bare ] || { stack_admin migrate && stack_admin topics; }
}

stack_down() { # stack_down [FOLDER]
    [ $# -eq 0 ] || stack_enter "$1" || return
    [ -n "$STACK" ] || return 0
    exec 7>"$STACK/lock" && flock 7
    kafka_stop &
    pg_stop fast
    wait $!
    rm -f "$STACK/env"
    exec 7>&-
}

stack_drop() { # stack_drop [FOLDER]: for folders of tests
    [ $# -eq 0 ] || stack_enter "$1" || return
    [ -n "$STACK" ] || return 0
    kafka_kill9
    pg_stop immediate
    pg_drop_folder
    rm -rf "$STACK"
    STACK=
}

fresh_database() { # fresh_database NAME
    local template=shouwen_template
    if [ "$(sql "SELECT 1 FROM pg_database WHERE datname = '$template'" postgres)" != 1 ]; then
        sql "CREATE DATABASE ${template}_new" postgres || return
        stack_env ${template}_new
        stack_admin migrate && sql "ALTER DATABASE ${template}_new RENAME TO $template" postgres || return
    fi
    # A copy does not have the template's rights on the database itself; migrate grants them.
    sql "CREATE DATABASE \"$1\" TEMPLATE $template" postgres && stack_env "$1" && stack_admin migrate
}

fresh_topics() {
    kafka_fresh && stack_admin topics
}
