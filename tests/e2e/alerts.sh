#!/bin/bash
# alerts.sh -- a rung that rings is on the topic, one that should not have is taken back.
. "$(dirname "$0")/../support/stack.sh"
stack alerts

. tests/support/alerts.sh

admin=$(bin shouwen-admin)
alerts=$(bin shouwen-overdue-alerts)

ok minutes "a policy of minutes is loaded"

# ---- by time ----

alerts main
begin
accept 1 "$(at -100)" | publish
wait_facts 1 "yellow raised open " "a rung that has rung when its case comes is decided at once"
wait_facts 1 "yellow raised open red raised open " "the next when it rings"
on_topic "both are on the topic"
nothing_early "none before its time"

# ---- what proves wrong ----

begin
{
    accept late "$(at -200)"
    accept voided "$(at -200)"
    accept paused "$(at -200)"
} | publish
for number in late voided paused; do
    wait_facts $number "yellow raised open red raised open " "the case $number is overdue"
done
complete late "$(at -130)" | publish
wait_facts late "yellow raised open red raised done_in_time " "a completion told late takes the red one back"
void voided accepted "$(at -10)" | publish
wait_facts voided "yellow raised corrected red raised corrected " "a voided acceptance both"
pause paused "$(at -120)" | publish
wait_facts paused "yellow raised clock_moved red raised clock_moved " "a pause told late, too, that holds the clock"
resume paused "$(at -110)" | publish
wait_facts paused "yellow raised clock_moved red raised clock_moved yellow raised open red raised open " \
    "which goes on to be overdue at another time"
is "$(sql "SELECT count(*) FROM alert.alert AS told JOIN alert.alert AS before ON before.id = told.supersedes
    AND before.rung = told.rung AND before.cleared_at <= told.raised_at WHERE told.case_number = 'paused'")" 2 \
    "and the later alerts name those they stand in for"
on_topic "the topic has what was raised and what was cleared, once"

# ---- history ----

accept old "$(at -$((40 * 86400)))" | publish
wait_facts old "yellow stale open red stale open " "what rang a month ago and more is kept"
on_topic "and not published"

# ---- other rules ----

sed 's/2min/60cd/' tests/fixtures/alerts/soon.csv >"$STACK/soon.csv"
cp tests/fixtures/alerts/ladders.csv "$STACK"
"$admin" load policy "$STACK/soon.csv" --yes >>"$STACK/load.log" 2>&1
is "$?" 0 "the limit becomes sixty days"
wait_facts 1 "yellow raised rules_changed red raised rules_changed " "nothing is overdue any longer"
wait_facts old "yellow stale rules_changed red stale rules_changed yellow raised open " "old cases are looked at, too"
"$admin" load policy tests/fixtures/alerts/soon.csv --yes >>"$STACK/load.log" 2>&1
is "$?" 0 "and two minutes again"
wait_facts 1 "yellow raised rules_changed red raised rules_changed yellow raised open red raised open " "all rings once more"
is "$(sql "SELECT string_agg(cleared_before::text, ' ' ORDER BY raised_at, rings_at) FROM alert.alert WHERE case_number = '1'")" \
    "0 0 1 1" "as another alert of the same due time"
on_topic "the topic says it all"

# ---- again ----

stood=$(topic)
facts=$(sql "SELECT count(*) FROM alert.alert WHERE state = 'raised'")
signal main TERM
finish main
is "$?" 0 "it ends in order"
"$alerts" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/again.log"
is "$?" 0 "it runs until it is caught up"
"$alerts" rebuild --lock-dir "$STACK" >"$STACK/rebuild.log" 2>&1
is "$?" 0 "tables are rebuilt"
is "$(topic)" "$stood" "neither sends anything again"
"$alerts" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/again.log"
is "$(topic) $(sql "SELECT count(*) FROM alert.alert WHERE state = 'raised'")" "$stood $facts" "nor does what comes after it"

# ---- facts that are lost ----

sql "TRUNCATE alert.alert, stream.relay"
"$alerts" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/again.log"
is "$?" 0 "without its facts it runs"
is "$(topic)" "$stood" "and sends nothing again"
is "$(sql "SELECT count(*) FROM alert.alert WHERE state = 'raised'")" "$facts" "the facts are there again, from the topic"
on_topic "each with what became of it"
is "$(sql "SELECT count(*) FROM stream.outbox")" 0 "nothing waits to be sent"
done_testing
