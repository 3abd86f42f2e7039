#!/bin/bash
# tidy.sh -- clang-tidy over our C files, two at a time (minutes); needs clang-tidy-14.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
command -v clang-tidy-14 >/dev/null || {
    echo "clang-tidy-14 is not installed: deploy/dev/setup.sh extra" >&2
    exit 2
}
# Off: what 14 says of an out parameter that another file's function fills in when it gives OK (it
# sees one file at a time, and calls it garbage or NULL), of va_start, of `char` from tolower(), of
# sizeof a pointer in an array of pointers, and of lists, whose arguments are declarations.
checks='-*,bugprone-*,-bugprone-easily-swappable-parameters,-bugprone-assignment-in-if-condition'
checks+=',-bugprone-narrowing-conversions,-bugprone-sizeof-expression,-bugprone-macro-parentheses,clang-analyzer-*'
checks+=',-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling'
checks+=',-clang-analyzer-valist.Uninitialized,-clang-analyzer-core.uninitialized.*'
checks+=',-clang-analyzer-core.UndefinedBinaryOperatorResult,-clang-analyzer-core.CallAndMessage'
checks+=',-clang-analyzer-core.NullDereference,-clang-analyzer-core.NonNullParamChecker'
export checks BUILD
# shellcheck disable=SC2016
find lib producers consumers deploy -name '*.c' 2>/dev/null | LC_ALL=C sort | grep -F -e "${T:-}" |
    xargs -r -d '\n' -P 2 -n 4 sh -c 'clang-tidy-14 --quiet --warnings-as-errors="*" \
        --checks="$checks" "$@" -- -std=c11 -D_GNU_SOURCE -Ilib -I"$BUILD/gen" \
        -isystem /usr/include/postgresql -include lib/base/banned.h' tidy 2>&1 |
    grep -vE '^[0-9]+ warnings? (generated|treated)|^$|Suppressed|Use -header-filter' || exit 0
exit 1
