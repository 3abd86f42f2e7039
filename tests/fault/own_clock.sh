#!/bin/bash
# own_clock.sh -- the clock of the machine that decides jumps ahead and back; the database's does not, nor the broker's:
# nothing is alerted before its time, and nothing is forgotten.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
. tests/support/alerts.sh
stack own_clock
ok minutes "a policy of minutes is loaded"

clock=$STACK/clock
cc -O1 -shared -fPIC -o "$STACK/own_clock.so" tests/fault/own_clock.c
is $? 0 "there is what moves a program's clock"
off_by() { # off_by SECONDS: from now on that is what this machine's clock is off by
    echo "$1" >"$clock.new" && mv "$clock.new" "$clock"
}
consumer() { # consumer NAME
    mkdir -p "$STACK/run"
    background "$1" env "LD_PRELOAD=$BUILD/test-stack/own_clock/own_clock.so" "OWN_CLOCK=$clock" \
        "$(bin shouwen-overdue-alerts)" run --instance "$1" --lock-dir "$STACK/run" \
        --kafka.session.timeout.ms=3000 --kafka.heartbeat.interval.ms=500 --stats-ms 500
}
many() { # many NAME LAST SECONDS: that many cases, accepted then
    local time number
    time=$(at "$3")
    for number in $(seq 1 "$2"); do
        accept "$1-$number" "$time"
    done
}
rungs_of() { # rungs_of NAME
    sql "SELECT count(*) FROM book.rung WHERE case_number LIKE '$1-%'"
}
open_of() { # open_of NAME: how many rungs of these cases have an alert that holds
    sql "SELECT count(*) FROM alert.alert WHERE case_number LIKE '$1-%' AND cleared_at IS NULL"
}
verdict() { # verdict NAME: the last that was said of clocks
    grep -o 'time is apart from\|time has jumped\|time is trusted again' "$STACK/run/$1.log" | tail -n 1
}
a_while() { # a_while NAME: it looked several times
    local stood
    stood=$(grep -c 'msg="counters"' "$STACK/run/$1.log")
    wait_until "[ \"\$(grep -c 'msg=\"counters\"' '$STACK/run/$1.log')\" -ge $((stood + 4)) ]" 60
}

off_by 0
consumer a
begin
many right 10 -400 | publish
ok 'wait_until "[ \"\$(open_of right)\" = 20 ]" 90' "with a clock that is right what is overdue is alerted"

for way in 3600 -3600; do
    off_by "$way"
    ok 'wait_until "[ \"\$(verdict a)\" = \"time is apart from\" ]" 60' "a clock that is off by $way s is noticed"
    begin
    many "off$way" 10 -400 | publish
    ok 'wait_until "[ \"\$(rungs_of off$way)\" = 20 ]" 60' "what comes then is projected"
    a_while a
    is "$(open_of "off$way")" 0 "and nothing decided"
    off_by 0
    ok 'wait_until "[ \"\$(verdict a)\" = \"time is trusted again\" ]" 60' "when it is right again it is trusted"
    ok 'wait_until "[ \"\$(open_of off$way)\" = 20 ]" 60' "and everything alerted"
done

# Rungs ring while the clock goes to and fro, by much and by little.
begin
for number in $(seq 1 20); do
    accept "ringing-$number" "$(at $((number - 110)))" # due between a moment and half a minute from now
done | publish
for way in 3 -3 3600 -3600 4 0 -4 86400 0 -86400 2 -2; do
    off_by "$way"
    a_while a
done
off_by 3
ok 'wait_until "[ \"\$(open_of ringing)\" = 40 ]" 120' "what rang while it went to and fro is alerted"
signal a TERM
finish a
is $? 0 "it ends in order"

off_by -3600
consumer b
begin
many begun 10 -400 | publish
ok 'wait_until "[ \"\$(verdict b)\" = \"time is apart from\" ]" 60' "one that begins with a clock that is wrong says so"
ok 'wait_until "[ \"\$(rungs_of begun)\" = 20 ]" 60' "projects"
a_while b
is "$(open_of begun)" 0 "and decides nothing"
off_by 0
ok 'wait_until "[ \"\$(open_of begun)\" = 20 ]" 60' "until it is set"
on_topic "all is on the topic, once"
nothing_early "nothing went out before its time"
is "$(sql "SELECT count(*) FROM alert.alert WHERE cleared_at IS NOT NULL OR cleared_before > 0")" 0 "and nothing was taken back"
signal b TERM
finish b
is $? 0 "it ends in order"
done_testing
