#!/bin/bash
# naive.sh -- ledgers, clocks and counters against a second, naive reading of the rules.
#
# events.py, cases.py, ledgers.py, clocks.py (with timing.py, rungs.py and clock_rows.py) say in plain
# Python what the rows of random histories must be, counters.py what assessment counts in them,
# worktime.py and limits.py by which working time and policy; what differs is printed, and its
# histories are kept in build/naive without what does not matter.  SEED repeats a run.  The folder
# rules has limits, hours and ladders of every kind, for the shipped ones have few.
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

build=${BUILD:-build}
programs=$build/release/bin
receipt=${SHOUWEN_RECEIPT:-../shared/data/receipt.csv}
known="1434 accepted, 5440 transferred, 3137 progressed, 1329 completed, 5923 section rows, \
1434 first, 15 without handling, 1434 master rows, 331 own, 1103 other section"
seed=${SEED:-1}
rules=schemas/policy
rounds=12
[ -z "${PROOF:-}" ] || rounds=400

compare() { # compare SENTENCE ARGUMENTS...: to the verb `rows` of all programs
    local sentence=$1 output
    shift
    if output=$(python3 -B tests/naive/compare.py "$programs" "$rules" "$build/naive" "$@" 2>&1); then
        pass "$sentence"
        note "$output"
    else
        fail "$sentence" "$output"
    fi
}

count() { # count SENTENCE ARGUMENTS...: the same of counters
    local sentence=$1 output
    shift
    if output=$(python3 -B tests/naive/counters.py "$programs" "$rules" "$@" 2>&1); then
        pass "$sentence"
        note "$output"
    else
        fail "$sentence" "$output"
    fi
}

if command -v python3 >/dev/null; then
    compare "the golden books are what the rules say" tests/golden/*.ndjson
    note "SEED=$seed"
    compare "rows of random histories are what the rules say (SEED=$seed)" \
        random "$build/release/tests/tool/histories" "$seed" "$rounds" 300
    rules=$build/naive/rules
    rm -rf "$rules"
    mkdir -p "$rules"
    cp -r schemas/policy/calendar tests/naive/rules/. "$rules"
    compare "and by rules of every kind (SEED=$seed)" \
        random "$build/release/tests/tool/histories" "$((seed + 1000))" "$((rounds / 2))" 300
    count "counters by rules of every kind" \
        random "$build/release/tests/tool/histories" "$((seed + 1000))" "$((rounds / 2))" 300
    rules=schemas/policy
    "$programs/shouwen-simulate" --cases 300 --seed "$seed" --odd 60 --units 6 --last-day 2022-06-30 \
        --to-file "$build/naive/city.ndjson" >/dev/null
    compare "and those of a simulated city" "$build/naive/city.ndjson"
    count "counters are what the golden books add up to" tests/golden/*.ndjson
    count "and random histories (SEED=$seed)" \
        random "$build/release/tests/tool/histories" "$seed" "$rounds" 300
    count "and a simulated city" "$build/naive/city.ndjson"
    if [ -f "$receipt" ]; then
        is "$(python3 -B tests/naive/receipt.py "$receipt" "$build/naive" 2>&1)" "$known" \
            "the naive books of a municipality add up to what they are known to"
        compare "and the programs have the same" "$build"/naive/receipt-*.ndjson
    else
        skip "the books of a municipality add up" "$receipt is not here"
    fi
else
    skip "rows of histories are what the rules say" "python3 is not installed"
fi
done_testing
