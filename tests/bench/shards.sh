# shellcheck shell=bash disable=SC2154
# shards.sh -- more than one thread: two shards against one, and section-ledger and master-ledger at once, with the
# share of the machine's cores that each process took (sourced by run.sh; live.sh has project()).

all_ms() { # all_ms PID: CPU of a process, of its children that ended and of those that live (PostgreSQL's backends)
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v pid="$1" -v tick="$(getconf CLK_TCK)" '
        { own = $1 == pid; sub(/^.*\) /, "") }
        own { ticks += $12 + $13 + $14 + $15 }
        $2 == pid { ticks += $12 + $13 }
        END { printf "%d", ticks * 1000 / tick }'
}

busy_ms() { # of all cores
    awk -v tick="$(getconf CLK_TCK)" '$1 == "cpu" { print int(($2 + $3 + $4 + $7 + $8) * 1000 / tick) }' /proc/stat
}

usage_now() { # a JSON object of CPU so far
    local postgres kafka
    read -r postgres <"$STACK/postgres/postmaster.pid"
    read -r kafka _ <"$STACK/kafka.pid"
    jq -cn --argjson at "$(date +%s.%N)" --argjson postgres "$(all_ms "$postgres")" \
        --argjson kafka "$(all_ms "$kafka")" --argjson busy "$(busy_ms)" \
        '{at: $at, postgres: $postgres, kafka: $kafka, busy: $busy}'
}

shares() { # shares BEFORE AFTER CONSUMERS-MS: of the cores, in percent
    jq -cn --argjson a "$1" --argjson b "$2" --argjson ledgers "$3" --argjson cores "$(nproc)" '
        (($b.at - $a.at) * 1000 * $cores) as $all
        | {ledgers: ($ledgers / $all), postgresql: (($b.postgres - $a.postgres) / $all),
           kafka: (($b.kafka - $a.kafka) / $all), others: (($b.busy - $a.busy - ($b.postgres - $a.postgres)
               - ($b.kafka - $a.kafka) - $ledgers) / $all), idle: (1 - ($b.busy - $a.busy) / $all)}
        | map_values(. * 1000 | round / 10)'
}

# A group shares its partitions out anew when its second member comes, some seconds later; the first has them all until
# then.  So the clock runs from the first counters after that, until all are given back.
steady() { # steady LOG: events a second
    local from_log=$out/shards.steady.log
    sed -n "$(($(grep -n 'msg="partitions came"' "$1" | tail -n 1 | cut -d: -f1) + 1)),\$p" "$1" >"$from_log"
    grep -qF 'msg="counters"' "$from_log" || die "BENCH_CASES is too small: all was read before there were two shards"
    jq -n --argjson events "$(counter "$1" received)" --argjson before "$(grep -F 'msg="counters"' "$from_log" | head -n 1 |
        sed 's/.* received=\([0-9]*\).*/\1/')" --argjson from "$(moment "$from_log" counters first)" \
        --argjson to "$(moment "$1" 'partitions go')" '($events - $before) / ($to - $from) | round'
}

shard_run() { # shard_run SHARDS: a line of JSON
    local before line after
    database bench_shards
    before=$(usage_now)
    line=$(project "$out/shards.$1.log" first --shards "$1" --stats-ms 100) || exit 1
    after=$(usage_now)
    sql 'DROP DATABASE bench_shards WITH (FORCE)' postgres
    jq -c --argjson shares "$(shares "$before" "$after" "$(jq '.client_us_an_event * .events / 1000' <<<"$line")")" \
        --argjson steady "$(steady "$out/shards.$1.log")" '. + {events_per_second: $steady, shares: $shares}' <<<"$line"
}

shards_one() {
    shard_run 1
}

shards_two() {
    shard_run 2
}

both_once() { # both ledgers on the same backlog: a line of JSON
    local before after name pid
    local -a pids=()
    database bench_shards
    before=$(usage_now)
    for name in section-ledger master-ledger; do
        "$BUILD/bin/shouwen-$name" run --batch-events-max "$batch" --until-caught-up \
            2>"$out/both.$name.log" </dev/null &
        pids+=("$!")
    done
    others=("${pids[@]}")
    # Of a process that has ended nothing can be asked; so what both took is what their parent is told.
    local ticks
    ticks=$(children_ms)
    for pid in "${pids[@]}"; do
        wait "$pid" || die "a ledger failed, see $out/both.*.log"
    done
    others=()
    ticks=$(($(children_ms) - ticks))
    after=$(usage_now)
    sql 'DROP DATABASE bench_shards WITH (FORCE)' postgres
    jq -cn --argjson events "$(counter "$out/both.section-ledger.log" received)" \
        --argjson more "$(counter "$out/both.master-ledger.log" received)" \
        --argjson from "$(both_moment 'partitions came' first sort)" --argjson to "$(both_moment 'partitions go' '' 'sort -r')" \
        --argjson shares "$(shares "$before" "$after" "$ticks")" '
        {events: ($events + $more), seconds: ($to - $from), events_per_second: (($events + $more) / ($to - $from) | round),
         shares: $shares}'
}

both_moment() { # both_moment MESSAGE WHICH SORT: the first, or the last, of the two logs
    local name
    for name in section-ledger master-ledger; do
        moment "$out/both.$name.log" "$1" "$2"
    done | $3 | head -n 1
}

children_ms() { # CPU of this shell's children that have ended
    awk -v tick="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); printf "%d", ($14 + $15) * 1000 / tick }' "/proc/$$/stat"
}

measure_shards() {
    local run
    need_backlog
    alternate shards one two
    : >"$out/both.jsonl"
    for ((run = 1; run <= runs; run++)); do
        both_once >>"$out/both.jsonl" || exit 1
        say "both ledgers, run $run of $runs: $(tail -n 1 "$out/both.jsonl" | jq -c '[.events_per_second, .shares]')"
    done
    result shards '
        def eps: map(.events_per_second);
        {rows: [
            row("one shard"; "events/s"; $one | eps; null),
            row("two shards"; "events/s"; $two | eps; null),
            row("two shards / one"; ""; ratios($two | eps; $one | eps); {at_least: 1.5}),
            row("both ledgers at once, events of both"; "events/s"; $both | eps; null),
            row("both ledgers / one shard of one"; ""; ratios($both | eps; $one | eps); {at_least: 1.5}),
            (["one shard", $one], ["two shards", $two], ["both ledgers", $both] | . as [$of, $list]
                | ("postgresql", "ledgers", "kafka", "others", "idle") | . as $name
                | row("cores: \($name), \($of)"; "%"; $list | map(.shares[$name]); null))],
         one: $one, two: $two, both: $both}' --argjson one "$(lines "$out/shards.one.jsonl")" \
        --argjson two "$(lines "$out/shards.two.jsonl")" --argjson both "$(lines "$out/both.jsonl")"
}
