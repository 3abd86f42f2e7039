#!/bin/bash
# assessment.sh -- what counters and scores cost: an event through assessment beside the same through section-ledger, the
# room that counters take, and how soon a score and what is behind it are there.
#
# The cost is of a city's BENCH_COST_CASES (20000), by one shard each, in BENCH_RUNS (3) turns.  The room and the times
# are of BENCH_ASSESSMENT_CASES (100000) cases of one year and 200 units, all of it through Kafka and the consumer, then
# vacuumed; of unit, section and person the ones with the most cases are asked about.  A time is that of the whole
# program.  Prints a table and writes build/bench/assessment.json.
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/bench/live.sh
. tests/bench/live.sh
cost_cases=${BENCH_COST_CASES:-20000}
many=${BENCH_ASSESSMENT_CASES:-100000}
assessment=$BUILD/bin/shouwen-assessment
section_ledger=$ledger

rules() { # calendar, policy and formula
    local what
    for what in 'calendar schemas/policy/calendar' 'policy schemas/policy/base.csv' \
        'formula schemas/policy/formula/first-inquiry-section.csv'; do
        # shellcheck disable=SC2086 # what it is and where
        "$BUILD/bin/shouwen-admin" load $what --yes --no-publish >>"$out/stack.log" 2>&1 </dev/null ||
            die "the rules cannot be loaded, see $out/stack.log"
    done
}

city() { # city TOPICS CASES: the cases of 2025
    topics "$1"
    "$BUILD/bin/shouwen-simulate" --cases "$2" --first-day 2025-01-01 --last-day 2025-12-31 --units 200 --late 0 --duplicates 0 \
        >"$out/city.log" 2>&1 || die "no city, see $out/city.log"
}

cost_assessment() { # cost_assessment RUN
    database bench_cost
    rules
    ledger=$assessment
    project "$out/cost.log" last --lock-dir "$stack" --shards 1
}

cost_section() {
    database bench_cost
    ledger=$section_ledger
    project "$out/cost.log" last --lock-dir "$stack" --shards 1
}

timed() { # timed NAME RUNS ARGUMENTS...: milliseconds of the program, of each run a line of JSON
    local name=$1 times=$2 run before
    shift 2
    for ((run = 0; run < times; run++)); do
        before=$(date +%s%N)
        "$assessment" "$@" >"$out/$name.txt" 2>&1 || die "$* failed: $(tail -n 1 "$out/$name.txt")"
        jq -cn --argjson ns "$(($(date +%s%N) - before))" '{ms: ($ns / 1000000)}'
    done >"$out/$name.jsonl"
    say "$name: $(jq -rs 'map(.ms | round | tostring) | join(", ")' "$out/$name.jsonl") ms"
}

most() { # most COLUMN CONDITION: whose cases are most
    sql "SELECT $1 FROM assessment_g1.contribution_row WHERE $2 GROUP BY $1 ORDER BY sum(received) DESC NULLS LAST LIMIT 1" \
        bench_assessment
}

servers assessment
city cost "$cost_cases"
say "the cost of an event, of $cost_cases cases"
alternate cost section assessment
ledger=$assessment

city many "$many"
database bench_assessment
rules
say "$many cases are counted"
project "$out/many.log" last --lock-dir "$stack" >"$out/many.json"
sql 'VACUUM (ANALYZE)' bench_assessment
counted=$(sql 'SELECT count(*) FROM assessment_g1.case_file' bench_assessment)
sql "SELECT jsonb_build_object('table', class.relname, 'rows', class.reltuples::bigint, 'name', part.name, 'bytes', part.bytes)
     FROM pg_class AS class
     CROSS JOIN LATERAL (
         SELECT '' AS name, pg_table_size(class.oid) AS bytes
         UNION ALL
         SELECT own.relname, pg_relation_size(own.oid)
         FROM pg_index AS index JOIN pg_class AS own ON own.oid = index.indexrelid
         WHERE index.indrelid = class.oid) AS part
     WHERE class.relnamespace = 'assessment_g1'::regnamespace AND class.relkind = 'r'
     ORDER BY class.relname, part.name" bench_assessment >"$out/counters.jsonl" || die "no sizes"
unit=$(most unit true)
section=$(most section "unit = '$unit' AND section <> ''")
person=$(most person "unit = '$unit' AND section = '$section' AND person <> ''")
timed score_unit 5 score --unit "$unit" --period 2025
timed score_section 5 score --unit "$unit" --section "$section" --period 2025
timed score_person 5 score --unit "$unit" --section "$section" --person "$person" --period 2025-Q2
timed cases_unit 1 cases --unit "$unit" --period 2025 --item on_time
timed bands_units 1 bands --period 2025
timed freeze_unit 1 freeze --unit "$unit" --period 2025 --again
timed published_unit 1 published --unit "$unit" --period 2025
result assessment '{settings: ($machine.settings + {cost_cases: $cost, counted: $counted, unit: $unit}),
    rows: ([
        row("section-ledger, one shard"; "events/s"; $section | map(.events_per_second); null),
        row("assessment, one shard"; "events/s"; $us | map(.events_per_second); null),
        row("assessment / section-ledger"; ""; ratios($us | map(.events_per_second); $section | map(.events_per_second)); null),
        row("CPU of section-ledger"; "µs an event"; $section | map(.client_us_an_event); null),
        row("CPU of assessment"; "µs an event"; $us | map(.client_us_an_event); null),
        row("CPU of PostgreSQL, section-ledger"; "µs an event"; $section | map(.server_us_an_event); null),
        row("CPU of PostgreSQL, assessment"; "µs an event"; $us | map(.server_us_an_event); null)]
        + [$parts[] | select(.name == "") | row("rows of \(.table)"; "a case"; [.rows / $counted]; null)]
        + [$parts[] | row(if .name == "" then .table else "index \(.name)" end; "bytes a case"; [.bytes / $counted]; null)]
        + [row("all of it"; "bytes a case"; [($parts | map(.bytes) | add) / $counted]; null),
        row("score of the largest unit, a year"; "ms"; $score_unit | map(.ms); null),
        row("score of its largest section, a year"; "ms"; $score_section | map(.ms); null),
        row("score of a person, a quarter"; "ms"; $score_person | map(.ms); null),
        row("cases behind an item of the unit, a year"; "ms"; $cases_unit | map(.ms); null),
        row("bands of all units, a year"; "ms"; $bands_units | map(.ms); null),
        row("publishing the score of the unit, a year"; "ms"; $freeze_unit | map(.ms); null),
        row("published, now and cause, where nothing changed"; "ms"; $published_unit | map(.ms); null)]),
    parts: $parts, many: $many}' \
    --argjson cost "$cost_cases" --argjson counted "$counted" --arg unit "$unit" --argjson parts "$(lines "$out/counters.jsonl")" \
    --argjson section "$(lines "$out/cost.section.jsonl")" --argjson us "$(lines "$out/cost.assessment.jsonl")" \
    --argjson many "$(cat "$out/many.json")" --argjson score_unit "$(lines "$out/score_unit.jsonl")" \
    --argjson score_section "$(lines "$out/score_section.jsonl")" --argjson score_person "$(lines "$out/score_person.jsonl")" \
    --argjson cases_unit "$(lines "$out/cases_unit.jsonl")" --argjson bands_units "$(lines "$out/bands_units.jsonl")" \
    --argjson freeze_unit "$(lines "$out/freeze_unit.jsonl")" --argjson published_unit "$(lines "$out/published_unit.jsonl")"
tests/bench/report.sh assessment
