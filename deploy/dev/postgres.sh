# shellcheck shell=bash
# postgres.sh -- one private PostgreSQL 15 (sourced by lib.sh); STACK is its folder.
#
#   pg_start  pg_stop [fast|immediate]  pg_restart [fast|immediate]  pg_kill9  pg_freeze  pg_thaw
#   sql 'TEXT' [DATABASE]   as superuser, rows only, columns by |
# It listens on 127.0.0.1 alone and on no Unix socket (their paths end at 107 bytes).  Roles come in
# without a password, the superuser only with the one in STACK/postgres.password, since on a shared
# machine every user can reach the port and a superuser can run programs.
# PostgreSQL refuses root, so root runs it as postgres (or nobody); when that user cannot reach the
# checkout, the data is put under /var/tmp and STACK/postgres is a link to it.

PG_BIN=${PG_BIN:-/usr/lib/postgresql/15/bin}

pg_user() { # whom root runs the server as
    getent passwd postgres >/dev/null && echo postgres || echo nobody
}

pg_as() { # pg_as COMMAND...: the array PG_COMMAND, as a user PostgreSQL accepts, in the data folder
    local data
    data=$(readlink -f "$STACK/postgres") # the way through STACK may be closed to that user
    PG_COMMAND=(env -C "$data" "$@")
    [ "$(id -u)" -ne 0 ] || PG_COMMAND=(setpriv "--reuid=$(pg_user)" "--regid=$(id -g "$(pg_user)")"
        --clear-groups -- env -C "$data" "HOME=/" "$@")
}

pg_reaches() { # whether the server's user can reach a folder
    [ "$(id -u)" -ne 0 ] ||
        setpriv "--reuid=$(pg_user)" "--regid=$(id -g "$(pg_user)")" --clear-groups -- test -x "$1/."
}

pg_elsewhere() { # prints the folder under /var/tmp that STACK/postgres links into, if it is our own
    local target
    [ -L "$STACK/postgres" ] || return 1
    target=$(dirname "$(readlink "$STACK/postgres")")
    [[ $target == /var/tmp/shouwen-postgres.* ]] && [ -O "$target" ] &&
        [ "$(cat "$target/of" 2>/dev/null)" = "$STACK" ] && echo "$target"
}

pg_make_folder() { # STACK/postgres, 0700, owned by the server's user
    local data=$STACK/postgres elsewhere
    if [ -L "$data" ] && ! pg_elsewhere >/dev/null; then
        rm -f "$data" # a dangling link, or one that came with a copied checkout
    fi
    [ ! -e "$data/." ] || return 0
    if pg_reaches "$STACK"; then
        mkdir -m 700 "$data" || return
    else
        elsewhere=$(mktemp -d /var/tmp/shouwen-postgres.XXXXXX) || return
        chmod 711 "$elsewhere"
        echo "$STACK" >"$elsewhere/of"
        mkdir -m 700 "$elsewhere/data"
        ln -sfn "$elsewhere/data" "$data"
        echo "user $(pg_user) cannot reach $STACK; the database is in $elsewhere"
    fi
    [ "$(id -u)" -ne 0 ] || chown "$(pg_user)" "$data/."
}

pg_drop_folder() {
    local elsewhere
    if elsewhere=$(pg_elsewhere); then
        rm -rf "$elsewhere"
    fi
    rm -rf "$STACK/postgres" "$STACK/postgres.port" "$STACK/postgres.password"
}

pg_make_cluster() { # initdb, once
    [ ! -s "$STACK/postgres/PG_VERSION" ] || return 0
    local password_file=$STACK/postgres.password
    rm -f "$password_file"
    (umask 077 && head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$password_file")
    # The password goes through a pipe: the server's user cannot read our files.
    pg_as bash -c '"$1" -D . -U postgres --pwfile=<(cat) -A scram-sha-256 -E UTF8 --locale=C.UTF-8 \
        --no-instructions' initdb "$PG_BIN/initdb"
    "${PG_COMMAND[@]}" <"$password_file" >>"$STACK/postgres.log" 2>&1 || return
    pg_as tee pg_hba.conf
    "${PG_COMMAND[@]}" >/dev/null <<'HBA'
# type  database     user      address       method
host    all          postgres  127.0.0.1/32  scram-sha-256
host    all          all       127.0.0.1/32  trust
host    replication  all       127.0.0.1/32  reject
HBA
    pg_as tee -a postgresql.conf
    "${PG_COMMAND[@]}" >/dev/null <<'CONF'
# shouwen: durable, for a small machine
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = 128MB
max_wal_size = 512MB
fsync = on
synchronous_commit = on
full_page_writes = on
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
lc_messages = 'C'
log_line_prefix = '%m [%p] %u@%d '
CONF
}

pg_remove_stale_lock() { # after kill -9: postmaster.pid may name a pid that is somebody else's now
    local lock=$STACK/postgres/postmaster.pid pid
    [ -f "$lock" ] || return 0
    read -r pid <"$lock"
    wait_until "! pg_backends_left" 10
    if ! [[ "$(readlink "/proc/$pid/exe" 2>/dev/null)" == */postgres ]] ||
        ! [ "/proc/$pid/cwd/." -ef "$STACK/postgres/." ]; then
        rm -f "$lock"
    fi
}

pg_backends_left() { # children of a killed postmaster end by themselves, but not at once
    local exe
    for exe in /proc/[0-9]*/exe; do
        [[ "$(readlink "$exe" 2>/dev/null)" == */postgres ]] &&
            [ "${exe%/exe}/cwd/." -ef "$STACK/postgres/." ] && return
    done
    return 1
}

pg_answers() {
    [ "$(sql 'SELECT 1' postgres 2>/dev/null)" = 1 ]
}

pg_launch() { # one attempt on the port of STACK/postgres.port; 1 when the server died
    local deadline=$((SECONDS + 120))
    PG_PORT=$(cat "$STACK/postgres.port")
    pg_as "$PG_BIN/postgres" -D . -p "$PG_PORT"
    process_spawn "$STACK/postgres.pid" "$STACK/postgres.log" "${PG_COMMAND[@]}" || return 1
    until pg_answers; do
        process_pid "$STACK/postgres.pid" >/dev/null || return 1
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.05
    done
}

pg_start() { # starts, on the former port when it is free, and waits until it answers
    local attempt
    if process_pid "$STACK/postgres.pid" >/dev/null; then
        PG_PORT=$(cat "$STACK/postgres.port")
        wait_until pg_answers 60
        return
    fi
    pg_make_folder && pg_make_cluster || {
        echo "initdb did not succeed; the end of $STACK/postgres.log:" >&2
        tail -n 20 "$STACK/postgres.log" >&2
        return 1
    }
    for attempt in 1 2 3; do
        pg_remove_stale_lock
        if [ "$attempt" -gt 1 ] || ! [ -s "$STACK/postgres.port" ] ||
            ! port_is_free "$(cat "$STACK/postgres.port")"; then
            port_pick >"$STACK/postgres.port"
        fi
        pg_launch && return
        process_stop "$STACK/postgres.pid" QUIT 1
    done
    echo "PostgreSQL does not start; the end of $STACK/postgres.log:" >&2
    tail -n 20 "$STACK/postgres.log" >&2
    return 1
}

pg_stop() { # pg_stop [fast|immediate]
    case ${1:-fast} in
    fast) process_stop "$STACK/postgres.pid" INT 30 ;;
    immediate) process_stop "$STACK/postgres.pid" QUIT 30 ;;
    esac
}

pg_restart() { # pg_restart [fast|immediate], on the same port
    pg_stop "${1:-fast}" && pg_start
}

pg_kill9() { # the postmaster; its children notice and end
    process_stop "$STACK/postgres.pid" KILL 0
}

pg_freeze() {
    process_signal "$STACK/postgres.pid" STOP
}

pg_thaw() {
    process_signal "$STACK/postgres.pid" CONT
}

sql() { # sql 'TEXT' [DATABASE]
    PGPASSWORD=$(cat "$STACK/postgres.password") PGCONNECT_TIMEOUT=5 "$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 \
        -h 127.0.0.1 -p "$PG_PORT" -U postgres -d "${2:-shouwen}" -c "$1" </dev/null
}
