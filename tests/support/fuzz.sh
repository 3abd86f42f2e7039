#!/bin/bash
# fuzz.sh -- every libFuzzer target for SECONDS_EACH (60), each on a corpus that stays in build/fuzz.
#
# Seeds are tests/fixtures/fuzz/NAME, or all of tests/fixtures when there is no such folder.
# Environment: BUILD, T (only matching targets), SECONDS_EACH (60).
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
status=0
for target in "$BUILD"/fuzz/tests/fuzz/*"${T:-}"*; do
    [ -f "$target" ] && [ -x "$target" ] || continue
    name=$(basename "$target")
    corpus=$BUILD/fuzz/corpus/$name
    seeds=tests/fixtures/fuzz/$name
    mkdir -p "$corpus"
    [ -d "$seeds" ] || seeds=tests/fixtures
    [ -d "$seeds" ] || seeds=
    echo "fuzz $name for ${SECONDS_EACH:-60} s"
    "$target" -max_total_time="${SECONDS_EACH:-60}" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$corpus/../$name-" "$corpus" ${seeds:+"$seeds"} >"$corpus.log" 2>&1 || {
        status=1
        echo "not ok - $name; the input is beside $corpus"
        tail -n 40 "$corpus.log"
        continue
    }
    grep -E 'number_of_executed_units|new_units_added|peak_rss' "$corpus.log" | sed 's/^/    /'
done
exit $status
