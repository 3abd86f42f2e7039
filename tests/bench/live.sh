# shellcheck shell=bash disable=SC2154
# live.sh -- the backlog: section-ledger beside the same writes done bare (limit.c), in turns (sourced by run.sh).

project() { # project LOG FROM ARGUMENTS...: $consumer to the end of the topics; one line of JSON
    local log=$1 from=$2 before peak_kib=0 cpu_ms=0
    shift 2
    before=$(server_ms)
    start_ledger "$log" --until-caught-up "$@"
    watch_ledger
    sleep 1 # its backends end, and their CPU is counted
    jq -cn --argjson events "$(counter "$log" received)" --argjson files "$(counter "$log" files_written)" \
        --argjson rows "$(counter "$log" rows_put)" --argjson flushes "$(counter "$log" flushes)" \
        --argjson from "$(moment "$log" 'partitions came' "$from")" --argjson to "$(moment "$log" 'partitions go')" \
        --argjson peak "$peak_kib" --argjson cpu "$cpu_ms" --argjson server "$(($(server_ms) - before))" \
        '{events: $events, seconds: ($to - $from), events_per_second: ($events / ($to - $from) | round),
          transactions: $flushes, files: $files, rows_put: $rows, peak_mib: ($peak / 1024),
          client_us_an_event: ($cpu * 1000 / $events), server_us_an_event: ($server * 1000 / $events)}'
}

write_bare() { # the same writes into the database that is exported
    local before line
    before=$(server_ms)
    line=$("$tools/bench/limit" --batch-events "$batch") || die "limit failed"
    sleep 1
    jq -c --argjson server "$(($(server_ms) - before))" \
        '. + {server_us_an_event: ($server * 1000 / .events)}' <<<"$line"
}

live_us() { # live_us RUN
    database bench_live
    project "$out/live.$1.log" last
}

live_limit() {
    database bench_limit
    write_bare
    sql 'DROP DATABASE bench_limit WITH (FORCE)' postgres
}

measure_live() {
    need_backlog
    alternate live us limit
    result live '{
        rows: [
            row("live projection, one shard"; "events/s"; $us | map(.events_per_second); null),
            row("limit: the same writes bare"; "events/s"; $limit | map(.events_per_second); null),
            row("live / limit"; ""; ratios($us | map(.events_per_second); $limit | map(.events_per_second));
                {at_least: 0.75}),
            row("server CPU, limit / live"; ""; ratios($limit | map(.server_us_an_event); $us | map(.server_us_an_event)); null),
            row("CPU of the consumer"; "µs an event"; $us | map(.client_us_an_event); null),
            row("CPU of PostgreSQL"; "µs an event"; $us | map(.server_us_an_event); null),
            row("CPU of PostgreSQL, limit"; "µs an event"; $limit | map(.server_us_an_event); null),
            row("memory with the backlog, peak"; "MiB"; $us | map(.peak_mib); {at_most: 64})],
        us: $us, limit: $limit}' \
        --argjson us "$(lines "$out/live.us.jsonl")" --argjson limit "$(lines "$out/live.limit.jsonl")"
}
