#!/bin/bash
# run.sh -- the bench: how fast, against what limit, in how much memory, how soon.
#
#   tests/bench/run.sh [live|latency|memory ...]   all without arguments; prints a table, and writes
#                                                  build/bench/bench.json with every run
# Environment: BENCH_CASES (20000; of the record: 200000), BENCH_EVENTS (5, of a case), BENCH_RUNS (3),
# BENCH_RATE (1000 events a second) and BENCH_SECONDS (20) of latency, BENCH_AWAY (15) seconds without
# PostgreSQL, BENCH_BATCH (1000) events a transaction.  What is measured and why: README.md beside it.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
# shellcheck source=deploy/dev/lib.sh
. deploy/dev/lib.sh
cases=${BENCH_CASES:-20000}
events=${BENCH_EVENTS:-5}
runs=${BENCH_RUNS:-3}
rate=${BENCH_RATE:-1000}
seconds=${BENCH_SECONDS:-20}
away=${BENCH_AWAY:-15}
batch=${BENCH_BATCH:-1000}
out=$BUILD/bench
tools=$BUILD/release/tests
ledger=$BUILD/bin/shouwen-section-ledger
consumer=

die() {
    echo "bench: $*" >&2
    exit 1
}

ending() { # whatever happens, nothing of ours stays
    local status=$?
    trap - EXIT INT TERM
    [ -z "$consumer" ] || kill -KILL "$consumer" 2>/dev/null
    [ ! -d "$out/stack" ] || stack_drop "$out/stack"
    exit "$status"
}

servers() { # durable, with the memory a small server would give it
    mkdir -p "$out"
    [ ! -d "$out/stack" ] || stack_drop "$out/stack"
    trap ending EXIT
    trap 'exit 130' INT TERM
    stack_up "$out/stack" >"$out/stack.log" 2>&1 || die "the servers do not start, see $out/stack.log"
    cat >"$out/postgresql.conf" <<'CONF'
shared_buffers = 1GB
max_wal_size = 4GB
checkpoint_timeout = 15min
CONF
    pg_as tee -a postgresql.conf
    "${PG_COMMAND[@]}" <"$out/postgresql.conf" >/dev/null
    pg_restart fast || die "PostgreSQL does not start"
}

database() { # database NAME: fresh, migrated, checkpointed
    sql "DROP DATABASE IF EXISTS $1 WITH (FORCE)" postgres 2>/dev/null
    fresh_database "$1" >/dev/null && sql CHECKPOINT postgres || die "no database $1"
    export PGPASSWORD
    PGPASSWORD=$(cat "$STACK/postgres.password")
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

start_ledger() { # start_ledger LOG ARGUMENTS...
    local log=$1
    shift
    : >"$log"
    "$ledger" run --batch-events-max "$batch" --stats-ms 1000 "$@" 2>"$log" </dev/null &
    consumer=$!
}

watch_ledger() { # until it ends: its peak and its CPU, in $peak_kib and $cpu_ms
    local kib ms
    while kib=$(memory_kib "$consumer" VmHWM) && ms=$(client_ms "$consumer") && [ -n "$kib" ] && [ -n "$ms" ]; do
        peak_kib=$kib
        cpu_ms=$ms
        sleep 0.1
    done
    wait "$consumer" || die "section-ledger failed, see $out/*.log"
    consumer=
}

moment() { # moment LOG MESSAGE: seconds, of its last line that says so
    date -d "$(grep -F "msg=\"$2\"" "$1" | tail -n 1 | sed 's/^time=\([^ ]*\) .*/\1/')" +%s.%N
}

counter() { # counter LOG NAME: at the end
    grep -F 'msg="counters at the end"' "$1" | tail -n 1 | sed "s/.* $2=\([0-9]*\).*/\1/"
}

live() { # live RUN: one line of JSON
    local log=$out/live.$1.log before peak_kib=0 cpu_ms=0
    database "bench_live_$1"
    before=$(server_ms)
    start_ledger "$log" --until-caught-up
    watch_ledger
    sleep 1 # its backends end, and their CPU is counted
    jq -cn --argjson events "$(counter "$log" received)" --argjson files "$(counter "$log" files_written)" \
        --argjson rows "$(counter "$log" rows_put)" --argjson flushes "$(counter "$log" flushes)" \
        --argjson from "$(moment "$log" 'partitions came')" --argjson to "$(moment "$log" 'partitions go')" \
        --argjson peak "$peak_kib" --argjson cpu "$cpu_ms" --argjson server "$(($(server_ms) - before))" \
        '{events: $events, seconds: ($to - $from), events_per_second: ($events / ($to - $from) | round),
          transactions: $flushes, files: $files, rows_put: $rows, peak_mib: ($peak / 1024),
          client_us_an_event: ($cpu * 1000 / $events), server_us_an_event: ($server * 1000 / $events)}'
}

limit() { # limit RUN
    local before line
    database "bench_limit_$1"
    before=$(server_ms)
    line=$("$tools/bench/limit" --batch-events "$batch") || die "limit failed"
    sleep 1
    jq -c --argjson server "$(($(server_ms) - before))" \
        '. + {server_us_an_event: ($server * 1000 / .events)}' <<<"$line"
}

drop_databases() { # drop_databases RUN
    sql "DROP DATABASE bench_limit_$1 WITH (FORCE)" postgres
    [ "$1" = "$runs" ] || sql "DROP DATABASE bench_live_$1 WITH (FORCE)" postgres
}

measure_live() { # in turns, now the one first and now the other
    local run
    : >"$out/live.jsonl"
    : >"$out/limit.jsonl"
    for ((run = 1; run <= runs; run++)); do
        if ((run % 2)); then
            live "$run" >>"$out/live.jsonl" || exit 1
            limit "$run" >>"$out/limit.jsonl" || exit 1
        else
            limit "$run" >>"$out/limit.jsonl" || exit 1
            live "$run" >>"$out/live.jsonl" || exit 1
        fi
        drop_databases "$run"
        echo "run $run: live $(tail -n 1 "$out/live.jsonl" | jq .events_per_second)," \
            "limit $(tail -n 1 "$out/limit.jsonl" | jq .events_per_second) events/s" >&2
    done
}

has_joined() {
    grep -qF 'msg="partitions came"' "$1"
}

is_level() { # the last line of counters says that all was read, and nothing is left
    grep -F 'msg="counters"' "$1" | tail -n 1 | grep ' received=[1-9]' | grep -q ' lag_count=0 lag_ms=0'
}

measure_latency() {
    database bench_latency
    start_ledger "$out/latency.log" --instance latency
    wait_until "is_level '$out/latency.log'" 600 || die "section-ledger does not catch up"
    SHOUWEN_PG_CONNINFO=$SHOUWEN_PG_ADMIN_CONNINFO "$tools/bench/latency" --rate "$rate" \
        --seconds "$seconds" >"$out/latency.json" || die "latency failed"
    kill -TERM "$consumer"
    wait "$consumer"
    consumer=
}

measure_memory() { # idle with nothing to read, and with a backlog while PostgreSQL is away
    local idle_kib peak_kib=0 cpu_ms=0
    database bench_memory
    start_ledger "$out/away.log" --until-caught-up
    wait_until "has_joined '$out/away.log'" 60 || die "section-ledger does not join"
    sleep 1
    pg_stop fast
    sleep "$away"
    peak_kib=$(memory_kib "$consumer" VmHWM)
    [ -n "$peak_kib" ] || die "all was read before PostgreSQL went away: BENCH_CASES is too small"
    pg_start || die "PostgreSQL does not come back"
    watch_ledger
    start_ledger "$out/idle.log" --instance idle
    wait_until "has_joined '$out/idle.log'" 60 || die "section-ledger does not join"
    sleep 3
    idle_kib=$(memory_kib "$consumer" VmHWM)
    kill -TERM "$consumer"
    wait "$consumer"
    consumer=
    jq -cn --argjson idle "$idle_kib" --argjson away "$peak_kib" \
        '{idle_mib: ($idle / 1024), away_mib: ($away / 1024)}' >"$out/memory.json"
}

lines() { # lines FILE: a JSON list of them; empty when it was not measured
    [ ! -s "$1" ] && echo '[]' || jq -cs . "$1"
}

report() {
    jq -n --arg machine "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores" \
        --arg kernel "$(uname -r)" --arg load "$(cut -d' ' -f1-3 /proc/loadavg)" \
        --arg postgres "$(sql 'SHOW server_version' postgres)" --arg program "$("$ledger" --version)" \
        --arg commit "$(git describe --always --dirty 2>/dev/null)" --arg when "$(date -Iseconds)" \
        --argjson cases "$cases" --argjson each "$events" --argjson batch "$batch" \
        --arg conf "$(tr '\n' ';' <"$out/postgresql.conf")fsync=$(sql 'SHOW fsync' postgres);synchronous_commit=$(sql 'SHOW synchronous_commit' postgres)" \
        --argjson live "$(lines "$out/live.jsonl")" --argjson limit "$(lines "$out/limit.jsonl")" \
        --argjson latency "$(lines "$out/latency.json")" --argjson memory "$(lines "$out/memory.json")" '
        def spread: sort | if length == 0 then null else
            {n: length, min: .[0], median: .[(length - 1) / 2 | floor], max: .[-1]} end;
        {when: $when, machine: $machine, kernel: $kernel, load_at_end: $load, postgresql: $postgres,
         program: $program, commit: $commit,
         settings: {cases: $cases, events_a_case: $each, batch_events: $batch, postgresql: $conf},
         live: {events_per_second: [$live[].events_per_second] | spread,
                ratio_to_limit: [range($live | length) | $live[.].events_per_second / $limit[.].events_per_second] | spread,
                server_cpu_ratio: [range($live | length) | $limit[.].server_us_an_event / $live[.].server_us_an_event] | spread,
                client_us_an_event: [$live[].client_us_an_event] | spread,
                server_us_an_event: [$live[].server_us_an_event] | spread,
                peak_mib: [$live[].peak_mib] | spread, runs: $live},
         limit: {events_per_second: [$limit[].events_per_second] | spread,
                 server_us_an_event: [$limit[].server_us_an_event] | spread, runs: $limit},
         latency: ($latency[0] // null), memory: ($memory[0] // null)}' >"$out/bench.json"
}

table() {
    {
        printf 'measure\tmin\tmedian\tmax\n'
        jq -r '
            def short: if . >= 100 then round else (. * 100 | round / 100) end | tostring;
            def line(name; s): if s == null then empty else
                [name, (s.min | short), (s.median | short), (s.max | short)] | @tsv end;
            def one(name; value): if value == null then empty else [name, "-", (value | short), "-"] | @tsv end;
            line("live, events/s, one shard"; .live.events_per_second),
            line("limit: bare upserts, events/s"; .limit.events_per_second),
            line("live / limit"; .live.ratio_to_limit),
            line("client CPU, us an event"; .live.client_us_an_event),
            line("server CPU, us an event"; .live.server_us_an_event),
            line("server CPU of the limit, us an event"; .limit.server_us_an_event),
            line("memory with a backlog, MiB"; .live.peak_mib),
            one("memory idle, MiB"; .memory.idle_mib),
            one("memory while PostgreSQL is away, MiB"; .memory.away_mib),
            one("publish to row visible, p50, ms"; .latency.p50_ms),
            one("publish to row visible, p99, ms"; .latency.p99_ms),
            one("publish to row visible, p99.9, ms"; .latency.p999_ms)' "$out/bench.json"
    } | column -t -s "$(printf '\t')"
    jq -r '"\(.settings.cases) cases of \(.settings.events_a_case) events, \(.settings.batch_events) events a transaction; \(.machine); load \(.load_at_end)"' "$out/bench.json"
}

[ $# -gt 0 ] || set -- live latency memory
rm -f "$out"/*.json "$out"/*.jsonl
servers
"$tools/tool/flood" --cases "$cases" --events "$events" --uniform --seed 1 >"$out/flood.log" 2>&1 ||
    die "flood failed, see $out/flood.log"
for what; do
    case $what in
    live | latency | memory) "measure_$what" ;;
    *) die "\"$what\" is none of live, latency, memory" ;;
    esac
done
report && table
