#!/bin/bash
# micro.sh -- what one event costs, step by step, and a due date and the clocks of a case: nanoseconds of CPU and
# instructions (tests/bench/micro.c and clocks.c say of what).
#
# No server is started.  Prints a table and writes build/bench/micro.json.  Instructions are counted by valgrind's
# callgrind, which this installs when it is missing; without it they are left out.  BENCH_MICRO_ROUNDS (15) is how often
# each step is timed.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
BUILD=${BUILD:-build}
rounds=${BENCH_MICRO_ROUNDS:-15}
out=$BUILD/bench
programs=(micro clocks)

die() {
    echo "bench: $*" >&2
    exit 1
}

has_callgrind() {
    command -v valgrind >/dev/null || { deploy/dev/setup.sh bench >&2 && command -v valgrind >/dev/null; }
}

count_instructions() { # count_instructions PROGRAM: one number a step, in their order
    local base=$out/callgrind number
    rm -f "$base" "$base".*
    valgrind --tool=callgrind --collect-atstart=no --toggle-collect=micro_step --dump-after=micro_step \
        --callgrind-out-file="$base" "$BUILD/release/tests/bench/$1" --rounds 0 >"$out/callgrind.log" 2>&1 || return
    for ((number = 1; ; number++)); do
        [ -f "$base.$number" ] || break
        awk '/^(totals|summary):/ { print $2; exit }' "$base.$number"
    done
}

mkdir -p "$out"
load_before=$(cut -d' ' -f1-3 /proc/loadavg)
: >"$out/micro.steps"
: >"$out/micro.instructions"
has_callgrind && counts=yes || counts=
[ -n "$counts" ] || echo "bench: instructions are left out: valgrind is not installed" >&2
for program in "${programs[@]}"; do
    "$BUILD/release/tests/bench/$program" --rounds "$rounds" >>"$out/micro.steps" || die "$program failed"
    [ -n "$counts" ] || continue
    if ! count_instructions "$program" >>"$out/micro.instructions" ||
        [ "$(wc -l <"$out/micro.instructions")" != "$(wc -l <"$out/micro.steps")" ]; then
        die "callgrind did not count every step of $program, see $out/callgrind.log"
    fi
done
jq -s --rawfile counted "$out/micro.instructions" --arg before "$load_before" --arg load "$(cut -d' ' -f1-3 /proc/loadavg)" \
    --arg machine "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores" --arg kernel "$(uname -r)" \
    --arg commit "$(git describe --always --dirty 2>/dev/null)" --arg when "$(date -Iseconds)" '
    def row(measure; unit; n; least; middle; most; most_allowed): {measure: measure, unit: unit, n: n, min: least, median: middle,
        max: most} + if most_allowed == null then {goal: null, verdict: ""} else {goal: {at_most: most_allowed},
        verdict: (if middle <= most_allowed then "reached" else "missed by \((middle / most_allowed - 1) * 100 | round) %" end)} end;
    def one(measure; unit; value; most_allowed): row(measure; unit; 1; value; value; value; most_allowed);
    ($counted | split("\n") | map(select(. != "") | tonumber)) as $counted
    | [to_entries[] | .value + {instructions: (if $counted[.key] == null then null
                                               else $counted[.key] / .value.events | round end)}]
    | . as $steps | (map(select(.step != null) | {(.step): .}) | add) as $of
    | {when: $when, machine: $machine, kernel: $kernel, commit: $commit, load_before: $before, load_at_end: $load,
       settings: {events: .[0].events, cases: .[0].cases, payload_bytes: (.[0].payload_bytes / .[0].events | round),
                  city: (map(select(.clocks_a_case != null)) | .[0]
                         | "\(.events) cases of \(.events_a_case) events, \(.clocks_a_case) clocks and \(.rungs_a_case) rungs")},
       steps: $steps,
       rows: [($steps[] | row("\(.words)"; "ns"; .rounds; .min_ns; .median_ns; .max_ns; null)),
              ($steps[] | select(.instructions != null) | one("\(.words)"; "instructions"; .instructions; null)),
              one("unpack and door / unpack, ns"; ""; $of.decode.median_ns / $of.unpack.median_ns; 2),
              (select($of.decode.instructions != null)
               | one("unpack and door / unpack, instructions"; ""; $of.decode.instructions / $of.unpack.instructions; 2))]}' \
    "$out/micro.steps" >"$out/micro.json"
{
    printf 'an event, a due date, a case\tmin, ns\tmedian\tmax\tinstructions\n'
    jq -r '.steps[] | [.words, (.min_ns, .median_ns, .max_ns | round), .instructions // "-"] | @tsv' "$out/micro.json"
} | column -t -s "$(printf '\t')"
jq -r '"\(.settings.events) events of \(.settings.cases) cases, \(.settings.payload_bytes) bytes each; load \(.load_at_end)",
    "city: \(.settings.city)",
    (.rows[] | select(.goal != null) | "\(.measure): \(.median * 100 | round / 100), goal at most \(.goal.at_most): \(.verdict)")' \
    "$out/micro.json"
