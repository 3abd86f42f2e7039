#!/bin/bash
# golden.sh -- histories and the rows they must give, without a server.
#
# tests/support/golden.sh [check|write]   Each tests/golden/NAME.ndjson goes through the verb `rows`
# of every consumer; NAME.rows holds what came out, a heading a program that had rows.  `check`
# prints ok/not ok lines with the difference, `write` rewrites the files: then `git diff` shows what
# a change of the rules means.  Environment: BUILD (build), MODE (check), T (only matching names).
set -u
cd "$(dirname "$0")/../.." || exit 1
programs=${BUILD:-build}/${MODE:-check}/bin
out=${BUILD:-build}/golden
what=${1:-check}
number=0
failed=0
mkdir -p "$out"

rows_of() { # rows_of HISTORY: the rows of every consumer
    local folder program
    for folder in consumers/*/; do
        program=$programs/shouwen-$(basename "$folder")
        [ -f "$folder/rows.c" ] && [ -x "$program" ] || continue
        "$program" rows <"$1" >"$out/one" 2>"$out/err" || {
            echo "## $(basename "$folder") failed"
            cat "$out/err"
        }
        [ -s "$out/one" ] || continue
        echo "## $(basename "$folder")"
        cat "$out/one"
    done
}

for history in tests/golden/*"${T:-}"*.ndjson; do
    [ -f "$history" ] || continue
    name=$(basename "$history" .ndjson)
    expected=tests/golden/$name.rows
    number=$((number + 1))
    if [ "$what" = write ]; then
        rows_of "$history" >"$expected"
        continue
    fi
    rows_of "$history" >"$out/$name.rows"
    if diff -u "$expected" "$out/$name.rows" >"$out/$name.diff" 2>&1; then
        echo "ok $number - golden $name"
    else
        failed=1
        echo "not ok $number - golden $name (\`make golden\` when the change is meant)"
        sed 's/^/    /' "$out/$name.diff"
    fi
done
exit $failed
