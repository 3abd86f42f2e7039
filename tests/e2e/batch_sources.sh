#!/bin/bash
# batch_sources.sh -- of a source that imports its book once in a while nothing is overdue before an
# import could have told that it was done, but for five working days at most.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/alerts.sh
stack batch_sources

mkdir "$STACK/rules"
sed '1s/$/,batch_sources/; /,red,/s/$/,book ledger/; /,yellow,/s/$/,/' tests/fixtures/alerts/ladders.csv >"$STACK/rules/ladders.csv"
cp tests/fixtures/alerts/soon.csv "$STACK/rules"
"$(bin shouwen-admin)" load calendar schemas/policy/calendar --yes >"$STACK/load.log" 2>&1 &&
    "$(bin shouwen-admin)" load policy "$STACK/rules/soon.csv" --yes >>"$STACK/load.log" 2>&1
is $? 0 "a ladder names the sources its red rung waits for"

line() { # line SOURCE NUMBER STEP TIME RECORDED EVENT: as an import would say it
    echo "{\"header\": {\"caseSource\": \"$1\", \"caseNumber\": \"$2\", \"source\": \"$1\", \"sourceRef\": \"$2.$3\",
        \"occurredAt\": \"$(at "$4")\", \"recordedAt\": \"$(at "$5")\"}, $6}" | tr -d '\n'
    echo
}
asked() { # asked SOURCE NUMBER TIME RECORDED
    line "$1" "$2" accepted "$3" "$4" '"accepted": {"unit": "housing", "section": "window", "receiver": "li", "category": "CATEGORY_SERVICE"}'
}
days=86400

alerts main
begin
{
    asked book 1 -1200 -1190
    asked desk 2 -1200 -1190
    asked ledger 3 $((-20 * days)) $((-20 * days))
} | publish
wait_facts 2 "yellow raised open red raised open " "what a counter says is overdue at once"
wait_facts 3 "yellow raised open red raised open " "and what no import spoke of within five working days"
wait_facts 1 "yellow raised open " "of a book only the warning rings"
is "$(sql "SELECT held_until > now() + interval '4 days' FROM book.rung WHERE case_number = '1' AND rung = 'red'")" t \
    "the red rung waits"
is "$(sql "SELECT count(*) FROM book.rung_without_alert")" 0 "and is not missed"

line book 5 completed -1190 -770 '"completed": {}' | publish
{
    asked book 4 -780 -770
    asked book 5 -1200 -770
} | publish
wait_facts 1 "yellow raised open red raised open " "until the next import, which does not say that it was done"
wait_facts 4 "yellow raised open " "what was due after that import waits for the next"
is "$(facts 5)" "" "and what it says was done is nobody's alert"
on_topic "the topic has them all, once"
signal main TERM
finish main
is $? 0 "it ends in order"
done_testing
