# shellcheck shell=bash disable=SC2154
# latency.sh -- from publishing until the row can be read, beside a bare one-row transaction after a bare
# consume (bare.c), in turns (sourced by run.sh).  Each has topics of its own, which hold nothing else.

publish() { # publish [OPTIONS...]: at BENCH_RATE for BENCH_SECONDS; one line of JSON
    SHOUWEN_PG_CONNINFO=$SHOUWEN_PG_ADMIN_CONNINFO "$tools/bench/latency" --rate "$rate" \
        --seconds "$seconds" "$@" || die "latency failed"
}

is_level() { # the last line of counters says that nothing is left
    has_joined "$1" && grep -F 'msg="counters"' "$1" | tail -n 1 | grep -q ' lag_count=0 lag_ms=0'
}

latency_us() { # latency_us RUN
    local log=$out/latency.$1.log
    export SHOUWEN_TOPIC_PREFIX=latency
    start_ledger "$log" --instance latency
    wait_until "is_level '$log'" 60 || die "section-ledger does not catch up, see $log"
    publish
    stop_ledger
}

is_reading() {
    [ "$(sql "SELECT count(*) FROM bench_bare" bench_latency 2>/dev/null)" = 1 ]
}

latency_limit() {
    export SHOUWEN_TOPIC_PREFIX=bare
    sql 'DROP TABLE IF EXISTS bench_bare' bench_latency 2>/dev/null
    "$tools/bench/bare" 2>"$out/bare.log" </dev/null &
    others=("$!")
    wait_until is_reading 60 || die "bare does not read, see $out/bare.log"
    publish --bare
    kill -TERM "${others[0]}"
    wait "${others[0]}" || die "bare failed, see $out/bare.log"
    others=()
}

measure_latency() {
    topics latency
    topics bare
    database bench_latency
    say "latency, a run that does not count: the broker compiles what it does often"
    latency_us 0 >/dev/null
    latency_limit 0 >/dev/null
    alternate latency us limit
    sql 'DROP DATABASE bench_latency WITH (FORCE)' postgres
    result latency '{settings: ($machine.settings + {rate: $rate, seconds: $seconds}),
        rows: [
            row("publish to row visible at \($rate) events/s, p50"; "ms"; $us | map(.p50_ms); {at_most: 5}),
            row("the same, p99"; "ms"; $us | map(.p99_ms); {at_most: 25}),
            row("the same, p99.9"; "ms"; $us | map(.p999_ms); null),
            row("limit: bare consume, one-row transaction, p50"; "ms"; $limit | map(.p50_ms); null),
            row("limit, p99"; "ms"; $limit | map(.p99_ms); null),
            row("limit, p99.9"; "ms"; $limit | map(.p999_ms); null)],
        us: $us, limit: $limit}' --argjson rate "$rate" --argjson seconds "$seconds" \
        --argjson us "$(lines "$out/latency.us.jsonl")" --argjson limit "$(lines "$out/latency.limit.jsonl")"
}
