#!/bin/bash
# alerts.sh -- while consumers, relays, broker and backends are killed at random, no alert is raised
# in error or too early, none is missing, and what is proven wrong is taken back (I7).
#
# Judged by tests/naive/alerts.py, which reads log, topic, policies and calendar by itself.  SEED
# repeats what happens to the cases; PROOF=1 takes half an hour.
# seconds: 125
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
. tests/support/alerts.sh
stack alert_kills
seed

seconds=$(proof 75 1800)
log=$STACK/flow.ndjson

rules() { # rules LIMIT: a folder of them; work has this limit, all else a minute
    local folder=$STACK/rules-$1
    mkdir -p "$folder"
    cp -r schemas/policy/calendar "$folder"
    {
        echo 'preset,clock,scope,category,time_limit,ladder'
        for clock in completion redo; do echo "minute,$clock,all,any,$1,minute"; done
        for clock in sign first_contact callback; do echo "minute,$clock,all,any,1min,minute"; done
        echo "minute,completion,default,any,$1,minute"
    } >"$folder/minute.csv"
    cat >"$folder/ladders.csv" <<EOF
ladder,rung,level,rings_at,days_min,days_max,recipients,copies,quiet_hours,condition,batch_sources
minute,yellow,yellow,50%,,,handler,,no,,
minute,red,red,due,,,handler master_post,,no,,book-$SEED
minute,urge,urge,due+1min,,,section_head,,no,,book-$SEED
minute,notice,notice,rung+1min,,,supervision_office,,no,unexplained,
EOF
}
load() { # load LIMIT: however often it takes
    wait_until "'$(bin shouwen-admin)' load policy '$STACK/rules-$1/minute.csv' --yes >>'$STACK/load.log' 2>&1" 60
}
rules 1min
rules 2min
ok '"$(bin shouwen-admin)" load calendar schemas/policy/calendar --yes >>"$STACK/load.log" 2>&1 && load 1min' \
    "a policy of one minute is loaded"

start() { # start NAME: a has two shards
    alerts "$1" --shards "$([ "$1" = a ] && echo 2 || echo 1)"
}

harm() { # something, to a consumer (which is its relay, too), the broker or the backends
    local name=a
    [ $((RANDOM % 2)) = 0 ] || name=b
    case $((RANDOM % 6)) in
    0 | 1)
        signal $name KILL
        finish $name >/dev/null 2>&1
        start $name
        note "$name was killed"
        ;;
    2)
        signal $name STOP
        sleep 5
        signal $name CONT
        note "$name was frozen for 5 s"
        ;;
    3)
        kafka_kill9
        kafka_start
        note "the broker was killed"
        ;;
    4)
        pg_restart immediate
        note "PostgreSQL was restarted"
        ;;
    5)
        sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shouwen_overdue_alerts'" >/dev/null
        note "all backends were killed"
        ;;
    esac
    for name in a b; do
        is_running $name && continue
        finish $name >/dev/null 2>&1
        note "$name had ended: $(tail -n 1 "$STACK/run/$name.log" | cut -c 1-200)"
        start $name
    done
}

start a
start b
background flow python3 -B tests/naive/alert_flow.py "$(bin shouwen-publish)" "$log" "$SEED" "$seconds"
sleep 5
half=$((SECONDS + seconds / 2))
end=$((SECONDS + seconds - 10))
is_second=
while [ $SECONDS -lt $end ]; do
    sleep $((2 + RANDOM % 6))
    harm
    if [ -z "$is_second" ] && [ $SECONDS -ge $half ]; then
        ok 'load 2min' "and then one of two minutes"
        is_second=1
    fi
done
ok '[ -n "$is_second" ]' "both were in force"
ok 'wait_until "! is_running flow" 120' "all that happened is published"
finish flow
is $? 0 "and acknowledged"
note "$(tail -n 1 "$STACK/run/flow.log")"

caught_up() { # whatever rang some seconds ago was decided, and sent
    [ "$(sql "SELECT count(*) FROM book.rung_without_alert WHERE rings_at < now() - interval '10 s'")" = 0 ] &&
        [ "$(sql "SELECT count(*) FROM stream.outbox")" = 0 ]
}
sleep "$(proof 40 300)" # so that rungs of every kind have rung, of a proof's cases all
ok 'wait_until caught_up 120' "and what rang is decided and sent"
for name in a b; do
    signal $name TERM
    finish $name
    is $? 0 "$name ends in order"
done
ok drain_and_send "nothing is left to send"
judged "not one alert is early, wrong, missing or left standing" "$log" "$STACK/rules-1min,$STACK/rules-2min" 20
"$(bin shouwen-overdue-alerts)" verify >"$STACK/verify.log" 2>&1
is $? 0 "verify finds what the log gives"
done_testing
