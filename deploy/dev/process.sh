# shellcheck shell=bash
# process.sh -- start, ask for and stop processes by pid (sourced by lib.sh).
#
# A pid file holds "pid start-time boot folder": the kernel's start time, so that a pid that was
# given to somebody else is never taken for ours, and the folder, so that a copied checkout does not
# stop the servers of the original.

process_start_time() { # process_start_time PID: nothing when there is none, or only a zombie
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086
    set -- $stat
    case $1 in Z | X) return 1 ;; esac
    echo "${20}"
}

process_write() { # process_write PIDFILE PID
    local started
    started=$(process_start_time "$2") || return 1
    echo "$2 $started $(cat /proc/sys/kernel/random/boot_id) $(dirname "$1")" >"$1"
}

process_pid() { # process_pid PIDFILE: prints the pid when that very process is alive
    local pid started boot folder
    [ -f "$1" ] || return 1
    read -r pid started boot folder <"$1" || return 1
    [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ "$folder" = "$(dirname "$1")" ] &&
        [ "$(process_start_time "$pid")" = "$started" ] && echo "$pid"
}

process_close_inherited() { # for a subshell about to exec: only 0, 1 and 2 stay open
    # Else a server would hold the locks of its starter, and make's job pipe, for whose end make waits.
    local fd
    for fd in /proc/"$BASHPID"/fd/*; do
        fd=${fd##*/}
        case $fd in 0 | 1 | 2 | 255) ;; *) eval "exec $fd>&-" ;; esac
    done
}

process_spawn() { # process_spawn PIDFILE LOG COMMAND...: in a session of its own, nothing inherited
    local pidfile=$1 log=$2 pid
    shift 2
    (
        process_close_inherited
        exec setsid "$@"
    ) >>"$log" 2>&1 </dev/null &
    pid=$!
    disown "$pid"
    process_write "$pidfile" "$pid"
}

process_signal() { # process_signal PIDFILE SIGNAL
    local pid
    pid=$(process_pid "$1") && kill -s "$2" "$pid"
}

process_stop() { # process_stop PIDFILE SIGNAL SECONDS: asks with SIGNAL, after SECONDS with KILL
    local deadline=$((SECONDS + $3))
    process_signal "$1" "$2" 2>/dev/null || {
        rm -f "$1"
        return 0
    }
    process_signal "$1" CONT 2>/dev/null
    while process_pid "$1" >/dev/null; do
        [ "$SECONDS" -le "$deadline" ] || process_signal "$1" KILL
        sleep 0.05
    done
    rm -f "$1"
}

wait_until() { # wait_until 'COMMAND' SECONDS: asks ten times a second; 1 when it never came true
    local deadline=$((SECONDS + $2))
    until eval "$1" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

port_is_free() {
    ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

port_pick() { # prints a port nobody listens on, below the range the kernel hands out by itself
    local port
    for (( ; ; )); do
        port=$((15000 + (RANDOM * 32768 + RANDOM) % 17000))
        port_is_free "$port" && echo "$port" && return
    done
}
