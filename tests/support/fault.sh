# shellcheck shell=bash
# fault.sh -- words of the scripts that break things (sourced by bash after stack.sh).
#
#   tool NAME              path of a program of tests/tool: "$(tool flood)"
#   flood OPTIONS...       publishes; prints its seed, which --seed repeats
#   flow OPTIONS...        floods one after the other in the background, until `flow_ends`, which
#                          tells whether everything was acknowledged
#   watch_offsets          from now on whatever makes a stored offset or fence go back is noted for
#                          the checker
#   ledger NAME [OPTIONS...]     section-ledger in the background, as instance NAME
#   drain [section|master|alerts] [OPTIONS...]   runs it until it has caught up; its exit status
#   digest [section|master|alerts]      of its tables
#   rules                  calendar and policies as shipped, for the clocks of overdue-alerts
#   checked SENTENCE [NAMES...]  the checker finds nothing broken
#   moves_on               something more is applied within a minute
#   ask SQL                of the database that addresses mean
#   applied [PROJECTION]   how many records it has behind it; of the section ledger
#   seed                   SEED, or chance; said in a note
#   proof N M              N, or M in `make proof`
#   say TEXT...            publishes a line of JSON each through shouwen-publish
#   accepted UNIT NUMBER   such a line: the acceptance of case NUMBER
#   log_has NAME TEXT      a program that `ledger` or `background` started has said so
# Sessions of the group are short, so that what was killed with -9 is not waited for.

LEDGER_OPTIONS=(--kafka.session.timeout.ms=3000 --kafka.heartbeat.interval.ms=500)

tool() {
    echo "$ROOT/$BUILD/release/tests/tool/$1"
}

flood() {
    "$(tool flood)" "$@" 2>&1 | grep -v '^[3-7] ' | sed 's/^/# flood: /' # without librdkafka's log
    return "${PIPESTATUS[0]}"
}

flow() {
    local number=0
    rm -f "$STACK/flow.ends"
    (
        while [ ! -e "$STACK/flow.ends" ]; do
            number=$((number + 1))
            flood --seed $((SEED + number)) "$@" || exit
        done
    ) >>"$STACK/flow.log" 2>&1 &
    FLOW=$!
}

flow_ends() {
    : >"$STACK/flow.ends"
    wait "$FLOW"
}

proof() {
    [ -n "${PROOF:-}" ] && echo "$2" || echo "$1"
}

seed() {
    [ -n "${SEED:-}" ] || SEED=$((RANDOM * 32768 + RANDOM + 1))
    RANDOM=$SEED
    note "SEED=$SEED"
}

watch_offsets() {
    sql "CREATE SCHEMA watch
         CREATE TABLE seen (number bigserial PRIMARY KEY, text text NOT NULL);
         CREATE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
         'BEGIN INSERT INTO watch.seen (text) VALUES (format(''%s went from %s to %s'', TG_TABLE_NAME, OLD, NEW));
                RETURN NULL; END';
         CREATE TRIGGER back AFTER UPDATE ON stream.consumer_offset FOR EACH ROW
         WHEN (NEW.next_offset < OLD.next_offset) EXECUTE FUNCTION watch.note();
         CREATE TRIGGER back AFTER UPDATE ON stream.consumer_partition FOR EACH ROW
         WHEN (NEW.fence < OLD.fence OR NEW.outbox_sequence < OLD.outbox_sequence)
         EXECUTE FUNCTION watch.note();
         GRANT USAGE ON SCHEMA watch TO PUBLIC" "${SHOUWEN_PG_CONNINFO##*dbname=}"
}

ledger() { # ledger NAME [OPTIONS...]
    local name=$1
    shift
    mkdir -p "$STACK/run"
    background "$name" "$(bin shouwen-section-ledger)" run --instance "$name" --lock-dir "$STACK/run" \
        "${LEDGER_OPTIONS[@]}" "$@"
}

program_of() { # program_of section|master|alerts
    case $1 in
    alerts) bin shouwen-overdue-alerts ;;
    *) bin "shouwen-$1-ledger" ;;
    esac
}

drain() { # drain [section|master|alerts] [OPTIONS...]
    local which=section
    case ${1:-} in section | master | alerts)
        which=$1
        shift
        ;;
    esac
    mkdir -p "$STACK/run"
    timeout -k 5 "${DRAIN_SECONDS_MAX:-120}" "$(program_of "$which")" run --until-caught-up \
        --instance "drain-$which" --lock-dir "$STACK/run" "${LEDGER_OPTIONS[@]}" "$@" \
        >>"$STACK/run/drain-$which.log" 2>&1 </dev/null
}

digest() { # digest [section|master|alerts]
    "$(program_of "${1:-section}")" digest
}

rules() {
    local what
    for what in "policy schemas/policy/base.csv" "policy schemas/policy/sichuan-2025.csv" "calendar schemas/policy/calendar"; do
        # shellcheck disable=SC2086 # what it is and where
        "$(bin shouwen-admin)" load $what --yes >>"$STACK/rules.log" 2>&1 </dev/null || return
    done
}

checked() { # checked SENTENCE [NAMES...]
    local sentence=$1 output status
    shift
    output=$("$(tool checker)" "$@" 2>&1)
    status=$?
    note "checker: ${output##*$'\n'}"
    if [ $status -eq 0 ]; then
        pass "$sentence"
    else
        fail "$sentence" "$output"
    fi
}

ask() { # ask SQL
    sql "$1" "${SHOUWEN_PG_CONNINFO##*dbname=}"
}

# shellcheck disable=SC2120 # scripts name one
applied() { # applied [PROJECTION]
    ask "SELECT coalesce(sum(next_offset), 0) FROM stream.consumer_offset WHERE projection = '${1:-section_ledger}'"
}

moves_on() {
    local before
    before=$(applied)
    wait_until "[ \"\$(applied)\" -gt $before ]" 60
}

say() {
    printf '%s\n' "$@" | "$(bin shouwen-publish)" >>"$STACK/say.log" 2>&1
}

accepted() { # accepted UNIT NUMBER
    echo '{"header": {"caseSource": "test", "caseNumber": "'"$2"'", "source": "test", "sourceRef": "'"$2"'",' \
        '"occurredAt": "2024-06-03T01:20:00Z"}, "accepted": {"unit": "'"$1"'", "section": "S1"}}'
}

log_has() { # log_has NAME TEXT
    grep -q -e "$2" "$STACK/run/$1.log"
}
