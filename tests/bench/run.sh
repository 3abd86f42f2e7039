#!/bin/bash
# run.sh -- the bench: how fast, against what limit, in how much memory, how soon.
#
#   tests/bench/run.sh [live|rebuild|latency|memory|shards|growth ...]   the first four without arguments
#
# Each measure is a file beside this one.  Prints a table with goal and verdict (report.sh) and writes
# build/bench/NAME.json with every run, build/bench/table.md and charts.  all.sh does all there is.
# Environment: BENCH_CASES (100000; of the record: 200000), BENCH_EVENTS (5, of a case), BENCH_RUNS (3),
# BENCH_BATCH (2000) events a transaction; BENCH_RATE (1000 events a second) and BENCH_SECONDS (10) of latency;
# BENCH_AWAY (15) seconds without PostgreSQL, and what stands at the head of memory.sh and growth.sh.
# What is measured and why: README.md.
set -u
export BENCH_CASES=${BENCH_CASES:-100000}
# shellcheck source=tests/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rate=${BENCH_RATE:-1000}
seconds=${BENCH_SECONDS:-10}
away=${BENCH_AWAY:-15}
# shellcheck source=tests/bench/live.sh
. tests/bench/live.sh
# shellcheck source=tests/bench/rebuild.sh
. tests/bench/rebuild.sh
# shellcheck source=tests/bench/latency.sh
. tests/bench/latency.sh
# shellcheck source=tests/bench/memory.sh
. tests/bench/memory.sh
# shellcheck source=tests/bench/shards.sh
. tests/bench/shards.sh
# shellcheck source=tests/bench/growth.sh
. tests/bench/growth.sh

[ $# -gt 0 ] || set -- live rebuild latency memory
for what; do
    case $what in
    live | rebuild | latency | memory | shards | growth) ;;
    *)
        echo "bench: \"$what\" is none of live, rebuild, latency, memory, shards, growth" >&2
        exit 2
        ;;
    esac
done
if ! command -v java >/dev/null; then
    echo "bench: this machine has no Java, which the broker needs: left out are $*." \
        "deploy/dev/setup.sh installs it." >&2
    exit 3
fi
servers stack
for what; do
    rm -f "$out/$what".*
    "measure_$what"
done
tests/bench/report.sh "$@"
