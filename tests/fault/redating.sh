#!/bin/bash
# redating.sh -- calendar, policy and tree of units change under load: every case is dated by the last ones in the end.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack redating
seed
changes=$(proof 6 40)
kills=$(proof 3 30)
rules=$STACK/rules
mkdir -p "$rules/directory" "$STACK/run"

load() { # load WHAT PATH
    "$(bin shouwen-admin)" load "$1" "$2" --yes >>"$STACK/load.log" 2>&1 </dev/null
}

dated() { # dated VERB [OPTIONS...]
    local verb=$1
    shift
    "$(bin shouwen-overdue-alerts)" "$verb" "$@" 2>>"$STACK/run/dated-$verb.log" </dev/null
}

starts() { # starts NAME
    background "$1" "$(bin shouwen-overdue-alerts)" run --instance "$1" --lock-dir "$STACK/run" --shards 2 "${LEDGER_OPTIONS[@]}"
}

drained() {
    timeout -k 5 300 "$(bin shouwen-overdue-alerts)" run --until-caught-up --instance drain --lock-dir "$STACK/run" \
        "${LEDGER_OPTIONS[@]}" >>"$STACK/run/drain.log" 2>&1 </dev/null
}

place() { # place PARENT: where the units stand
    printf '%s\n' "code,name,level,parent" "P1,One,city," "P2,Two,city," "U01,Desk,city,$1" "U02,Hall,city,$1" \
        >"$rules/directory/units.csv"
    printf '%s\n' "unit,code,name" "U01,S1,One" >"$rules/directory/sections.csv"
}

begin() { # what is laid down first
    cp -r schemas/policy/calendar schemas/policy/ladders.csv "$rules"
    printf '%s\n' preset,clock,scope,unit,time_limit,ladder,basis \
        base,completion,all,,7wd,default,plan base,completion,subtree,P1,4wd,default,plan \
        base,completion,subtree,P2,6wd,default,plan base,completion,default,,9wd,default,plan base,sign,all,,1wd,default,plan \
        base,callback,all,,3wd,,plan base,redo,all,,5wd,default,plan >"$rules/base.csv"
    place ''
    load directory "$rules/directory" && load calendar "$rules/calendar" && load policy "$rules/base.csv"
}

change() { # change NUMBER: another revision of the rules, by each of the three in turn
    case $(($1 % 3)) in
    0)
        echo "off,$(date -d "2024-07-01 + $1 days" +%F),,,,change $1" >>"$rules/calendar/2024.csv"
        load calendar "$rules/calendar"
        ;;
    1)
        sed -i "s/all,,[0-9]*wd/all,,$(($1 % 7 + 2))wd/; s/,plan.*/,plan $1/" "$rules/base.csv"
        load policy "$rules/base.csv"
        ;;
    2)
        place P$(($1 / 3 % 2 + 1))
        load directory "$rules/directory"
        ;;
    esac
}

rules_version() {
    ask 'SELECT version FROM stream.rules_version'
}

older() { # files whose rows were made under rules before the last
    ask "SELECT count(*) FROM $schema.case_file WHERE rules_version < (SELECT version FROM stream.rules_version)"
}

schema=overdue_alerts_g1
begin
is $? 0 "calendar, policy and directory are loaded"
is "$(rules_version)" 4 "as three revisions of the rules"

# ---- under load, with kills ----

watch_offsets
flood --seed "$SEED" --cases "$(proof 4000 50000)" --events 12 --rate "$(proof 2500 5000)" --duplicates 5 --conflicts 2 --bad 1 &
flooding=$!
starts victim
killed=0
for ((number = 1; number <= changes; number++)); do
    before=$(applied overdue_alerts)
    wait_until "[ \"\$(applied overdue_alerts)\" -gt $before ]" 30 || fail "it goes on after change $((number - 1))"
    change "$number" || fail "change $number is loaded" "$(tail -n 5 "$STACK/load.log")"
    [ $killed -lt "$kills" ] && [ $((RANDOM % 2)) = 0 ] || continue
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
    signal victim KILL
    finish victim 10
    killed=$((killed + 1))
    starts victim
done
is "$(rules_version)" $((changes + 4)) "rules change $changes times while events flow"
wait $flooding
is $? 0 "everything published is acknowledged"
note "$killed times killed"
signal victim TERM
finish victim
is $? 0 "the ledger ends in order"
drained
is $? 0 "what is left is projected, and dated"
is "$(older)" 0 "no file is left of older rules"
ok '[ "$(sql "SELECT count(DISTINCT policy_unit) FROM $schema.clock_row WHERE due_at IS NOT NULL")" = 2 ]' \
    "cases have due times, some by the tree of units"
is "$(sql 'SELECT count(*) FROM watch.seen')" 0 "no offset went back"
wanted=$(dated digest)
ok 'dated verify >"$STACK/verify.log"' "the log gives these very rows"
ok '! grep -q "older rules" "$STACK/verify.log"' "under these very rules"

# ---- nothing flows ----

starts idle
wait_until 'log_has idle "partitions came"' 30
change $((changes + 1))
ok 'wait_until "[ \"\$(older)\" = 0 ]" 20' "an idle ledger sees new rules within seconds, and dates its cases"
ok 'wait_until "log_has idle \"cases are dated anew\"" 10' "and says so"
ok '[ "$(dated digest)" != "$wanted" ]' "other rules, other rows"

# ---- kills between two transactions of dating ----

for ((kill = 1; kill <= kills; kill++)); do
    change $((changes + 1 + kill))
    wait_until "[ \"\$(older)\" -lt \"\$(sql \"SELECT count(*) FROM $schema.case_file\")\" ]" 20
    signal idle KILL
    finish idle 10
    starts idle
done
ok 'wait_until "[ \"\$(older)\" = 0 ]" 60' "a ledger that was killed while it dated goes on with it"
signal idle TERM
finish idle
is $? 0 "and ends in order"

# ---- a case that PostgreSQL refuses under the new rules ----

case=$(sql "SELECT subject FROM $schema.clock_row WHERE clock = 'completion' ORDER BY subject LIMIT 1 OFFSET 100")
starts stubborn
wait_until 'log_has stubborn "partitions came"' 30
sql "ALTER TABLE $schema.clock_row ADD CONSTRAINT refused CHECK (subject <> '$case' OR policy_version <= 1) NOT VALID"
last=$((changes + kills + 2))
while [ $((last % 3)) -ne 1 ]; do # up to a policy
    change $last && last=$((last + 1))
done
change $last
ok 'wait_until "log_has stubborn \"keeps its rows of older rules: .*subject=$case\"" 60' "it is named, and keeps its rows"
ok 'wait_until "[ \"\$(older)\" = 1 ]" 60' "the others do not"
before=$(applied overdue_alerts)
flood --seed $((SEED + 1)) --cases 20 --events 3
ok 'wait_until "[ \"\$(applied overdue_alerts)\" -gt $before ]" 30' "and events flow on"
sql "ALTER TABLE $schema.clock_row DROP CONSTRAINT refused"
signal stubborn TERM
finish stubborn
is $? 0 "the ledger ends in order"

# ---- a rebuild ----

dated rebuild &
rebuilding=$!
last=$((last + 1))
change $last
wait $rebuilding
is $? 0 "rules change during a rebuild"
fresh_database calm
begin
for ((number = 1; number <= last; number++)); do
    change "$number" || fail "change $number is loaded" "$(tail -n 5 "$STACK/load.log")"
done
is "$(rules_version)" $((last + 4)) "a second installation has the same rules before it sees an event"
stack_env shouwen # the directory's own events, which it published anew, are to be read here, too
schema=overdue_alerts_g2
drained
is "$?:$(older)" 0:0 "the new tables are dated by the last rules"
wanted=$(dated digest)
ok 'dated verify >"$STACK/verify.log"' "the log gives these very rows"
stack_env calm
drained
is "$?:$(dated digest)" "0:$wanted" "the second installation has the same tables"
done_testing
