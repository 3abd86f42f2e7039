#!/bin/bash
# policy.sh -- policies from their files: judged, compared, loaded as versions that never change.
. "$(dirname "$0")/../support/stack.sh"
stack policy

admin=$(bin shouwen-admin)
folder=$STACK/policy
cp -r schemas/policy "$folder"

load() { # load FILE [OPTIONS...]: what it says is kept too
    "$admin" load policy "$folder/$1" "${@:2}" >"$STACK/load.log" 2>"$STACK/load.err" </dev/null
}

said() { # said 'LINE' SENTENCE: the last load printed that very line
    line=$1
    ok 'grep -qxF -- "$line" "$STACK/load.log"' "$2"
}

version() { # of the rules
    sql 'SELECT version FROM stream.rules_version'
}

limit() { # limit CLOCK CATEGORY: as the last version has it
    sql "SELECT time_limit FROM policy.policy_row WHERE preset = 'sichuan-2025' AND clock = '$1' AND category = '$2'
        AND scope = 'all' ORDER BY version DESC LIMIT 1"
}

# ---- the first load ----

load sichuan-2025.csv
is $? 0 "a load without --yes and without a terminal ends well"
said "+ policy_row preset 'sichuan-2025', first_day 2025-12-25, clock 'completion', scope 'all', category 'complaint', channel 'any', time_limit '15wd', start 'usual', ladder 'default', basis 'sc.gov.cn 2025-12-25 办法 (12345); 四川日报转载'" \
    "it shows what is new"
said "policy: 13 new, 0 changed, 0 gone" "and counts it"
said "nothing was changed; --yes applies this" "and says that nothing was changed"
is "$(sql 'SELECT count(*) FROM policy.policy') $(version)" "0 1" "which is true"

load sichuan-2025.csv --yes --loaded-by=p-7
is $? 0 "with --yes it is loaded"
said "version 1 of 'sichuan-2025' is loaded" "as the first version"
is "$(version)" 2 "the rules have a new version"
is "$(sql 'SELECT preset, version, loaded_by, loaded_as FROM policy.policy')" "sichuan-2025|1|p-7|shouwen_admin" \
    "by whom is kept"
is "$(sql 'SELECT sha256 FROM policy.policy')" \
    "$(cat "$folder/sichuan-2025.csv" "$folder/ladders.csv" | sha256sum | cut -d ' ' -f 1)" "and what the files were"
is "$(sql 'SELECT count(*) FROM policy.policy_row') $(sql 'SELECT count(*) FROM policy.rung')" "13 5" \
    "every row is in its table"
is "$(limit completion complaint) $(limit callback any)" "15wd 5wd" "with its limit"
is "$(sql "SELECT rings_at FROM policy.rung ORDER BY number" | tr '\n' ' ')" "due-1wd@09:00 90% due due+1wd rung+5wd " \
    "and the ladder in its order"

load sichuan-2025.csv --yes
said "nothing to change: version 1 of 'sichuan-2025' is of these very files" "the same file again is nothing new"
is "$(version)" 2 "to the rules neither"
load base.csv --yes
said "version 1 of 'base' is loaded" "another preset has versions of its own"
is "$(version)" 3 "and the rules a new one"

# ---- a corrected version ----

sed -i 's/^sichuan-2025,2025-12-25,callback,all,any,5wd/sichuan-2025,2025-12-25,callback,all,any,7wd/' "$folder/sichuan-2025.csv"
load sichuan-2025.csv --yes
said "~ policy_row preset 'sichuan-2025', first_day 2025-12-25, clock 'callback', scope 'all', category 'any', channel 'any': time_limit '5wd' -> '7wd'" \
    "a change is shown by old and new value"
said "policy: 0 new, 1 changed, 0 gone" "alone"
said "version 2 of 'sichuan-2025' is loaded" "and is the second version"
is "$(limit callback any)" 7wd "which is in force"
is "$(sql "SELECT time_limit FROM policy.policy_row WHERE version = 1 AND preset = 'sichuan-2025' AND clock = 'callback'")" \
    5wd "while the first stays as it was"
is "$(version)" 4 "and the rules are new again"

{ head -1 "$folder/base.csv"; tail -n +2 "$folder/base.csv" | tac; } >"$STACK/base.csv"
mv "$STACK/base.csv" "$folder/base.csv"
load base.csv --yes
said "the rows are the same, in another order or spelling" "another order is no other policy"
said "version 2 of 'base' is loaded" "but another file"

# ---- bad files ----

before=$(sql 'SELECT count(*) FROM policy.policy_row')
printf '%s\n' 'sichuan-2025,2025-12-25,sign,all,any,0wd,default,' 'sichuan-2025,2025-12-25,redo,all,any,4wd,default,' \
    'sichuan-2025,2025-12-25,lunch,all,any,1wd,steep,' >>"$folder/sichuan-2025.csv"
load sichuan-2025.csv --yes
is $? 1 "a file with faults is refused"
said "WRONG $folder/sichuan-2025.csv row 15: time_limit '0wd' is less than 1" "by file, row, field, value and reason"
said "WRONG $folder/sichuan-2025.csv row 16: it is of equal rank with row 12: the same scope, category, channel and priority of clock redo from 2025-12-25" \
    "a second row of equal rank"
ok 'grep -q "row 17: clock .lunch. is none of " "$STACK/load.log"' "and all that is wrong at once"
said "3 things are wrong; nothing was changed" "which is counted"
is "$(sql 'SELECT count(*) FROM policy.policy_row') $(version)" "$before 5" "nothing is"

printf '%s\n' 'preset,first_day,clock,scope,unit,time_limit' 'other,2025-12-25,completion,default,,7wd' \
    'other,2025-12-25,sign,unit,zjj,1wd' >"$folder/other.csv"
load other.csv --yes
is $? 1 "a preset beside those in force is judged with them"
said "WRONG $folder/other.csv row 3: the period of 'other' from 2025-12-25 overlaps that of 'sichuan-2025', which begins on 2025-12-25" \
    "two that begin on one day"
said "WRONG $folder/other.csv row 3: unit 'zjj' is not in the directory" "and units by the directory"
"$admin" load directory deploy/directory --yes --no-publish >/dev/null
sed -i 's/2025-12-25/2026-07-01/' "$folder/other.csv"
rules=$(version)
load other.csv --yes
is $? 0 "a period that follows is loaded"
is "$(version)" $((rules + 1)) "under new rules"

# ---- what was loaded stays ----

for statement in "UPDATE policy.policy_row SET time_limit = '1wd'" "DELETE FROM policy.rung" "TRUNCATE policy.policy_row" \
    "UPDATE policy.policy SET version = 9"; do
    is "$(sql "SET ROLE shouwen_admin; $statement" 2>&1 | grep -c 'permission denied')" 1 "who loads may not ${statement%% *}"
done

# ---- two at once, and one that fails ----

sed -i 's/7wd$/8wd/' "$folder/other.csv"
sql "BEGIN; SELECT pg_advisory_xact_lock_shared(1398099799); SELECT pg_sleep(2); COMMIT" >/dev/null &
holding=$!
wait_until "[ \"\$(sql \"SELECT count(*) FROM pg_locks WHERE objid = 1398099799 AND granted\")\" = 1 ]" 5
load other.csv --yes &
first=$!
wait_until "[ \"\$(sql \"SELECT count(*) FROM pg_locks WHERE objid = 1398099799 AND NOT granted\")\" = 1 ]" 5
cp "$STACK/load.log" "$STACK/first.log"
"$admin" load policy "$folder/other.csv" --yes >"$STACK/second.log" 2>&1 </dev/null
is $? 0 "a second load waits for the first"
wait $first
is $? 0 "which waits for transactions under the old rules"
wait $holding
ok 'grep -qx "note  another load is under way; waiting for it" "$STACK/second.log"' "and says so"
ok 'grep -qx "nothing to change: version 2 of .other. is of these very files" "$STACK/second.log"' "then it finds its work done"
is "$(sql "SELECT max(version) FROM policy.policy WHERE preset = 'other'")" 2 "once"

"$admin" load policy "$folder/none.csv" --yes >"$STACK/load.log" 2>&1
is $? 1 "a file that is not there is refused"
"$admin" load weather "$folder" >"$STACK/load.log" 2>&1
is $? 2 "and so is what cannot be loaded"
done_testing
