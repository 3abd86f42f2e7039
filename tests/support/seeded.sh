# shellcheck shell=bash
# seeded.sh -- mistakes of design made on purpose in a copy of this checkout (sourced by bash after
# stack.sh).
#
#   seeded NAME...    one ok line a mistake: tests/fault/seeded/NAME.patch builds, and what should
#                     notice it does, which finds nothing to say without it
#   seeded_fit        every patch fits the sources as they are
# A patch begins with lines like these; every one that catches must catch:
#   # mistake: offsets move in a transaction of their own
#   # caught by: tests/unit/test_positions            a cmocka program, built with sanitizers
#   # caught by: tests/fault/seeded/scene.sh full     a script; the tools it uses have no mistake
# and goes on as `git diff -U0`, or -U1 where lines are only added, so that it outlives edits nearby.
# The copy is made of the sources as they are, with the objects built of them, so that each mistake
# compiles a file or two.  Servers of the scripts are among those of this checkout.

SEEDED=$BUILD/test-stack/seeded

seeded_make() { # seeded_make MODE TARGET...: in the copy
    env -u MAKEFLAGS -u MAKELEVEL make -C "$SEEDED" BUILD=build MODE="$1" -j2 "${@:2}"
}

seeded_copy() {
    rm -rf "$SEEDED"
    mkdir -p "$SEEDED/build" "$SEEDED.log" || return
    find . -path "./${BUILD#./}" -prune -o -path ./.git -prune -o -type f -print0 |
        xargs -0 cp -a --parents -t "$SEEDED" || return
    (cd "$BUILD" && find gen release bin check ! -type d \
        ! \( -path 'check/*' ! -name '*.[oad]' \) -print0 2>/dev/null) |
        (cd "$BUILD" && xargs -0 -r cp -a --parents -t "$ROOT/$SEEDED/build") || return
    ln -s "$ROOT/$BUILD/kafka" "$SEEDED/build/kafka"
    ln -s "$ROOT/$BUILD/test-stack" "$SEEDED/build/test-stack" # where servers are looked for
}

seeded_build() { # seeded_build COMMAND: what it needs
    case $1 in
    *.sh) seeded_make release programs ;;
    *) seeded_make check "build/check/$1" ;;
    esac
}

seeded_run() { # seeded_run COMMAND: 0 it found nothing, 1 it found something, else it broke down
    (
        cd "$SEEDED" || exit
        export BUILD=build
        unset PROOF T
        # shellcheck disable=SC2086 # a script and its arguments
        [[ $1 != *.sh* ]] || exec timeout --foreground -k 30 300 bash $1
        tests/support/unit.sh build/seeded.totals seeded "build/check/$1"
        ! grep -q . <(awk '$2 > 0' build/seeded.totals)
        found=$?
        rm build/seeded.totals
        exit $found
    ) >"$SEEDED.log/run" 2>&1 </dev/null && return 0
    ! grep -q '^not ok.* - the servers start' "$SEEDED.log/run" || return 2
    grep -q -e '^ *not ok' -e ': Assertion .* failed' "$SEEDED.log/run" || return 2
    return 1
}

seeded_said() { # what was found
    sed -n -e 's/^ *not ok [0-9 ]*- //p' -e 's/.*: \(Assertion .* failed\).*/\1/p' "$SEEDED.log/run" | tr _ ' ' |
        awk '!seen[$0]++ { printf "%s%s", separator, $0; separator = "; " }'
}

declare -A seeded_clean=()

seeded_finds_nothing() { # seeded_finds_nothing COMMAND: without any mistake; asked once
    [ -z "${seeded_clean[$1]:-}" ] || return 0
    if ! seeded_build "${1%% *}" >"$SEEDED.log/make" 2>&1; then
        fail "$1 builds without a mistake" "$(tail -n 20 "$SEEDED.log/make")"
    elif ! seeded_run "$1"; then
        fail "$1 finds nothing without a mistake" "$(tail -n 40 "$SEEDED.log/run")"
    else
        seeded_clean[$1]=yes
        return 0
    fi
    return 1
}

seeded_one() { # seeded_one NAME: the mistake is in the copy already
    local patch=tests/fault/seeded/$1.patch mistake command
    mistake=$(sed -n 's/^# mistake: //p' "$patch")
    while read -r command; do
        if ! seeded_build "${command%% *}" >"$SEEDED.log/make" 2>&1; then
            fail "$1.patch builds" "$(grep -E -A 4 'error|Error' "$SEEDED.log/make" | head -n 20)"
            continue
        fi
        seeded_run "$command"
        case $? in
        0) fail "$mistake: $command sees it" "it found nothing to say" ;;
        1) pass "$mistake: $command sees it ($(seeded_said))" ;;
        *) fail "$mistake: $command sees it" "it broke down: $(tail -n 40 "$SEEDED.log/run")" ;;
        esac
    done < <(sed -n 's/^# caught by: //p' "$patch")
}

seeded_patch() { # seeded_patch NAME TREE [only]: makes the mistake there, or only looks whether it could
    local -a command=(patch -d "$2" -p1 -F0 -s -N -r - --no-backup-if-mismatch)
    local output
    if ! output=$("${command[@]}" --dry-run <"tests/fault/seeded/$1.patch" 2>&1); then
        fail "$1.patch fits the sources" "they have changed: make that mistake anew in what they are now
$output"
        return 1
    fi
    [ -n "${3:-}" ] || "${command[@]}" <"tests/fault/seeded/$1.patch"
}

seeded_undo() { # the files are ours again: a patch without context does not find its way back
    local file
    while read -r file; do
        cp "$file" "$SEEDED/$file" # newer than what was built
    done < <(sed -n 's:^+++ b/::p' "tests/fault/seeded/$1.patch")
}

seeded_fit() { # every mistake can still be made, and says who sees it
    local patch name fitting=0
    for patch in tests/fault/seeded/*.patch; do
        name=$(basename "$patch" .patch)
        if ! grep -q '^# mistake: .' "$patch" || ! grep -q '^# caught by: .' "$patch"; then
            fail "$name.patch says what it is" "it begins with \"# mistake: \" and \"# caught by: \""
        elif seeded_patch "$name" . only; then
            fitting=$((fitting + 1))
        fi
    done
    ok "[ $fitting -ge 10 ]" "ten mistakes and more can be made, each with its test ($fitting)"
}

seeded() { # seeded NAME...
    local name command
    local -a patches=("${@/#/tests/fault/seeded/}")
    patches=("${patches[@]/%/.patch}")
    trap 'exit 130' INT TERM HUP
    trap 'rm -rf "$SEEDED" "$SEEDED.log"' EXIT
    if ! seeded_copy || ! seeded_make release all >"$SEEDED.log/make" 2>&1; then
        fail "a copy of this checkout builds" "$(tail -n 20 "$SEEDED.log/make")"
        return
    fi
    while read -r command; do # before any mistake, so that none has to be undone
        seeded_finds_nothing "$command"
    done < <(sed -n 's/^# caught by: //p' "${patches[@]}" | sort -u)
    for name in "$@"; do
        seeded_patch "$name" "$SEEDED" || continue
        seeded_one "$name"
        seeded_undo "$name"
    done
}
