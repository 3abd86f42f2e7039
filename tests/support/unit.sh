#!/bin/bash
# unit.sh -- run cmocka programs two at a time and count their tests.
#
# tests/support/unit.sh REPORT LABEL PROGRAM...   appends "passed failed skipped seconds LABEL" to the
# file REPORT and prints one line a program; what a program said is printed only when it failed.
# cmocka writes its results as XML into a file of the program's own, because what it prints mixes
# with the log lines of the code under test.  A program that ends badly without a failed test
# (a sanitizer's report, a crash) counts as one failure more.
set -u

one() { # one LOGS PROGRAM: runs it and leaves LOGS/NAME.count
    local program=$2 name base status passed failed skipped started seconds
    name=$(basename "$(dirname "$program")")/$(basename "$program")
    base=$1/${name//\//.}
    rm -f "$base".*
    started=$(date +%s%N)
    CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE=$base.xml timeout -k 5 "${TEST_SECONDS_MAX:-120}" \
        "$program" >"$base.out" 2>&1 </dev/null
    status=$?
    seconds=$(awk -v ns=$(($(date +%s%N) - started)) 'BEGIN { printf "%.1f", ns / 1e9 }')
    [ -f "$base.xml" ] || : >"$base.xml"
    read -r passed failed skipped < <(cat "$base.xml" "$base.out" | tr -d '\0' | awk '
        /^ *<testcase /         { tests++ }
        /^ *<(failure|error)>/  { failed++ }
        /^ *<skipped\/>/        { skipped++ }
        END { print tests - failed - skipped, failed + 0, skipped + 0 }')
    [ $status -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
    if [ $((passed + failed + skipped)) -eq 0 ]; then
        failed=1
        echo "    no test ran" >>"$base.out"
    fi
    if [ "$failed" -gt 0 ]; then
        {
            echo "FAIL $name: $passed passed, $failed failed, exit status $status"
            awk -v name="$name" '
                /<testcase name=/ { split($0, part, "\""); title = part[2] }
                /<(failure|error)>/ { print "  not ok - " title; inside = 1 }
                inside { line = $0; gsub(/ *<(failure|error)><!\[CDATA\[|\]\]><.*/, "", line); print "      " line }
                /<\/(failure|error)>/ { inside = 0 }' "$base.xml"
            grep -vE '^ *</?(testsuites?|testcase|skipped|\?xml)' "$base.out" | tail -n 60 | sed 's/^/    | /'
        } >"$base.said"
    else
        printf 'ok   %-44s %5d tests %6s s\n' "$name" $((passed + skipped)) "$seconds" >"$base.said"
    fi
    echo "$passed $failed $skipped" >"$base.count"
    cat "$base.said"
}

# An allocation that is too large gives NULL, as it does without a sanitizer.
export ASAN_OPTIONS=allocator_may_return_null=1:${ASAN_OPTIONS:-}
export TSAN_OPTIONS=allocator_may_return_null=1:${TSAN_OPTIONS:-}

if [ "${1:-}" = --one ]; then
    one "$2" "$3"
    exit 0
fi

report=$1
label=$2
shift 2
logs=$(dirname "$report")/$label
rm -rf "$logs"
mkdir -p "$logs"
started=$(date +%s%N)
printf '%s\0' "$@" | xargs -0 -n 1 -P "${JOBS:-2}" "$0" --one "$logs"
cat "$logs"/*.count | awk -v label="$label" -v ns=$(($(date +%s%N) - started)) '
    { passed += $1; failed += $2; skipped += $3 }
    END { print passed + 0, failed + 0, skipped + 0, sprintf("%.1f", ns / 1e9), label }' >>"$report"
