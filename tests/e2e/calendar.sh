#!/bin/bash
# calendar.sh -- the calendar from its files: judged, compared, loaded as versions that never change.
. "$(dirname "$0")/../support/stack.sh"
stack calendar

admin=$(bin shouwen-admin)
folder=$STACK/calendar
cp -r schemas/policy/calendar "$folder"
rm "$folder/2026.csv"

load() { # load [OPTIONS...]: what it says is kept too
    "$admin" load calendar "$folder" "$@" >"$STACK/load.log" 2>"$STACK/load.err" </dev/null
}

said() { # said 'LINE' SENTENCE: the last load printed that very line
    line=$1
    ok 'grep -qxF -- "$line" "$STACK/load.log"' "$2"
}

rules() {
    sql 'SELECT version FROM stream.rules_version'
}

rows=$(cat "$folder"/20*.csv | grep -c -E '^(published|off|worked),')

load
is $? 0 "a load without --yes and without a terminal ends well"
said "+ calendar_row kind 'worked', first_day 2022-01-29, last_day 2022-01-29, notice '2021-10/25/content_5644835'" \
    "it shows what is new, with the notice"
said "nothing was changed; --yes applies this" "and says that nothing was changed"
is "$(sql 'SELECT count(*) FROM policy.calendar') $(rules)" "0 1" "which is true"

load --yes --loaded-by=p-7
is $? 0 "with --yes it is loaded"
said "version 1 of 'default' is loaded" "as the first version"
is "$(rules)" 2 "under new rules"
is "$(sql 'SELECT name, version, loaded_by, loaded_as, sha256 FROM policy.calendar')" \
    "default|1|p-7|shouwen_admin|$(cat "$folder"/*.csv | sha256sum | cut -d ' ' -f 1)" "by whom and from which files is kept"
is "$(sql "SELECT count(*) FROM policy.calendar_row WHERE kind IN ('published', 'off', 'worked')")" "$rows" \
    "every row is in its table"
load --yes
said "nothing to change: version 1 of 'default' is of these very files" "the same files again are nothing new"
is "$(rules)" 2 "to the rules neither"

cp schemas/policy/calendar/2026.csv "$folder"
load --yes
said "version 2 of 'default' is loaded" "next year's notice makes the second version"
ok '! grep -q "^[-~]" "$STACK/load.log"' "which only adds to the first"
is "$(rules)" 3 "under new rules again"
is "$(sql 'SELECT count(*) FROM policy.calendar_row WHERE version = 1' | head -1)" \
    "$(sql 'SELECT count(*) FROM policy.calendar_row WHERE version = 2 AND extract(year FROM first_day) < 2026 OR version = 2 AND first_day IS NULL')" \
    "while that stays as it was"

before=$(rules)
printf '%s\n' 'worked,2026-05-01,,,,x' 'hours,2026-02-30,,,09:00-12:00,' 'hours,,,xyz,13:00-09:00,' 'hours,,,xyz,09:00-12:00,' >>"$folder/2026.csv"
load --yes
is $? 1 "files with faults are refused"
ok 'grep -q "^WRONG .*2026.csv row [0-9]*: first_day .2026-02-30. is a day that does not exist$" "$STACK/load.log"' "by file, row, field, value and reason"
ok 'grep -q "^WRONG .*2026.csv row [0-9]*: value .13:00-09:00. crosses midnight$" "$STACK/load.log"' "hours that cross midnight"
ok 'grep -q "^WRONG .*2026.csv row [0-9]*: unit .xyz. is not in the directory$" "$STACK/load.log"' "a unit that is not in the directory"
ok 'grep -q "things are wrong; nothing was changed$" "$STACK/load.log"' "which are counted"
is "$(rules) $(sql 'SELECT max(version) FROM policy.calendar')" "$before 2" "and nothing is loaded"

for statement in "UPDATE policy.calendar_row SET notice = ''" "DELETE FROM policy.calendar_row" "DELETE FROM policy.calendar"; do
    is "$(sql "SET ROLE shouwen_admin; $statement" 2>&1 | grep -c 'permission denied')" 1 "who loads may not ${statement% SET*}"
done
"$admin" load calendar "$STACK/none" --yes >"$STACK/load.log" 2>&1
is $? 1 "a folder that is not there is refused"
done_testing
