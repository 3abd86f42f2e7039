#!/bin/bash
# firing.sh -- what alerts do while something is away, frozen, cut or lost: each goes out once, none
# too early, and none is forgotten.
# seconds: 130
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
. tests/support/alerts.sh
stack firing
ok minutes "a policy of minutes is loaded"

many() { # many NAME FIRST LAST SECONDS: that many cases, accepted then
    local time number
    time=$(at "$4")
    for number in $(seq "$2" "$3"); do
        accept "$1-$number" "$time"
    done
}
open_of() { # open_of NAME: how many rungs of these cases have an alert that holds
    sql "SELECT count(*) FROM alert.alert WHERE case_number LIKE '$1-%' AND cleared_at IS NULL"
}
repeats() { # messages of the topic that were there before
    topic | uniq -d | wc -l
}
behind() { # behind NAME: up to how long ago all is complete, as it said last, in seconds
    grep -o 'behind_ms=[0-9]*' "$STACK/run/$1.log" | tail -n 1 | sed 's/.*=//; s/...$//; s/^$/0/'
}

# ---- a backlog ----

begin
many ended 1 50 -400 | publish
for number in $(seq 1 50); do
    complete "ended-$number" "$(at -390)"
done | publish
many open 1 50 -400 | publish
alerts a --stats-ms 500
ok 'wait_until "[ \"\$(open_of open)\" = 100 ]" 60' "a backlog is read, and what is overdue in it alerted"
is "$(open_of ended)" 0 "and not a word of what was done in time"
on_topic "all is on the topic"

# ---- PostgreSQL away at a deadline ----

begin
many away 1 20 -110 | publish
ok 'wait_until "[ \"\$(open_of away)\" -ge 20 ]" 60' "cases are about to be overdue"
pg_stop immediate
sleep 15 # the deadline passes
pg_start
ok 'wait_until "[ \"\$(open_of away)\" = 40 ]" 90' "PostgreSQL comes back behind a deadline, and they are alerted"

# ---- the topic deleted, and the broker away with a full outbox ----

ok '"$(tool topic)" drop shouwen.alert' "the topic of alerts is deleted"
begin
many gone 1 50 -400 | publish
ok 'wait_until "[ \"\$(open_of gone)\" = 100 ]" 90' "what is overdue is decided all the same"
ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM stream.outbox\")\" = 100 ]" 60' "and waits in the outbox"
kafka_stop
sleep 2
kafka_start
ok 'wait_until "log_has a \"could not be queued\" || log_has a \"was not taken\"" 60' "which is said"
"$(bin shouwen-admin)" topics >>"$STACK/topics.log" 2>&1
is "$?" 0 "the topic is made again"
ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM stream.outbox\")\" = 0 ]" 120' "and all that waited goes out"
is "$(topic | sort -u | wc -l)" 100 "every one of it"
ok 'is_running a' "by the same process"

# ---- a relay frozen, replaced and woken ----

signal a STOP
alerts b
begin
many frozen 1 50 -400 | publish
ok 'wait_until "[ \"\$(open_of frozen)\" = 100 ]" 90' "another takes over from a frozen one"
signal a CONT
many woken 1 50 -400 | publish
ok 'wait_until "[ \"\$(open_of woken)\" = 100 ]" 90' "which wakes, and harms nobody"
ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM stream.outbox\")\" = 0 ]" 60' "all is relayed"
is "$(topic | sort -u | wc -l)" 300 "and on the topic"
note "$(repeats) repeated"
signal b TERM
finish b

# ---- PostgreSQL fails over to a copy that lost what came last ----

copy=$STACK/copy
pg_stop fast
cp -a "$(readlink -f "$STACK/postgres")" "$copy"
pg_start
begin
many lost 1 50 -400 | publish
ok 'wait_until "[ \"\$(open_of lost)\" = 100 ]" 90' "alerts go out"
ok 'wait_until "[ \"\$(topic | sort -u | wc -l)\" = 400 ]" 60' "to the topic"
stood=$(topic)
pg_stop immediate
folder=$(readlink -f "$STACK/postgres")
find "$folder" -mindepth 1 -delete
cp -a "$copy/." "$folder"
pg_start
ok 'wait_until "[ \"\$(open_of lost)\" = 100 ]" 120' "a copy that lost them learns them from the topic"
ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM stream.outbox\")\" = 0 ]" 60' "has nothing to send"
is "$(topic)" "$stood" "and sends none again"

# ---- the database's time jumps, both ways ----

says_held() { # says_held NAME: the last verdict on clocks
    grep -o 'time is apart from\|time has jumped\|time is trusted again' "$STACK/run/$1.log" | tail -n 1
}
jump() { # jump INTERVAL: what the consumer is told of the time, as if somebody had set the server's clock
    sql "CREATE OR REPLACE FUNCTION overdue_alerts_g1.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
            'SELECT pg_catalog.clock_timestamp() + interval ''$1''';
         GRANT EXECUTE ON FUNCTION overdue_alerts_g1.clock_timestamp() TO PUBLIC"
}
begin
many jumped 1 20 -400 >"$STACK/jumped"
for way in '1 hour' '-1 hour'; do
    jump "$way"
    ok 'wait_until "[ \"\$(says_held a)\" = \"time is apart from\" ]" 30' "a database that is off by $way is noticed"
    jump '0 hours'
    ok 'wait_until "[ \"\$(says_held a)\" = \"time has jumped\" ]" 30' "and when it is right again, that is a jump"
done
publish <"$STACK/jumped"
ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM book.rung WHERE case_number LIKE '"'jumped-%'"'\")\" = 40 ]" 30' "what comes then is projected"
is "$(open_of jumped)" 0 "and nothing decided"
ok 'wait_until "[ \"\$(says_held a)\" = \"time is trusted again\" ]" 120' "for a minute"
ok 'wait_until "[ \"\$(open_of jumped)\" = 40 ]" 30' "then everything"
sql "DROP FUNCTION overdue_alerts_g1.clock_timestamp()"

# ---- a subject that PostgreSQL refuses ----

sql "ALTER TABLE alert.alert ADD CONSTRAINT test_refuses CHECK (case_number <> 'refused-7') NOT VALID" >/dev/null
begin
many refused 1 20 -400 | publish
ok 'wait_until "[ \"\$(open_of refused)\" = 38 ]" 90' "beside one that PostgreSQL refuses the others are alerted"
ok 'wait_until "log_has a \"nobody is alerted of a subject\"" 60' "and it is named"
many behind 1 20 -400 | publish
ok 'wait_until "[ \"\$(open_of behind)\" = 40 ]" 90' "what comes behind it is projected and alerted, too"
sql "ALTER TABLE alert.alert DROP CONSTRAINT test_refuses" >/dev/null

# ---- one partition halted ----

ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM stream.consumer_offset WHERE topic = '"'shouwen.inquiry'"' AND next_offset > 0\")\" = 12 ]" 30' \
    "every partition has cases"
signal a TERM
finish a
is "$?" 0 "the first one ends in order, after all that"
sql "UPDATE stream.consumer_offset SET last_hash = last_hash + 1 WHERE topic = 'shouwen.inquiry' AND partition = 3" >/dev/null
alerts c --stats-ms 500
ok 'wait_until "log_has c \"a partition is halted\"" 60' "a partition whose log is another is halted"
begin
many halted 1 60 -400 | publish
ok 'wait_until "[ \"\$(open_of halted)\" -ge 80 ]" 60' "the others go on"
is "$(sql "SELECT count(*) FROM alert.alert WHERE case_number LIKE 'halted-%' AND key_hash % 12 = 3")" 0 \
    "nothing of the halted one is decided"
ok 'wait_until "[ \"\$(behind c)\" -ge 1 ]" 30' "and how far behind that is can be read"
signal c TERM
finish c
nothing_early "nothing went out before its time"
done_testing
