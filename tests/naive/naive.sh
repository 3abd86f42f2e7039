#!/bin/bash
# naive.sh -- the ledgers against a second, naive reading of the rules.
#
# events.py, cases.py and ledgers.py say in plain Python what the rows of random histories must
# be; what differs is printed, and its histories are kept in build/naive.  SEED repeats a run.
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

build=${BUILD:-build}
programs=$build/release/bin
receipt=${SHOUWEN_RECEIPT:-../shared/data/receipt.csv}
known="1434 accepted, 5440 transferred, 3137 progressed, 1329 completed, 5923 section rows, \
1434 first, 15 without handling, 1434 master rows, 331 own, 1103 other section"
seed=${SEED:-1}
rounds=12
[ -z "${PROOF:-}" ] || rounds=400

compare() { # compare SENTENCE ARGUMENTS...: to the verb `rows` of both programs
    local sentence=$1 output
    shift
    if output=$(python3 -B tests/naive/compare.py "$programs" "$build/naive" "$@" 2>&1); then
        pass "$sentence"
        note "$output"
    else
        fail "$sentence" "$output"
    fi
}

if command -v python3 >/dev/null; then
    compare "the golden books are what the rules say" tests/golden/*.ndjson
    note "SEED=$seed"
    compare "the books of random histories are what the rules say (SEED=$seed)" \
        random "$build/release/tests/tool/histories" "$seed" "$rounds" 300
    mkdir -p "$build/naive"
    "$programs/shouwen-simulate" --cases 300 --seed "$seed" --odd 60 --units 6 --last-day 2022-06-30 \
        --to-file "$build/naive/city.ndjson" >/dev/null
    compare "and those of a simulated city" "$build/naive/city.ndjson"
    if [ -f "$receipt" ]; then
        is "$(python3 -B tests/naive/receipt.py "$receipt" "$build/naive" 2>&1)" "$known" \
            "the naive books of a municipality add up to what they are known to"
        compare "and the ledgers have the same" "$build"/naive/receipt-*.ndjson
    else
        skip "the books of a municipality add up" "$receipt is not here"
    fi
else
    skip "the books of histories are what the rules say" "python3 is not installed"
fi
done_testing
