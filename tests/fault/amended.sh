#!/bin/bash
# amended.sh -- a calendar is amended while events flow: tables are those of an installation that never knew another.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack amended
seed
events=$(proof 12000 50000)
calendar=$STACK/calendar
mkdir -p "$STACK/run"

amend() { # amend NUMBER: one more day off in a year of which histories tell
    echo "off,$(date -d "2022-03-0$1" +%F),,,,amended $1" >>"$calendar/2022.csv"
    "$(bin shouwen-admin)" load calendar "$calendar" --yes >>"$STACK/rules.log" 2>&1 </dev/null
}

dated_by() { # by which versions of the calendar
    ask "SELECT string_agg(DISTINCT calendar_version::text, ' ') FROM $schema.clock_row"
}

schema=overdue_alerts_g1
cp -r schemas/policy/calendar "$calendar"
ok rules "calendar and policies are loaded"
watch_offsets
flow --cases 300 --events 10 --uniform --duplicates 5 --conflicts 2 --bad 1 --rate "$(proof 2000 5000)"
background clocks "$(bin shouwen-overdue-alerts)" run --instance clocks --lock-dir "$STACK/run" --shards 2 "${LEDGER_OPTIONS[@]}"
for number in 1 2 3; do
    before=$(applied overdue_alerts)
    ok 'wait_until "[ \"\$(applied overdue_alerts)\" -gt \$((before + events / 5)) ]" 240' "events flow"
    ok 'amend $number' "while the calendar is amended"
done
ok 'wait_until "[ \"\$(applied overdue_alerts)\" -ge \$events ]" 300' "and flow on"
flow_ends
is $? 0 "everything published is acknowledged"
signal clocks TERM
finish clocks 60
is $? 0 "the consumer ends in order"
drain alerts
status=$?
note "$(applied overdue_alerts) records are applied"
is "$status:$(dated_by)" "0:4" "every clock is dated by the last calendar"
wanted=$(digest alerts)
checked "the tables are what log and rules give" overdue_alerts

"$(program_of alerts)" rebuild >"$STACK/rebuild.log" 2>&1
is "$?:$(digest alerts)" "0:$wanted" "a rebuild gives the same tables, to the byte"

fresh_database calm
rm -rf "$calendar"
cp -r schemas/policy/calendar "$calendar"
rules
for number in 1 2 3; do
    amend $number
done
drain alerts --batch-events-max 500
is "$?:$(dated_by)" "0:4" "so does an installation that has the last calendar before it sees an event"
is "$(digest alerts)" "$wanted" "which is the same, to the byte"
done_testing
