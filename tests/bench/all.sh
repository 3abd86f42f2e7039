#!/bin/bash
# all.sh -- everything that is measured, in the sizes of the record (README.md): an hour on two quiet cores.
#
# run.sh's measures, the peer (peer.sh), single steps (micro.sh), the room of open cases (sizes.sh), cases dated anew
# (redate.sh), counters and scores (assessment.sh) and analysts' queries (views.sh); then one table and all charts.  What cannot be measured here is said, and the rest is measured.  Sizes: those of run.sh in the
# environment win.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
out=${BUILD:-build}/bench
status=0
export BENCH_CASES=${BENCH_CASES:-200000}
export BENCH_SECONDS=${BENCH_SECONDS:-30}
export BENCH_AWAY=${BENCH_AWAY:-60}
export BENCH_MEMORY_CASES=${BENCH_MEMORY_CASES:-1000000}
export BENCH_ASSESSMENT_CASES=${BENCH_ASSESSMENT_CASES:-1000000}
export BENCH_GROWTH_SEED=${BENCH_GROWTH_SEED:-100000}
export BENCH_GROWTH_SIZES=${BENCH_GROWTH_SIZES:-100000 1000000 3000000}

part() { # part SCRIPT ARGUMENTS...: the others go on when one fails
    local script=$1
    shift
    if ! [ -x "tests/bench/$script" ]; then
        echo "bench: LEFT OUT: there is no tests/bench/$script here" >&2
        return
    fi
    echo "$(date +%T) $script $*" >&2
    "tests/bench/$script" "$@"
    case $? in
    0) ;;
    130) exit 130 ;;
    *)
        echo "bench: LEFT OUT, or not whole: $script $*" >&2
        status=1
        ;;
    esac
}

rm -rf "$out"/*.json "$out"/*.jsonl "$out"/*.svg
part run.sh live latency memory shards growth
BENCH_CASES=$((BENCH_CASES * 2)) part run.sh rebuild
part peer.sh
part micro.sh
part sizes.sh
part redate.sh
part assessment.sh
part views.sh
part alerts.sh
part hotline.sh
part mailbox.sh
tests/bench/report.sh || status=1
exit "$status"
