#!/bin/bash
# gates.sh -- the rules of the code that a machine can check, one gate a function.
#
# tests/support/gates.sh [GATE...]   prints `ok` or `not ok` and what broke; exit 1 when one did.
# Without names: all of them.  A gate whose tool is not installed says so and is skipped.
# Environment: BUILD (build).  purity and samples want the release build to be there.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
number=0
failed=0

sources() { # prints our C files, one a line
    find lib producers consumers deploy tests -name '*.[ch]' 2>/dev/null | LC_ALL=C sort
}

gate() { # gate SENTENCE COMMAND...
    local sentence=$1 output status
    shift
    number=$((number + 1))
    output=$("$@" 2>&1)
    status=$?
    case $status in
    0) echo "ok $number - $sentence" ;;
    77) echo "ok $number - $sentence # skip $output" ;;
    *)
        failed=1
        echo "not ok $number - $sentence"
        printf '%s\n' "$output" | sed 's/^/    /'
        ;;
    esac
}

needs() {
    command -v "$1" >/dev/null || {
        echo "$1 is not installed"
        return 77
    }
}

layers() {
    sources | xargs -r -d '\n' awk -f tests/support/layers.awk
}

purity() {
    local objects=$BUILD/release
    [ -d "$objects/lib" ] || return 0
    local -a files
    mapfile -t files < <(find "$objects/lib" "$objects/consumers" -name '*.o' 2>/dev/null)
    [ ${#files[@]} -gt 0 ] || return 0
    { nm -A --defined-only "${files[@]}" && nm -A -u "${files[@]}"; } |
        awk -v folder="$objects" -f tests/support/purity.awk
}

banned() { # the forced include is what enforces the list; this sees that nobody undoes it
    ! { [ -f lib/base/banned.h ] || echo "lib/base/banned.h is missing"
        sources | grep -v '^lib/base/banned.h$' | xargs -r -d '\n' grep -nE '#[ 	]*undef (strcpy|strcat|sprintf|vsprintf|strncpy|strncat|strtok|gmtime|localtime|atoi|system)\b'
    } | grep .
}

format() {
    needs clang-format-14 || return
    ! sources | xargs -r -d '\n' -P 2 -n 40 clang-format-14 --dry-run -Werror --style=file 2>&1 |
        sed -n 's/^\(.*\):[0-9]*:[0-9]*: error:.*/clang-format-14 -i \1/p' | uniq | grep .
}

length() {
    needs ctags || return
    local broken
    broken=$(sources | xargs -r -d '\n' wc -l | awk '$2 != "total" && $1 > 500 {
        print $2 ": " $1 " lines, the limit is 500" }'
        sources | grep '\.c$' | xargs -r -d '\n' ctags -x --c-kinds=f \
            --_xformat=$'%F\t%n\t%{end}\t%N\t%{signature}' | awk -f tests/support/length.awk)
    [ -z "$broken" ] || { echo "$broken"; return 1; }
}

samples() { # deploy/PROGRAM.conf.sample is what the program's verb `settings` prints
    local program status=0
    for program in "$BUILD"/bin/shouwen-*; do
        "$program" settings | diff -u "deploy/$(basename "$program").conf.sample" - || status=1
    done
    return $status
}

words() { # TODO has no owner; NEEDSWORK(#12) has an issue
    ! sources | xargs -r -d '\n' grep -nwE 'TODO|FIXME|XXX' | grep .
}

scripts() { # those newer than the last good run; all of them when a sourced one is
    # SC2034: ok() and wait_until evaluate what they are given, where shellcheck sees no reader
    needs shellcheck || return
    local stamp=$BUILD/shellcheck.stamp sourced
    local -a files
    mapfile -t files < <(find .ci deploy tests -type f 2>/dev/null | LC_ALL=C sort | while IFS= read -r file; do
        case $(head -c 20 "$file" | head -n 1 | tr -d '\0') in
        '#!/bin/sh'* | '#!/bin/bash'* | '# shellcheck'*) printf '%s\n' "$file" ;;
        esac
    done)
    if [ -f "$stamp" ]; then
        sourced=$(find deploy/dev tests/support -name '*.sh' ! -perm -u+x -newer "$stamp")
        [ -n "$sourced" ] || mapfile -t files < <(find "${files[@]}" -newer "$stamp")
    fi
    [ ${#files[@]} -gt 0 ] || return 0
    mkdir -p "$BUILD"
    touch "$stamp.new"
    printf '%s\0' "${files[@]}" | xargs -0 -r -P 2 -n 4 shellcheck -x -S warning -e SC2034 && mv "$stamp.new" "$stamp"
}

stacks() { # scripts run side by side, and each drops what it finds of its name
    ! sed -n 's/^stack \([^ ]*\).*/two scripts have servers called \1/p' tests/e2e/*.sh tests/fault/*.sh tests/proof/*.sh |
        sort | uniq -d | grep .
}

sentence_of() {
    case $1 in
    layers) echo "includes point left and libraries stay in their home layer" ;;
    purity) echo "core and rows are pure, and no layer below run exits, prints or reads the environment" ;;
    banned) echo "banned calls stay banned" ;;
    format) echo "clang-format has nothing to say" ;;
    length) echo "files have at most 500 lines, functions at most 60 and five parameters" ;;
    samples) echo "sample settings agree with the programs" ;;
    words) echo "what is left undone has an issue" ;;
    scripts) echo "shellcheck has nothing to say" ;;
    stacks) echo "scripts have servers of their own" ;;
    *) return 1 ;;
    esac
}

[ $# -gt 0 ] || set -- layers purity banned format length samples words stacks scripts
for name; do
    sentence=$(sentence_of "$name") || {
        echo "gates.sh: no gate is called \"$name\"" >&2
        exit 2
    }
    gate "$sentence" "$name"
done
exit $failed
