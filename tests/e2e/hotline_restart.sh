#!/bin/bash
# hotline_restart.sh -- which events were accepted, and what became of them, is known after a restart.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/hotline.sh

stack hotline_restart
key=$(new_key)
weak=$(new_key)
with_keys "everything/$key/hotline, counter" "mailbox/$weak/zjj-mailbox"

given() { # given NUMBER SECTION: an event that brings its id
    accepted "$1" | sed "s/\"source\":/\"eventId\":\"22222222-2222-5222-8222-$(printf %012d "$1")\",&/; s/bgs/$2/"
}
fate() { # fate NUMBER: status and state of that event
    answer=$(get "/v1/events/22222222-2222-5222-8222-$(printf %012d "$1")")
    echo "$(status "$answer") $(field "$answer" .state)"
}
again() { # again NUMBER: what is said to it, and to the same id with other content
    answer=$(given "$1" bgs | json)
    other=$(given "$1" fck | json)
    echo "$(status "$answer") $(field "$answer" .state), $(status "$other")"
}
killed() {
    signal "hotline-$starts" KILL
    finish "hotline-$starts"
    start
}

start
is "$(status "$(given 1 bgs | json)")" 202 "an event is accepted"
ok 'wait_until "[ \"\$(fate 1)\" = \"200 published\" ]" 30' "and published"
killed
is "$(again 1)" "202 known, 409" "killed and started again, it knows the event and refuses other content of its id"
is "$(fate 1)" "200 published" "and says that it is published"
fate 1 >"$STACK/fate"
answer=$(get /v1/events/22222222-2222-5222-8222-000000000001)
is "$(field "$answer" '.topic + " " + (.appliedBy | length | tostring)')" "shouwen.inquiry 0" "and by nobody applied yet"

kafka_stop
is "$(status "$(given 2 bgs | json)")" 202 "without a broker, an event is accepted"
killed
is "$(again 2)" "202 known, 409" "killed and started again, it knows what is not published yet"
is "$(fate 2)" "200 accepted" "and says that it is accepted"
killed
is "$(again 2)" "202 known, 409" "a second time too"
kafka_start
ok 'wait_until "[ \"\$(fate 2)\" = \"200 published\" ]" 60' "with a broker it is published"
"$(bin shouwen-master-ledger)" run --until-caught-up >"$STACK/ledger.log" 2>&1
for number in 1 2; do
    answer=$(get "/v1/events/22222222-2222-5222-8222-$(printf %012d "$number")")
    is "$(field "$answer" '.appliedBy | join(",")')" master_ledger "in the end event $number is applied"
done

stop
is $? 0 "it ends in order"
start
is "$(again 1) $(again 2)" "202 known, 409 202 known, 409" "and knows them all when it is started again"
answer=$(get /v1/events/22222222-2222-5222-8222-000000000002)
is "$(field "$answer" '.appliedBy | join(",")')" master_ledger "with what became of them"
is "$(with=$weak fate 1)" "404 null" "a key of another source is told nothing"

# ---- other keys ----

stop
new=$(new_key)
with_keys "another/$new/hotline"
start
is "$(with=$new fate 1)" "200 published" "another key of the source may ask for its events"
is "$(fate 1)" "401 null" "the key that is gone may not"
stop
with_keys "mailbox/$weak/zjj-mailbox"
start
is "$(with=$weak fate 1)" "404 null" "with no key of the source left they are nobody's"
stop

# ---- a torn end ----

with_keys "everything/$key/hotline, counter"
start
is "$(status "$(given 3 bgs | json)")" 202 "one more event"
ok 'wait_until "[ \"\$(fate 3)\" = \"200 published\" ]" 30' "is published"
stop
# shellcheck disable=SC2012 # names are numbers
torn=$(ls "$STACK/spool/ids/"*.log | tail -n 1)
truncate -s -5 "$torn"
start
is $? 0 "with a torn end of its history it starts"
is "$(again 1)" "202 known, 409" "and knows the rest"
stop
ok 'grep -qE "msg=.spool. ids=[0-9]+ " "$STACK/run/hotline-$starts.log"' "its log says how many ids it has"
ok '! grep -r -q canary "$STACK/spool/ids"' "nobody's name is in the history"
start --ids-kept 1
is "$(given 1 bgs | json | tail -n 1 | jq -r .state)" new "it remembers as many as it is told to"
stop
done_testing
