#!/bin/bash
# backlog.sh -- after an import of ten years of books, and after a day that nobody read, alerts come out when all is
# read: what rang long ago is kept and not told, nothing is told of what was done in time, nothing is missing.
#
# Judged by tests/naive/alerts.py, which reads log, topic, policies and calendar by itself.  PROOF=1 takes a city of
# 13,000 matters; SEED another one.
# seconds: 90
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
. tests/support/alerts.sh
stack backlog
SEED=${SEED:-1}
log=$STACK/city.ndjson
DRAIN_SECONDS_MAX=$(proof 240 1800)

day() { # day OFFSET: a day, as offices have it
    TZ=Asia/Shanghai date -d "$1" +%F
}
city() { # city SEED CASES FIRST LAST: the lines that were recorded by now
    "$(bin shouwen-simulate)" --cases "$2" --seed "$1" --odd 0 --late 5 --duplicates 0 --first-day "$3" --last-day "$4" \
        --until "$(day tomorrow)" --to-file "$STACK/lines" >/dev/null &&
        jq -c --arg now "$(date -u +%FT%TZ)" 'select(.header.recordedAt <= $now)' "$STACK/lines"
}

# The shipped limits; more rungs than PostgreSQL is to write in one transaction, and sources that import their books.
rules=$STACK/rules
mkdir -p "$rules"
cp -r schemas/policy/calendar schemas/policy/base.csv schemas/policy/sichuan-2025.csv "$rules"
{
    sed '/,red,/s/,$/,book mailbox/' schemas/policy/ladders.csv
    for percent in 10 20 30 40 50; do echo "default,p$percent,yellow,$percent%,,,handler,,no,,"; done
} >"$rules/ladders.csv"
load() { # load WHAT FILE
    "$(bin shouwen-admin)" load "$1" "$rules/$2" --yes >>"$STACK/load.log" 2>&1
}
ok 'load calendar calendar && load policy base.csv && load policy sichuan-2025.csv' "limits and calendar are loaded"

city "$SEED" "$(proof 1200 10000)" 2016-01-01 "$(day '40 days ago')" >"$STACK/old" &&
    city $((SEED + 1)) "$(proof 500 3000)" "$(day '40 days ago')" "$(day today)" >"$STACK/new"
is $? 0 "a city of ten years"
last_day=$(jq -r '.header.recordedAt | fromdate + 28800 | todate[:10]' "$STACK/new" | sort | uniq -c |
    awk '$1 >= 30 { day = $2 } END { print day }') # not a Sunday
jq -c --arg day "$last_day" 'select(.header.recordedAt | fromdate + 28800 | todate[:10] < $day)' "$STACK/new" >"$STACK/before"
jq -c --arg day "$last_day" 'select(.header.recordedAt | fromdate + 28800 | todate[:10] >= $day)' "$STACK/new" >"$STACK/backlog"
note "$(wc -l <"$STACK/old") events of ten years, $(wc -l <"$STACK/before") of 40 days, $(wc -l <"$STACK/backlog") from $last_day on"

# ---- ten years of books ----

cat "$STACK/old" "$STACK/before" >"$log"
publish <"$log"
is $? 0 "ten years are imported"
imported=$(database_us)
ok drain_and_send "and read"
is "$(sql "SELECT count(*) FROM book.rung_without_alert WHERE rings_at < now() - interval '20 s'")" 0 "nothing is forgotten"
is "$(sql "SELECT count(*) FROM alert.alert WHERE state = 'raised' AND rings_at < now() - interval '31 days'")" 0 \
    "what rang long ago is not told"
told=$(topic | wc -l)
ok "[ $told -gt 100 ] && [ \$(sql \"SELECT count(*) FROM alert.alert WHERE state = 'stale'\") -gt \$((3 * $told)) ]" \
    "but kept, which is most of it; told are $told"
most=$(sed -n 's/.*ALERTS_A_TURN = \([0-9]*\).*/\1/p' consumers/overdue-alerts/fire_internal.h)
is "$(sql "SELECT max(count) FROM (SELECT count(*) FROM alert.alert GROUP BY raised_at) AS turn")" "$most" \
    "of more than $most at once the rest was another transaction's"
is "$(sql "SELECT count(*) FROM alert.alert WHERE cleared_at IS NOT NULL")" 0 "and nothing was taken back"

# ---- a day that nobody read ----

cat "$STACK/backlog" >>"$log"
publish <"$STACK/backlog"
is $? 0 "a day passes"
came=$(database_us)
ok drain_and_send "and is read"
judged "not one alert of those years or that day is wrong or missing" "$log" "$rules" 20 "$imported" "$came"
on_topic "the topic has what is told, once"
ok "[ \$(topic | wc -l) -gt $told ]" "and more than before"
nothing_early "nothing went out before its time"
done_testing
