#!/bin/bash
# run.sh -- the bench: how fast, against what limit, in how much memory, how soon.
#
#   tests/bench/run.sh [live|latency|memory ...]   all without arguments; prints a table, and writes
#                                                  build/bench/bench.json with every run
# Environment: BENCH_CASES (20000; of the record: 200000), BENCH_EVENTS (5, of a case), BENCH_RUNS (3),
# BENCH_RATE (1000 events a second) and BENCH_SECONDS (20) of latency, BENCH_AWAY (15) seconds without
# PostgreSQL, BENCH_BATCH (1000) events a transaction.  What is measured and why: README.md beside it.
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rate=${BENCH_RATE:-1000}
seconds=${BENCH_SECONDS:-20}
away=${BENCH_AWAY:-15}

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

report() {
    jq -n --argjson machine "$(machine)" \
        --argjson live "$(lines "$out/live.jsonl")" --argjson limit "$(lines "$out/limit.jsonl")" \
        --argjson latency "$(lines "$out/latency.json")" --argjson memory "$(lines "$out/memory.json")" '
        def spread: sort | if length == 0 then null else
            {n: length, min: .[0], median: .[(length - 1) / 2 | floor], max: .[-1]} end;
        $machine +
        {live: {events_per_second: [$live[].events_per_second] | spread,
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
servers stack
flood
for what; do
    case $what in
    live | latency | memory) "measure_$what" ;;
    *) die "\"$what\" is none of live, latency, memory" ;;
    esac
done
report && table
