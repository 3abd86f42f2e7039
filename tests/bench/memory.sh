# shellcheck shell=bash disable=SC2154
# memory.sh -- of section-ledger with one shard: idle, and on a backlog while PostgreSQL is away for BENCH_AWAY
# seconds in the middle of it, over time (sourced by run.sh).  BENCH_MEMORY_CASES (0: the common backlog) is one of
# its own: 1000000 of 5 events is that of the record.

look_for() { # look_for SECONDS
    local until=$((SECONDS + $1))
    while [ "$SECONDS" -lt "$until" ]; do
        look || die "section-ledger ended early: BENCH_CASES is too small, or see $out/memory.log"
    done
}

idle() { # prints KiB: joined, with nothing to read
    local log=$out/idle.log peak_kib=0 cpu_ms=0
    topics idle
    start_ledger "$log" --instance idle
    wait_until "has_joined '$log'" 60 || die "section-ledger does not join, see $log"
    sleep 3
    idle_kib=$(memory_kib "$consumer" VmHWM)
    stop_ledger
}

backlog() { # $peak_kib and the samples
    local log=$out/memory.log
    samples=$out/memory.samples
    : >"$samples"
    start_ledger "$log" --until-caught-up
    wait_until "has_joined '$log'" 60 || die "section-ledger does not join, see $log"
    look_for 2
    pg_stop fast
    away_from=$(date +%s.%N)
    look_for "$away"
    pg_start >>"$out/stack.log" 2>&1 || die "PostgreSQL does not come back"
    away_to=$(date +%s.%N)
    watch_ledger
    samples=/dev/null
}

measure_memory() {
    local idle_kib peak_kib=0 cpu_ms=0 away_from away_to
    database bench_memory
    idle
    if [ "${BENCH_MEMORY_CASES:-0}" -gt 0 ]; then
        local cases=$BENCH_MEMORY_CASES
        say "a backlog of $((cases * events)) events for the memory"
        topics memory
        flood
    else
        need_backlog
    fi
    say "memory: $((cases * events)) events, PostgreSQL away for $away s"
    backlog
    sql 'DROP DATABASE bench_memory WITH (FORCE)' postgres
    result memory '($samples / "\n" | map(select(. != "") / " " | map(tonumber))) as $all
        | ($all | map([.[0] - $all[0][0], .[1] / 1024])) as $series
        | ($series | length) as $count
        | ($series | map(select(.[0] > $to - $all[0][0]) | .[1])) as $later
        | ($later | length) as $left
        | def quarter($which): $later[($left * $which / 4 | floor):($left * ($which + 1) / 4 | ceil)] | median;
        {settings: ($machine.settings + {away_s: $away}),
         rows: [
            row("memory, idle"; "MiB"; [$idle / 1024]; {at_most: 64}),
            row("memory, backlog of \($events) events, PostgreSQL away for \($away) s, peak"; "MiB"; [$peak / 1024]; {at_most: 64}),
            row("after it came back, median of the first quarter"; "MiB"; [quarter(0)]; null),
            row("after it came back, median of the last quarter"; "MiB"; [quarter(3)]; null),
            row("is it flat: last / first quarter"; ""; [quarter(3) / quarter(0)]; {at_most: 1.1})],
         away: [$from - $all[0][0], $to - $all[0][0]],
         series: [range(0; $count; ($count / 500 | floor) + 1) | $series[.]]}' \
        --rawfile samples "$out/memory.samples" --argjson idle "$idle_kib" --argjson peak "$peak_kib" \
        --argjson events "$((cases * events))" --argjson away "$away" --argjson from "$away_from" --argjson to "$away_to"
}
