# shellcheck shell=bash
# tap.sh -- a handful of words for tests/e2e and tests/fault (sourced by bash).
#
#   ok 'COMMAND' SENTENCE      the command succeeds
#   is GOT WANTED SENTENCE     two texts are equal
#   pass SENTENCE / fail SENTENCE [DETAIL]
#   skip SENTENCE WHY          counted as skipped
#   note TEXT                  a comment line
#   done_testing               last line of a script: exits 0, or 1 when something failed
# A sentence is what must hold: "a consumer killed with -9 loses nothing".

tap_number=0
tap_failed=0

pass() {
    tap_number=$((tap_number + 1))
    echo "ok $tap_number - $1"
}

fail() {
    tap_number=$((tap_number + 1))
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_number - $1"
    [ -z "${2:-}" ] || printf '%s\n' "$2" | sed 's/^/#   /'
}

skip() {
    tap_number=$((tap_number + 1))
    echo "ok $tap_number - $1 # skip $2"
}

note() {
    printf '%s\n' "$*" | sed 's/^/# /'
}

ok() {
    local output
    if output=$(eval "$1" 2>&1); then
        pass "$2"
    else
        fail "$2" "$1
${output:0:4000}"
    fi
}

is() {
    if [ "$1" = "$2" ]; then
        pass "$3"
    else
        fail "$3" "got:    ${1:0:2000}
wanted: ${2:0:2000}"
    fi
}

done_testing() {
    echo "1..$tap_number"
    [ "$tap_failed" -eq 0 ] && [ "$tap_number" -gt 0 ]
    exit
}
