#!/bin/bash
# cover.sh -- run the tests of MODE=cover and list what of lib/ they do not reach.
#
# core and wire must be covered to the last line and branch, base and io to 90 %.  Lines with an
# assert are exempt (its other branch cannot be taken), and so are those with the word
# `uncovered: why`, which are listed.  Needs gcovr.  Environment: BUILD, T.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
command -v gcovr >/dev/null || {
    echo "gcovr is not installed: deploy/dev/setup.sh extra" >&2
    exit 2
}
report=$BUILD/report/cover
rm -rf "$report"
mkdir -p "$report"
: >"$report/totals"
find "$BUILD/cover" -name '*.gcda' -delete
mapfile -t programs < <(find tests/unit tests/prop tests/io -name 'test_*.c' 2>/dev/null | LC_ALL=C sort |
    grep -F -e "${T:-}" | sed "s|^|$BUILD/cover/|; s|\.c\$||")
tests/support/unit.sh "$report/totals" cover "${programs[@]}" | grep -v '^ok ' && exit 1

cover() { # cover LAYER LINES BRANCHES
    gcovr -r . --object-directory "$BUILD/cover/lib/$1" "$BUILD/cover/lib/$1" --filter "lib/$1/" \
        --exclude-lines-by-pattern '.*(\bassert\(|uncovered:).*' \
        --exclude-branches-by-pattern '.*(\bassert\(|uncovered:).*' \
        --exclude-unreachable-branches --branches --txt "$report/$1.branches" >/dev/null
    gcovr -r . --object-directory "$BUILD/cover/lib/$1" "$BUILD/cover/lib/$1" --filter "lib/$1/" \
        --exclude-lines-by-pattern '.*(\bassert\(|uncovered:).*' \
        --exclude-branches-by-pattern '.*(\bassert\(|uncovered:).*' \
        --exclude-unreachable-branches --txt "$report/$1.lines" --print-summary \
        --fail-under-line "$2" --fail-under-branch "$3" | sed "s|^|$1 |" | grep -E 'lines|branches'
    return "${PIPESTATUS[0]}"
}

status=0
for rule in 'base 90 90' 'core 100 100' 'wire 100 100' 'io 90 0'; do
    # shellcheck disable=SC2086
    set -- $rule
    [ -d "$BUILD/cover/lib/$1" ] || continue
    cover "$@" || {
        echo "not ok - lib/$1 is covered to $2 % of lines and $3 % of branches"
        status=1
    }
done
echo "excuses:"
grep -rn 'uncovered:' lib | sed 's/^/    /'
echo "by file: $report/*.lines, *.branches"
exit $status
