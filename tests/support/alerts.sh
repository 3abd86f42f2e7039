# shellcheck shell=bash
# alerts.sh -- words of the scripts about alerts (sourced by bash after stack.sh).
#
#   minutes                the calendar, and a policy whose limit is two minutes, are loaded
#   alerts NAME [OPTIONS...]     overdue-alerts in the background, as instance NAME
#   began                  the second that times are counted from; `begin` sets it to now
#   at SECONDS             so many from then, as events say it
#   accept NUMBER TIME, complete NUMBER TIME, pause NUMBER TIME, resume NUMBER TIME, void NUMBER STEP TIME
#                          a line of JSON: what happened to case NUMBER of source desk
#   publish                these lines, on standard input
#   facts NUMBER           the alerts of a case, in the order they were decided
#   wait_facts NUMBER FACTS SENTENCE
#   topic                  the ids of all messages of the topic, in order of their text
#   on_topic SENTENCE      every alert that was raised, and every word that one was cleared, is there, once
#   drain_and_send         decides until all is caught up, and sends what rang while it ended (wants fault.sh)
#   nothing_early SENTENCE no alert was decided before its time
#   judged SENTENCE LOG RULES SLACK [SINCE...]   tests/naive/alerts.py has nothing to say; times are microseconds
#   database_us            the database's time

minutes() {
    "$(bin shouwen-admin)" load calendar schemas/policy/calendar --yes >"$STACK/load.log" 2>&1 &&
        "$(bin shouwen-admin)" load policy tests/fixtures/alerts/soon.csv --yes >>"$STACK/load.log" 2>&1
}

alerts() {
    local name=$1
    shift
    mkdir -p "$STACK/run"
    background "$name" "$(bin shouwen-overdue-alerts)" run --instance "$name" --lock-dir "$STACK/run" \
        --kafka.session.timeout.ms=3000 --kafka.heartbeat.interval.ms=500 "$@"
}

begin() {
    began=$(date +%s)
}
begin

at() {
    date -u -d "@$((began + $1))" +%Y-%m-%dT%H:%M:%SZ
}

alert_header() { # alert_header NUMBER STEP TIME [SUBJECT]
    echo "\"header\": {${4:+\"subject\": \"$4\", }\"caseSource\": \"desk\", \"caseNumber\": \"$1\", \"occurredAt\": \"$3\", \"source\": \"desk\", \"sourceRef\": \"$1.$2\"}"
}

accept() {
    echo "{$(alert_header "$1" accepted "$2"), \"accepted\": {\"unit\": \"housing\", \"section\": \"window\", \"receiver\": \"li\", \"category\": \"CATEGORY_SERVICE\"}}"
}

complete() {
    echo "{$(alert_header "$1" completed "$2"), \"completed\": {}}"
}

pause() {
    echo "{$(alert_header "$1" paused "$2"), \"paused\": {\"pauseId\": \"p1\", \"reason\": \"survey\", \"approver\": \"zhao\"}}"
}

resume() {
    echo "{$(alert_header "$1" resumed "$2"), \"resumed\": {\"pauseId\": \"p1\"}}"
}

void() { # of a case that has alerts
    local subject
    subject=$(sql "SELECT DISTINCT subject FROM alert.alert WHERE case_number = '$1'")
    echo "{$(alert_header "$1" "void.$2" "$3" "$subject"), \"voided\": {\"sourceRef\": \"$1.$2\", \"reason\": \"wrong_row\", \"approver\": \"zhao\"}}"
}

publish() {
    "$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1
}

facts() {
    sql "SELECT rung || ' ' || state || ' ' || coalesce(clear_reason, 'open') FROM alert.alert
        WHERE case_number = '$1' ORDER BY raised_at, rings_at" | tr '\n' ' '
}

wait_facts() {
    wait_until "[ \"\$(facts '$1')\" = '$2' ]" 90
    is "$(facts "$1")" "$2" "$3"
}

topic() {
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.alert -e -q -f '%h\n' 2>/dev/null |
        sed 's/event_id=//' | sort
}

wanted() { # what the topic should have
    sql "SELECT id FROM alert.alert WHERE state = 'raised' UNION ALL
        SELECT clear_id FROM alert.alert WHERE state = 'raised' AND clear_id IS NOT NULL" | sort
}

on_topic() {
    wait_until '[ "$(topic)" = "$(wanted)" ]' 90
    is "$(topic)" "$(wanted)" "$1"
}

nothing_early() {
    is "$(sql "SELECT count(*) FROM alert.alert WHERE raised_at < rings_at")" 0 "$1"
}

drain_and_send() { # what rings between the last look and the end is decided, and waits in the outbox for the next run
    local attempt
    for attempt in 1 2 3 4 5; do
        drain alerts || return
        [ "$(sql 'SELECT count(*) FROM stream.outbox')" != 0 ] || return 0
    done
    return 1
}

database_us() {
    sql "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
}

judged() { # judged SENTENCE LOG RULES SLACK [SINCE...]
    local sentence=$1 log=$2 rules=$3 slack=$4 last output
    shift 4
    last=$(database_us)
    PGTZ=UTC psql "$SHOUWEN_PG_ADMIN_CONNINFO" -X -q -v ON_ERROR_STOP=1 -c "\copy (SELECT id, subject, clock, started_by, rung,
        cleared_before, state, clear_id, (extract(epoch FROM due_at) * 1000000)::bigint AS due,
        (extract(epoch FROM rings_at) * 1000000)::bigint AS rings, (extract(epoch FROM raised_at) * 1000000)::bigint AS raised,
        (extract(epoch FROM cleared_at) * 1000000)::bigint AS cleared FROM alert.alert) TO '$STACK/facts.csv' (FORMAT csv, HEADER)"
    if output=$(python3 -B tests/naive/alerts.py "$log" "$rules" "$STACK/facts.csv" "$last" "$slack" "$@" 2>&1); then
        pass "$sentence"
        note "$output"
    else
        fail "$sentence" "$output"
    fi
}
