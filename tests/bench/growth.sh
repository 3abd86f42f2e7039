# shellcheck shell=bash disable=SC2154
# growth.sh -- what an event costs in tables of many cases, and of many events a case, beside the bare write of the same
# bytes, in turns (sourced by run.sh; live.sh has project() and write_bare()).
#
# BENCH_GROWTH_SEED (10000) cases are projected with half of their events; growth.sql copies them until the tables have
# each of BENCH_GROWTH_SIZES ("10000 100000") cases; the other half of the events, cut into a slice a run, is the load:
# every event of it changes a case that the tables have, anywhere in them.  Then the same with ten times as many events
# of a tenth of the cases, in tables of the first size.

slices() { # slices CASES EVENTS: topics growth with one half of the events, growth.us.N and growth.limit.N with a slice each
    local cases=$1 events=$2 run width=$((50 / (2 * runs))) from=50 which
    kafka_fresh >>"$out/stack.log" 2>&1 || die "no fresh broker"
    has_backlog=
    topics growth
    flood --take 50
    for ((run = 1; run <= runs; run++)); do
        for which in us limit; do
            topics "growth.$which.$run"
            flood --skip "$from" --take $((from + width))
            from=$((from + width))
        done
    done
    database bench_growth_seed
    export SHOUWEN_TOPIC_PREFIX=growth
    project "$out/growth.seed.log" last >/dev/null
}

fill() { # fill CASES: database bench_growth, of the seed
    local from=$SECONDS
    say "growth: filling the tables with $1 cases"
    sql 'DROP DATABASE IF EXISTS bench_growth WITH (FORCE)' postgres 2>/dev/null
    sql 'CREATE DATABASE bench_growth TEMPLATE bench_growth_seed' postgres && stack_env bench_growth &&
        stack_admin migrate || die "no database bench_growth"
    psql -X -q -v ON_ERROR_STOP=1 -v cases="$1" -v schema=section_ledger_g1 "$SHOUWEN_PG_ADMIN_CONNINFO" <tests/bench/growth.sql \
        >>"$out/stack.log" 2>&1 || die "the tables cannot be filled, see $out/stack.log"
    say "growth: $(sql 'SELECT count(*) FROM section_ledger_g1.case_file' bench_growth) cases in the tables, $(
        sql "SELECT pg_size_pretty(pg_database_size('bench_growth'))" postgres), filled in $((SECONDS - from)) s"
}

# A checkpoint before every run: each then writes the pages it touches whole into the log of changes, once.
growth_us() {
    sql CHECKPOINT postgres
    export SHOUWEN_TOPIC_PREFIX=growth.us.$1
    project "$out/growth.$1.log" last
}

growth_limit() {
    sql CHECKPOINT postgres
    export SHOUWEN_TOPIC_PREFIX=growth.limit.$1
    write_bare
}

grow() { # grow CASES EVENTS-OF-A-CASE
    fill "$1"
    alternate growth us limit
    jq -cn --argjson cases "$1" --argjson each "$2" --argjson us "$(lines "$out/growth.us.jsonl")" \
        --argjson limit "$(lines "$out/growth.limit.jsonl")" \
        '{cases: $cases, events_a_case: $each, us: $us, limit: $limit}' >>"$out/growth.jsonl"
}

measure_growth() {
    local seed=${BENCH_GROWTH_SEED:-10000} size
    local -a sizes
    read -r -a sizes <<<"${BENCH_GROWTH_SIZES:-10000 100000}"
    : >"$out/growth.jsonl"
    slices "$seed" 10
    for size in "${sizes[@]}"; do
        grow "$size" 5
    done
    slices $((seed / 10)) 100
    grow "${sizes[0]}" 50
    sql 'DROP DATABASE bench_growth WITH (FORCE)' postgres
    sql 'DROP DATABASE bench_growth_seed WITH (FORCE)' postgres
    result growth '{settings: ($machine.settings + {seed: $seed}),
        rows: [$points[] | . as $point
            | "\($point.cases) cases of \($point.events_a_case) events" as $of
            | row("live, \($of)"; "µs an event"; .us | map(1e6 / .events_per_second); null),
              row("bare write, \($of)"; "µs an event"; .limit | map(1e6 / .events_per_second); null),
              row("live / bare write, \($of)"; "";
                  ratios(.us | map(.events_per_second); .limit | map(.events_per_second)); {at_least: 0.75})],
        points: $points}' --argjson seed "$seed" --argjson points "$(lines "$out/growth.jsonl")"
}
