#!/bin/bash
# alerts.sh -- how long after its time a rung is on the topic, while events come in, and what a burst of them costs.
#
# Open cases with five rungs each; BENCH_RATE events a second of other cases.  Then BENCH_ALERTS_RATE rungs a second
# for BENCH_SECONDS: the broker's time of each message against the rung's.  Then BENCH_ALERTS_BURST rungs at one
# instant: when the last is on the topic, and for how long no event was stored meanwhile.  The limit of the burst, in
# the same run: as many messages selected from a table by time, and produced, by psql and kcat.
# Sizes: BENCH_ALERTS_CASES (1000000), BENCH_ALERTS_RATE (50), BENCH_ALERTS_BURST (100000), BENCH_RATE (1000),
# BENCH_SECONDS (30).
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
all=${BENCH_ALERTS_CASES:-1000000}
steady_rate=${BENCH_ALERTS_RATE:-50}
burst=${BENCH_ALERTS_BURST:-100000}
rate=${BENCH_RATE:-1000}
seconds=${BENCH_SECONDS:-30}
# shellcheck disable=SC2034 # of lib.sh
ledger=$BUILD/bin/shouwen-overdue-alerts
log=$out/alerts.log
lead=20 # seconds until the first rung

psql_admin() {
    PGOPTIONS='-c search_path=overdue_alerts_g1' psql -X -q -v ON_ERROR_STOP=1 "$SHOUWEN_PG_ADMIN_CONNINFO" "$@"
}
messages() { # messages TOPIC: the broker's time in ms, and the id
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "$1" -e -q -f '%T %h\n' | sed 's/event_id=//'
}
stored() { # the sum of what the consumer stored, every 20 ms, behind the time in ms; by one session, for new ones cost
    while [ -e "$out/alerts.watching" ]; do
        echo "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, sum(next_offset) FROM stream.consumer_offset
              WHERE projection = 'overdue_alerts';"
        sleep 0.02
    done | psql_admin -A -t -F ' ' >"$out/alerts.stored"
}

servers alerts
topics shouwen
database bench_alerts
"$BUILD/bin/shouwen-admin" load calendar schemas/policy/calendar --yes >"$out/load.log" 2>&1 || die "no calendar"
"$BUILD/bin/shouwen-admin" load policy schemas/policy/base.csv --yes >>"$out/load.log" 2>&1 || die "no policy"
say "$all open cases, $((all * 5)) rungs"
steady=$((steady_rate * seconds))
if [ "$all" -lt "$steady" ] || [ "$all" -lt "$burst" ]; then die "more rungs than cases"; fi
psql_admin -v cases="$all" -v steady=0 -v rate=1 -v burst=0 -v from=now -v at=now -f tests/bench/alerts.sql ||
    die "no cases"
sql CHECKPOINT bench_alerts || die "no checkpoint" # before, for it may take longer than the rungs leave
from=$(($(date +%s) + lead))
at=$((from + seconds + lead))
psql_admin -c "UPDATE rung_row SET rings_at = to_timestamp($from) + number * interval '1 second' / $steady_rate
    FROM generate_series(1, $steady) AS number WHERE subject = public.bench_case(number) AND rung = 'yellow'" \
    -c "UPDATE rung_row SET rings_at = to_timestamp($at) FROM generate_series(1, $burst) AS number
    WHERE subject = public.bench_case(number) AND rung = 'red'" || die "no rungs"

say "$rate events a second; from $(date -d "@$from" +%T) on $steady_rate rungs a second, $burst at $(date -d "@$at" +%T)"
start_ledger "$log" --instance alerts
wait_until "has_joined '$log'" 60 || die "overdue-alerts does not join, see $log"
: >"$out/alerts.watching"
stored &
others=("$!")
"$tools/tool/flood" --cases $((rate * (seconds + 3 * lead))) --events 5 --rate "$rate" --seed 1 >"$out/flood.log" 2>&1 &
others+=("$!")
is_decided() { # as many messages as there are rungs, or more
    [ "$(sql "SELECT sum(outbox_sequence) >= $((steady + burst)) FROM stream.consumer_partition
        WHERE projection = 'overdue_alerts'" bench_alerts)" = t ]
}
is_out() { # every rung has its alert, and none waits to be sent; asked second, for counting costs
    is_decided && [ "$(sql "SELECT (SELECT count(*) FROM alert.alert WHERE case_source = 'bench') || ' ' ||
        (SELECT count(*) FROM stream.outbox)" bench_alerts)" = "$((steady + burst)) 0" ]
}
wait_until is_out $((seconds + 3 * lead + 120)) || die "not every rung has an alert, see $log"
peak_kib=$(memory_kib "$consumer" VmHWM)
rm "$out/alerts.watching"
wait "${others[0]}"
kill "${others[1]}" 2>/dev/null
wait "${others[1]}" 2>/dev/null
others=()
stop_ledger

messages shouwen.alert >"$out/alerts.messages"
psql_admin -c 'CREATE TABLE alert.message (broker_ms bigint, id uuid)' \
    -c "\\copy alert.message FROM '$out/alerts.messages' WITH (DELIMITER ' ')" || die "no messages"
late() { # late RUNG QUANTILE: ms from the rung's time until the broker had it
    sql "SELECT percentile_disc($2) WITHIN GROUP (ORDER BY said.broker_ms - extract(epoch FROM told.rings_at) * 1000)::bigint
         FROM alert.message AS said JOIN alert.alert AS told USING (id) WHERE told.case_source = 'bench' AND told.rung = '$1'" bench_alerts
}
early=$(sql "SELECT count(*) FROM alert.alert WHERE raised_at < rings_at" bench_alerts)
held_up=$(awk -v from=$((at * 1000)) '$1 >= from { if ($2 != was) { if ($1 - since > most && was != "") most = $1 - since
    was = $2; since = $1 } } END { print most + 0 }' "$out/alerts.stored")
psql_admin -c "CREATE TABLE alert.bare AS SELECT id, rings_at, encode(message, 'hex') AS text FROM alert.alert
    WHERE case_source = 'bench' AND rung = 'red'" -c 'CREATE INDEX ON alert.bare (rings_at)' || die "no bare table"
"$tools/tool/topic" make shouwen.bare 12
begun=$(date +%s%N)
psql_admin -A -t -c "SELECT text FROM alert.bare WHERE rings_at <= to_timestamp($at)" |
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -P -t shouwen.bare || die "the limit failed"
bare_ms=$((($(date +%s%N) - begun) / 1000000))
[ "$early" = 0 ] || die "$early alerts before their time"
result alerts '{settings: ($machine.settings + {open_cases: $open, rungs: ($open * 5), rungs_a_second: $steady, burst: $burst, rate: $rate}),
    rows: [
        row("a rung is on the topic after its time, p50"; "ms"; [$p50]; null),
        row("the same, p99"; "ms"; [$p99]; {at_most: 1000}),
        row("a burst of \($burst) rungs: half of it is out after"; "ms"; [$half]; null),
        row("all of it"; "ms"; [$last]; {at_most: 10000}),
        row("events are held up by it"; "ms"; [$held]; {at_most: 1000}),
        row("limit: as many selected and produced"; "ms"; [$bare]; null),
        row("memory, at most"; "MiB"; [$peak / 1024]; {at_most: 64})]}' \
    --argjson open "$all" --argjson steady "$steady_rate" --argjson burst "$burst" --argjson rate "$rate" \
    --argjson p50 "$(late yellow 0.5)" --argjson p99 "$(late yellow 0.99)" --argjson half "$(late red 0.5)" \
    --argjson last "$(late red 1)" --argjson held "$held_up" --argjson bare "$bare_ms" --argjson peak "$peak_kib"
tests/bench/report.sh alerts
