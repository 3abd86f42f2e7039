# shellcheck shell=bash disable=SC2154
# rebuild.sh -- section-ledger's rebuild beside its two halves done bare (rebuild.c), in turns (sourced by run.sh).

rebuild_us() { # rebuild_us RUN: from its start until it has ended, swap and all, whoever watches it
    local log=$out/rebuild.$1.log before peak_kib=0 cpu_ms=0 from to watching
    before=$(server_ms)
    sql CHECKPOINT postgres
    from=$(date +%s.%N)
    "$ledger" rebuild 2>"$log" >&2 </dev/null &
    consumer=$!
    { while look; do :; done && echo "$peak_kib $cpu_ms"; } >"$out/rebuild.$1.watched" &
    watching=$!
    wait "$consumer" || die "rebuild failed, see $log"
    to=$(date +%s.%N)
    consumer=
    wait "$watching"
    read -r peak_kib cpu_ms <"$out/rebuild.$1.watched"
    jq -cn --argjson events "$rebuilt_events" --argjson from "$from" --argjson to "$to" --argjson peak "$peak_kib" \
        --argjson cpu "$cpu_ms" --argjson server "$(($(server_ms) - before))" \
        '{events: $events, seconds: ($to - $from), events_per_second: ($events / ($to - $from) | round),
          peak_mib: ($peak / 1024), client_us_an_event: ($cpu * 1000 / $events),
          server_us_an_event: ($server * 1000 / $events)}'
}

generation() { # the schema that is in force
    sql "SELECT nspname FROM pg_namespace WHERE nspname ~ '^section_ledger_g[0-9]+\$' ORDER BY oid DESC LIMIT 1" bench_live
}

rebuild_limit() { # both halves, of the same events and rows
    local read copy
    read=$("$tools/bench/rebuild" read) || die "reading bare failed"
    copy=$("$tools/bench/rebuild" copy --schema "$(generation)") || die "copying bare failed"
    jq -cn --argjson read "$read" --argjson copy "$copy" '{events: $read.events,
        read_events_per_second: $read.events_per_second,
        copy_events_per_second: ($read.events / ([$copy.keys_first_s, $copy.keys_after_s] | min) | round)}
        + {rows: $copy.rows, mebibytes: $copy.mebibytes, without_keys_s: $copy.without_keys_s,
           keys_first_s: $copy.keys_first_s, keys_after_s: $copy.keys_after_s,
           rows_per_second_without_keys: ($copy.rows / $copy.without_keys_s | round)}'
}

measure_rebuild() {
    local line
    need_backlog
    if [ "$(sql "SELECT 1 FROM pg_database WHERE datname = 'bench_live'" postgres)" != 1 ]; then
        say "rebuild wants a ledger to rebuild: projecting the backlog once"
        live_us 0 >/dev/null || exit 1
    fi
    stack_env bench_live
    line=$("$tools/bench/rebuild" read) || die "reading bare failed" # the first time warms the log
    rebuilt_events=$(jq .events <<<"$line")
    alternate rebuild us limit
    sql 'DROP DATABASE bench_live WITH (FORCE)' postgres
    result rebuild '{
        rows: [
            row("rebuild"; "events/s"; $us | map(.events_per_second); null),
            row("limit: bare consume and unpack"; "events/s"; $limit | map(.read_events_per_second); null),
            row("limit: bare COPY of files and rows, with keys"; "events/s"; $limit | map(.copy_events_per_second); null),
            row("bare COPY, without keys"; "rows/s"; $limit | map(.rows_per_second_without_keys); null),
            row("rebuild / the slower limit"; "";
                ratios($us | map(.events_per_second);
                       $limit | map([.read_events_per_second, .copy_events_per_second] | min)); {at_least: 0.5}),
            row("memory of a rebuild, peak"; "MiB"; $us | map(.peak_mib); {at_most: 256})],
        us: $us, limit: $limit}' \
        --argjson us "$(lines "$out/rebuild.us.jsonl")" --argjson limit "$(lines "$out/rebuild.limit.jsonl")"
}
