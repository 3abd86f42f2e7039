#!/bin/bash
# walk.sh -- thousands of matters are to be alerted, and then to be taken back; while it is decided, consumers of several
# shards are killed, come and go: each alert is decided and told once.
#
# PROOF=1 takes ten times as many.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
. tests/support/alerts.sh
stack walk
seed
cases=$(proof 5000 50000)
watch_offsets

limit() { # limit TIME: a policy with this limit
    mkdir -p "$STACK/rules-$1"
    cp tests/fixtures/alerts/ladders.csv "$STACK/rules-$1"
    sed "s/2min/$1/" tests/fixtures/alerts/soon.csv >"$STACK/rules-$1/soon.csv"
    "$(bin shouwen-admin)" load policy "$STACK/rules-$1/soon.csv" --yes >>"$STACK/load.log" 2>&1
}
standing() { # how many alerts hold
    sql "SELECT count(*) FROM alert.alert WHERE cleared_at IS NULL"
}
came() { # came NAME: how often partitions did
    grep -c "partitions came" "$STACK/run/$1.log" 2>/dev/null || true
}

# One comes, and the other is killed, or goes in order, in the middle of what there is to decide.
walked_by_many() { # walked_by_many WANTED SENTENCE: until so many alerts hold
    local number=0 name=a other=b before times
    alerts $name --shards 2
    while [ "$(standing)" != "$1" ] && [ $number -lt 60 ]; do
        number=$((number + 1))
        before=$(standing)
        times=$(came $other)
        alerts $other --shards "$((1 + RANDOM % 3))"
        wait_until "[ \"\$(came $other)\" -gt ${times:-0} ]" 60 || fail "another comes, round $number"
        [ $((RANDOM % 2)) = 0 ] || sleep "0.$((RANDOM % 10))" # any moment, not a wait for something
        signal $name "$([ $((RANDOM % 3)) = 0 ] && echo TERM || echo KILL)"
        finish $name
        wait_until "[ \"\$(standing)\" != $before ]" 60
        read -r name other <<<"$other $name"
    done
    ok "wait_until '[ \"\$(standing)\" = $1 ]' 120" "$2"
    note "$number came and as many went"
    on_topic "and the topic has that, each once"
    ok "[ $number -ge 3 ]" "though those who decided were killed, and others came"
    signal $name TERM
    finish $name
    is $? 0 "the last one ends in order"
}

ok '"$(bin shouwen-admin)" load calendar schemas/policy/calendar --yes >"$STACK/load.log" 2>&1 && limit 2min' "a policy of minutes is loaded"
seq "$cases" | sed "s/.*/$(accept '&' "$(at -400)")/" | publish
is $? 0 "$cases matters are overdue"
# So that there is a middle: decisions take a moment each.
sql "CREATE FUNCTION watch.slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END';
     CREATE TRIGGER slow AFTER INSERT OR UPDATE ON alert.alert FOR EACH STATEMENT EXECUTE FUNCTION watch.slow()"
walked_by_many $((2 * cases)) "all of them are alerted"

ok 'limit 60cd' "the limit becomes sixty days"
walked_by_many 0 "all of them are taken back"
is "$(sql "SELECT string_agg(DISTINCT clear_reason, ' ') FROM alert.alert")" rules_changed "since the rules are others"
nothing_early "nothing went out before its time"
ok '"$(bin shouwen-overdue-alerts)" verify | grep -q " 0 differences$"' "the tables are what the log gives"
is "$(sql "SELECT string_agg(text, '; ') FROM watch.seen")" "" "and no offset went back"
done_testing
