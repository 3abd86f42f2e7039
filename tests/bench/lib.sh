# shellcheck shell=bash
# lib.sh -- what the benches share (sourced by bash, from any directory; goes to the root of the checkout).
#
#   stack_folder NAME  build/bench/NAME for servers, removed with them when the script ends
#   servers NAME [LINES...]      a durable Kafka and PostgreSQL in it; lines for postgresql.conf
#   postgres_settings [LINES...] for a PostgreSQL that is started otherwise
#   database NAME      fresh, migrated, checkpointed; its address is exported
#   topics PREFIX      topics of that name, and what is started from now on means them
#   flood [OPTIONS...] BENCH_CASES cases of BENCH_EVENTS events to the topics, in random order
#   need_backlog       that flood, made once, in the topics named shouwen
#   start_ledger LOG ARGUMENTS...   the section ledger in the background, as $consumer
#   watch_ledger       waits for its end: $peak_kib, $cpu_ms, and its memory over time in $samples
#   stop_ledger        asks it to end, and waits
#   moment LOG MESSAGE [first], counter LOG NAME    what its log says
#   server_ms, client_ms PID, memory_kib PID VmRSS|VmHWM
#   alternate WHAT A B in BENCH_RUNS turns, now the one first and now the other; each prints a line of JSON
#   lines FILE         a JSON list of its lines
#   result NAME PROGRAM JQ-ARGUMENTS...  build/bench/NAME.json: the machine, and what PROGRAM (with rows.jq) makes
# Who starts something in the background besides puts its pid into the array `others`: it is killed at the end.
# Environment: BENCH_CASES (20000), BENCH_EVENTS (5, of a case), BENCH_RUNS (3), BENCH_BATCH (2000, events a
# transaction).
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
# As Kafka's own scripts start it: the collector that saves memory stops the broker for 60 ms at a time (README.md).
export KAFKA_JAVA=${KAFKA_JAVA:--Xms1g -Xmx1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20 \
    -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -XX:MaxInlineLevel=15}
# shellcheck source=deploy/dev/lib.sh
. deploy/dev/lib.sh
cases=${BENCH_CASES:-20000}
events=${BENCH_EVENTS:-5}
runs=${BENCH_RUNS:-3}
batch=${BENCH_BATCH:-2000}
out=$BUILD/bench
tools=$BUILD/release/tests
ledger=$BUILD/bin/shouwen-section-ledger
stack= # folder of the servers, once there are any
consumer=
others=()
has_backlog=
samples=/dev/null # seconds and KiB of $consumer, a line each

die() {
    echo "bench: $*" >&2
    exit 1
}

ending() { # whatever happens, nothing of ours stays
    local status=$? pid
    trap - EXIT INT TERM
    for pid in $consumer "${others[@]}"; do
        kill -KILL "$pid" 2>/dev/null
    done
    [ -z "$stack" ] || [ ! -d "$stack" ] || stack_drop "$stack"
    exit "$status"
}

stack_folder() { # stack_folder NAME
    mkdir -p "$out"
    exec 9>"$out/lock"
    flock -n 9 || die "another bench is under way in this checkout"
    stack=$out/$1
    [ ! -d "$stack" ] || stack_drop "$stack"
    trap ending EXIT
    trap 'exit 130' INT TERM HUP
    load_before=$(cut -d' ' -f1-3 /proc/loadavg)
}

say() { # progress
    echo "$(date +%T) $*" >&2
}

postgres_settings() { # postgres_settings [LINES...]: as README.md says, section Settings; and these
    local quarter
    quarter=$(awk '$1 == "MemTotal:" { print int($2 / 4096) }' /proc/meminfo)
    printf '%s\n' "shared_buffers = ${quarter}MB" 'max_wal_size = 4GB' 'min_wal_size = 1GB' \
        'checkpoint_timeout = 15min' "$@" >"$out/postgresql.conf"
    pg_as tee -a postgresql.conf
    "${PG_COMMAND[@]}" <"$out/postgresql.conf" >/dev/null
    pg_restart fast >>"$out/stack.log" 2>&1 || die "PostgreSQL does not start, see $out/stack.log"
    used_wal
}

used_wal() { # a gigabyte of it: from now on its files are used again, as on a server that has run for a while
    sql "SELECT count(pg_logical_emit_message(false, '', repeat('x', 1048576))) FROM generate_series(1, 1024)" \
        postgres >/dev/null || die "no WAL"
    sql CHECKPOINT postgres || die "no checkpoint"
}

servers() { # servers NAME [LINES...]
    stack_folder "$1"
    shift
    stack_up "$stack" >"$out/stack.log" 2>&1 || die "the servers do not start, see $out/stack.log"
    postgres_settings "$@"
}

database() { # database NAME: fresh, migrated, checkpointed
    sql "DROP DATABASE IF EXISTS $1 WITH (FORCE)" postgres 2>/dev/null
    fresh_database "$1" >/dev/null && sql CHECKPOINT postgres || die "no database $1"
    export PGPASSWORD
    PGPASSWORD=$(cat "$STACK/postgres.password")
}

topics() { # topics PREFIX
    export SHOUWEN_TOPIC_PREFIX=$1
    stack_admin topics || die "no topics $1"
}

# shellcheck disable=SC2120
flood() { # flood [OPTIONS...]
    "$tools/tool/flood" --cases "$cases" --events "$events" --uniform --seed 1 "$@" >"$out/flood.log" 2>&1 ||
        die "flood failed, see $out/flood.log"
}

server_ms() { # CPU of PostgreSQL's ended children so far
    local pid ticks
    read -r pid <"$STACK/postgres/postmaster.pid"
    ticks=$(awk '{ print $16 + $17 }' "/proc/$pid/stat")
    echo $((ticks * 1000 / $(getconf CLK_TCK)))
}

client_ms() { # CPU of a running process so far
    awk -v tick="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / tick }' "/proc/$1/stat" 2>/dev/null
}

memory_kib() { # memory_kib PID VmRSS|VmHWM
    awk -v name="$2:" '$1 == name { print $2 }' "/proc/$1/status" 2>/dev/null
}

need_backlog() { # in the topics named shouwen; made once
    topics shouwen
    [ -z "$has_backlog" ] || return 0
    say "a backlog of $((cases * events)) events of $cases cases"
    flood
    has_backlog=yes
}

start_ledger() { # start_ledger LOG ARGUMENTS...
    local log=$1
    shift
    : >"$log"
    "$ledger" run --batch-events-max "$batch" --stats-ms 1000 "$@" 2>"$log" </dev/null &
    consumer=$!
}

look() { # one sample of $consumer: $peak_kib, $cpu_ms; 1 when it has ended
    local kib ms
    kib=$(memory_kib "$consumer" VmHWM) && ms=$(client_ms "$consumer") && [ -n "$kib" ] && [ -n "$ms" ] || return
    peak_kib=$kib
    cpu_ms=$ms
    echo "$(date +%s.%N) $(memory_kib "$consumer" VmRSS)" >>"$samples"
    sleep 0.1
}

watch_ledger() { # until it ends
    while look; do :; done
    wait "$consumer" || die "section-ledger failed, see $out/*.log"
    consumer=
}

stop_ledger() {
    kill -TERM "$consumer"
    watch_ledger
}

moment() { # moment LOG MESSAGE [first]: seconds, of the last line that says so, or of the first
    date -d "$(grep -F "msg=\"$2\"" "$1" | { [ "${3:-}" = first ] && head -n 1 || tail -n 1; } |
        sed 's/^time=\([^ ]*\) .*/\1/')" +%s.%N
}

counter() { # counter LOG NAME: at the end
    grep -F 'msg="counters at the end"' "$1" | tail -n 1 | sed "s/.* $2=\([0-9]*\).*/\1/"
}

has_joined() {
    grep -qF 'msg="partitions came"' "$1"
}

alternate() { # alternate WHAT A B [ARGUMENTS...]: lines to WHAT.A.jsonl and WHAT.B.jsonl
    local what=$1 a=$2 b=$3 run which
    shift 3
    : >"$out/$what.$a.jsonl"
    : >"$out/$what.$b.jsonl"
    for ((run = 1; run <= runs; run++)); do
        for which in $( ((run % 2)) && echo "$a $b" || echo "$b $a"); do
            "${what}_$which" "$run" "$@" >>"$out/$what.$which.jsonl" || exit 1
            say "$what, run $run of $runs, $which: $(tail -n 1 "$out/$what.$which.jsonl" |
                jq -r 'to_entries | map(select(.value | type == "number") | "\(.key) \(.value * 100 | round / 100)") | join(", ")')"
        done
    done
}

lines() { # lines FILE: a JSON list of them; empty when it was not measured
    [ ! -s "$1" ] && echo '[]' || jq -cs . "$1"
}

machine() {
    jq -n --arg machine "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores" \
        --arg kernel "$(uname -r)" --arg load "$(cut -d' ' -f1-3 /proc/loadavg)" \
        --arg postgres "$(sql 'SHOW server_version' postgres)" --arg program "$("$ledger" --version)" \
        --arg commit "$(git describe --always --dirty 2>/dev/null)" --arg when "$(date -Iseconds)" \
        --arg before "${load_before:-}" --argjson runs "$runs" --argjson cases "$cases" --argjson each "$events" --argjson batch "$batch" \
        --arg conf "$(tr '\n' ';' <"$out/postgresql.conf")fsync=$(sql 'SHOW fsync' postgres);synchronous_commit=$(sql 'SHOW synchronous_commit' postgres)" '
        {when: $when, machine: $machine, kernel: $kernel, load_before: $before, load_at_end: $load, postgresql: $postgres,
         program: $program, commit: $commit,
         settings: {runs: $runs, cases: $cases, events_a_case: $each, batch_events: $batch, postgresql: $conf}}'
}

result() { # result NAME PROGRAM JQ-ARGUMENTS...
    local name=$1 program=$2
    shift 2
    jq -n -L tests/bench --argjson machine "$(machine)" "$@" "include \"rows\"; \$machine + ($program)" >"$out/$name.json" ||
        die "no result of $name"
}
