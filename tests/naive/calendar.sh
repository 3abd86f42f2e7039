#!/bin/bash
# calendar.sh -- the calendar against a second reading of the notices, by other people.
#
# The Python package chinesecalendar says which days are worked; due_days.py counts with it, day by
# day, what tests/tool/due_days found at once.  The package is fetched once into build/python.
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

build=${BUILD:-build}
package=chinesecalendar==1.11.0
count=100000
[ -z "${PROOF:-}" ] || count=2000000
sentence="random due days are what chinesecalendar says (SEED=${SEED:-1})"

fetch() {
    [ -f "$build/python/$package" ] && return
    rm -rf "$build/python"
    python3 -m venv "$build/python" && "$build/python/bin/pip" install --quiet "$package" &&
        touch "$build/python/$package"
}

if ! command -v python3 >/dev/null; then
    skip "$sentence" "python3 is not installed"
elif ! fetch >"$build/python.log" 2>&1; then
    skip "$sentence" "$package cannot be had, see $build/python.log"
elif output=$("$build/release/tests/tool/due_days" $count "${SEED:-1}" |
    "$build/python/bin/python" -B tests/naive/due_days.py $count 2>&1); then
    pass "$sentence"
    note "$output"
else
    fail "$sentence" "$output"
fi
done_testing
