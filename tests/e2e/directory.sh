#!/bin/bash
# directory.sh -- the directory from its CSV files: judged, compared, loaded; its years opened, its aliases used.
. "$(dirname "$0")/../support/stack.sh"
stack directory

admin=$(bin shouwen-admin)
folder=$STACK/folder
cp -r deploy/directory "$folder"

load() { # load [OPTIONS...]: what it says is kept too
    "$admin" load directory "$folder" "$@" >"$STACK/load.log" 2>"$STACK/load.err" </dev/null
}

said() { # said 'LINE' SENTENCE: the last load printed that very line
    line=$1
    ok 'grep -qxF -- "$line" "$STACK/load.log"' "$2"
}

version() { # of the rules
    sql 'SELECT version FROM stream.rules_version'
}

records() { # records TOPIC FORMAT
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$1" -e -q -f "$2"
}

sum() { # of the whole directory
    sql "SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT u::text FROM directory.unit u UNION ALL SELECT s::text FROM directory.section s
        UNION ALL SELECT p::text FROM directory.person p UNION ALL SELECT m::text FROM directory.membership m
        UNION ALL SELECT r::text FROM directory.role r UNION ALL SELECT a::text FROM directory.alias a) AS lines (line)"
}

this_year=$(TZ=Asia/Shanghai date +%Y)
years=$((3 * (this_year - 2021)))

# ---- the first load ----

ok '"$admin" doctor | grep -q "^note  the directory is empty: "' "an empty directory is worth knowing"
load
is $? 0 "a load without --yes and without a terminal ends well"
said "+ section unit 'zjj', code 'bgs', name '办公室', is_dedicated yes, phone '000-30001'" "it shows what is new"
said "sections.csv: 9 new, 0 changed, 0 gone" "and counts it"
said "nothing was changed; --yes applies this" "and says that nothing was changed"
is "$(sql 'SELECT count(*) FROM directory.unit')" 0 "which is true"
is "$(records oversight '%k\n' | wc -l)" 0 "of the log, too"

load --yes
is $? 0 "with --yes it is applied"
is "$(sql "SELECT (SELECT count(*) FROM directory.unit), (SELECT count(*) FROM directory.section),
    (SELECT count(*) FROM directory.person), (SELECT count(*) FROM directory.membership),
    (SELECT count(*) FROM directory.role), (SELECT count(*) FROM directory.alias)")" "3|9|11|11|17|6" \
    "every row is in its table"
is "$(sql "SELECT role, person FROM directory.role WHERE unit = 'rsj' AND section = 'jck'")" "section_post|郑涛" \
    "Chinese words became ours"
is "$(version)" 2 "the rules have a new version, since units are part of them"
said "$years years of units are open" "the years of its units are open"
is "$(records oversight '%k\n' | sort -u | wc -l)" "$years" "each under its own subject"
ok 'records oversight "%k\n" | grep -qx "unit/rsj/2022"' "from 2022 on"
is "$("$(bin shouwen-section-ledger)" run --until-caught-up 2>/dev/null; echo $?)" 0 "a ledger takes them"
is "$(sql 'SELECT count(*) FROM section_ledger_g1.case_file')" "$years" "as files of silent units"
is "$(sql 'SELECT count(*) FROM stream.dead_letter')" 0 "without a dead letter"

before=$(sum)
load --yes
is $? 0 "the same folder again is loaded well"
said "nothing to change: the directory is as the folder says" "and there is nothing to change"
is "$(sum) $(version)" "$before 2" "which is true of directory and rules"
is "$("$(bin shouwen-section-ledger)" run --until-caught-up 2>/dev/null; sql 'SELECT count(*) FROM section_ledger_g1.case_file')" \
    "$years" "years opened again are the same events"
is "$(sql 'SELECT count(*) FROM stream.dead_letter')" 0 "word for word"

# ---- bad folders ----

cp "$folder/units.csv" "$STACK/units.csv"
{
    echo 'unknown,某局,市级,机关,nobody,否,2022-02-30,,'
    echo 'zjj,市住建局二,市级,机关,,否,2022-01-01,,'
} >>"$folder/units.csv"
echo '首问责任总岗,zjj,fck,周敏,,' >>"$folder/roles.csv"
load --yes
is $? 1 "a folder with faults is refused"
said "WRONG units.csv row 5: first_day '2022-02-30' is a day that does not exist" "a day that does not exist is told"
said "WRONG units.csv row 5: parent 'nobody' is not in the directory" "and all else that is wrong with the row"
said "WRONG units.csv row 6: unit 'zjj' is there twice at once: also in row 2, on 2022-01-01" "an overlap is told"
said "WRONG roles.csv row 19: unit 'zjj' has two master posts at once: also in row 4, on 2000-01-01" \
    "and what is wrong with other files"
said "4 things are wrong; nothing was changed" "and that nothing was changed"
is "$(sum)" "$before" "which is true"
cp deploy/directory/*.csv "$folder"
rm "$folder/sections.csv"
load --yes
is "$?" 1 "a folder without sections is refused"
said "WRONG sections.csv: the file is missing" "by the name of the file"
cp deploy/directory/sections.csv "$folder"
"$admin" load directory "$STACK/nowhere" --yes >/dev/null 2>"$STACK/load.err"
is $? 1 "a folder that is not there is told"
ok 'grep -q "No such file or directory" "$STACK/load.err"' "in the system's words"
"$admin" load nonsense "$folder" 2>/dev/null
is $? 2 "a thing nobody knows how to load is wrong usage"

# ---- changes ----

sed -i 's/^zjj,市住建局,市级,机关,,否,,,$/zjj,市住建局,市级,机关,,否,,2024年6月30日,\nzjj,市住房和城乡建设局,市级,机关,,否,2024\/7\/1,,/' \
    "$folder/units.csv"
load --yes
is $? 0 "a unit gets another name from a day on"
said "~ unit code 'zjj': last_day '' -> 2024-06-30" "what ends is shown"
said "+ unit code 'zjj', first_day 2024-07-01, name '市住房和城乡建设局', level 'city', kind 'organ'" \
    "and what begins"
is "$(sql "SELECT name FROM directory.unit WHERE code = 'zjj' AND '2024-06-30' BETWEEN first_day AND coalesce(last_day, 'infinity')")" \
    市住建局 "on the last day it has the old name"
is "$(sql "SELECT name FROM directory.unit WHERE code = 'zjj' AND '2024-07-01' BETWEEN first_day AND coalesce(last_day, 'infinity')")" \
    市住房和城乡建设局 "and the new one the day after"
is "$(version)" 3 "under a new version of the rules"
is "$(records oversight '%k\n' | sort -u | wc -l)" "$years" "a new name opens no new year"

sed -i '/^科室负责人,rsj/d' "$folder/roles.csv"
load --yes
said "- role role 'section_head', unit 'rsj', section 'sbk', person '许静'" "who has a post no longer is shown"
is "$(version)" 3 "people are no part of the rules"

iconv -f UTF-8 -t GBK "$folder/sections.csv" | sed 's/$/\r/' >"$STACK/gbk" && mv "$STACK/gbk" "$folder/sections.csv"
printf '\xef\xbb\xbf%s\n' "$(cat "$folder/people.csv")" >"$STACK/bom" && mv "$STACK/bom" "$folder/people.csv"
load --yes
is $? 0 "a file that a spreadsheet saved as GBK is read, and one with a BOM"
said "note  sections.csv: it is not UTF-8, and was read as GB18030" "the first is said"
said "nothing to change: the directory is as the folder says" "and both say the same as before"

rm "$folder/roles.csv"
load
said "note  roles.csv is not there: an empty table" "a file that may be missing is an empty table"
said "roles.csv: 0 new, 0 changed, 16 gone" "whose rows would be gone"
said "note  roles.csv: there are no roles: no post is held" "and no post is held"
cp deploy/directory/roles.csv "$folder"

echo y | script -qec "'$admin' load directory '$folder'" /dev/null >"$STACK/load.log"
ok 'grep -q "apply this? \[y/N\]" "$STACK/load.log"' "at a terminal it asks"
is "$(sql 'SELECT count(*) FROM directory.role')" 17 "and does what is answered"

# ---- leading zeros ----

echo '0012,零局,市级,机关,,否,,,' >>"$folder/units.csv"
load --yes --no-publish
is $? 0 "a code may begin with zeros"
sed -i 's/^0012,/12,/' "$folder/units.csv"
before=$(sum)
load --yes
is $? 1 "one that has lost them since is refused"
said "WRONG units.csv row 6: code '12' is new, and '0012' would be gone; did a spreadsheet drop leading zeros? if not, take the old one away in a load before" \
    "and that is said"
is "$(sum)" "$before" "nothing was changed"
sed -i '/^12,/d' "$folder/units.csv"
load --yes --no-publish
is $? 0 "the old one can be taken away"

# ---- two at once, and without Kafka ----

coproc other { psql -X -q -A -t "$SHOUWEN_PG_ADMIN_CONNINFO"; }
echo "SELECT 'held' FROM (SELECT pg_advisory_lock(1398099801)) AS taken;" >&"${other[1]}"
read -r held <&"${other[0]}"
is "$held" held "another load is under way"
background waiting "$admin" load directory "$folder" --yes --no-publish
ok 'wait_until "grep -q \"another load is under way; waiting for it\" \"$STACK/run/waiting.log\"" 20' "a second one waits"
echo '\q' >&"${other[1]}"
finish waiting
is $? 0 "and goes on when the first has ended"

kafka_freeze
echo 'new,新局,市级,机关,,否,,,' >>"$folder/units.csv"
load --yes --answer-timeout-ms 1500
is $? 1 "a load without Kafka ends badly"
said "the database holds the directory, but not all years of units are open in Kafka; run this again when Kafka answers" \
    "and says what is still to do"
is "$(sql "SELECT count(*) FROM directory.unit WHERE code = 'new'")" 1 "what the database has stands"
kafka_thaw
load --yes
is $? 0 "run again it mends that"
ok 'records oversight "%k\n" | grep -q "^unit/new/$this_year$"' "the new unit's year is open"

# ---- aliases ----

publish=$(bin shouwen-publish)
accepted() { # accepted SOURCE NUMBER UNIT SECTION
    printf '{"header":{"source":"%s","case_source":"12345","case_number":"%s","occurred_at":"2025-09-22T09:12:00+08:00","source_ref":"%s/1"},"accepted":{"unit":"%s","section":"%s","channel":"CHANNEL_CALL"}}\n' \
        "$1" "$2" "$2" "$3" "$4"
}
answers=$(accepted 12345 1 市住房和城乡建设局 局办公室 | "$publish" 2>"$STACK/publish.err")
is "$? $(jq -r .status <<<"$answers")" "0 acknowledged" "a source may use its own words"
ok 'grep -q "msg=\"aliases\" count=6" "$STACK/publish.err"' "for which it has aliases"
is "$(accepted 12345 1 市住房和城乡建设局 局办公室 | "$publish" 2>/dev/null | jq -r .eventId)" "$(jq -r .eventId <<<"$answers")" \
    "said again it is the same event"
is "$(accepted 12345 1 市住房和城乡建设局 局办公室 | "$publish" --pg-conninfo "" --dry-run 2>/dev/null | jq -r .eventId |
    grep -c "$(jq -r .eventId <<<"$answers")")" 0 "whose id is over our codes"
answers=$({
    accepted 12345 2 市教育局 局办公室
    accepted 12345 3 市住房和城乡建设局 bgs
    accepted 12345 4 市城市管理局 局办公室
} | "$publish" 2>/dev/null)
is $? 1 "a word without an alias is told by the exit status"
is "$(jq -r 'select(.status == "refused") | .field + " " + .reason' <<<"$answers" | xargs)" \
    "accepted.unit unknown_alias accepted.section unknown_alias" "by field and reason"
is "$(jq -r 'select(.line == 1) | .text' <<<"$answers")" \
    "accepted.unit is '市教育局': source '12345' has no such alias of a unit" "and value"
is "$(jq -r 'select(.line == 3) | .status' <<<"$answers")" acknowledged "and others go on"

sed 's/^source = .*/source = 12345/; /^市住建局 = /s/=.*/= 市住房和城乡建设局/; /^市人社局 = /s/=.*/= 市人力资源和社会保障局/
    /^办公室 = /s/=.*/= 局办公室/' producers/register/sample.map >"$STACK/aliased.map"
head -n 1 producers/register/sample.csv >"$STACK/aliased.csv"
grep -E '^ZJ-2025-00[23],.*(受理)' producers/register/sample.csv >>"$STACK/aliased.csv"
"$(bin shouwen-register)" --mapping "$STACK/aliased.map" "$STACK/aliased.csv" >"$STACK/register.log" 2>&1
is $? 0 "a table in a source's own words is imported"
"$(bin shouwen-register)" --mapping "$STACK/aliased.map" producers/register/sample.csv --dry-run >"$STACK/register.log" 2>&1
is $? 1 "one with a word that has no alias is not"
ok 'grep -q "section.*dtck.*source .12345. has no such alias of a section of .zjj." "$STACK/register.log"' \
    "and the row is told by column, value and reason"

"$(bin shouwen-section-ledger)" run --until-caught-up 2>/dev/null
is "$(sql "SELECT case_number, unit, section FROM book.section_row WHERE case_source = '12345' ORDER BY 1" | xargs)" \
    "1|zjj|bgs 4|cgj|cgbgs ZJ-2025-002|zjj|bgs ZJ-2025-003|zjj|bgs" "the books have the directory's codes"
ok '"$admin" doctor | grep -q "^ok    the directory has 4 units, and knows all who stand in the books"' \
    "and the directory knows them"
accepted hotline 9 housing registry | "$publish" >/dev/null 2>&1
is $? 0 "a source without aliases publishes what it likes"
"$(bin shouwen-section-ledger)" run --until-caught-up 2>/dev/null
ok '"$admin" doctor | grep -q "^note  the books name 1 section that the directory does not know: housing/registry; "' \
    "and doctor says whom the directory does not know"
is "$(sql "EXPLAIN SELECT * FROM book.unknown_code" | grep -c 'Seq Scan on section_row')" 0 \
    "which it finds without reading the books"
pg_stop fast
accepted 12345 1 市住房和城乡建设局 局办公室 | "$publish" >/dev/null 2>"$STACK/publish.err"
is $? 1 "without the directory nothing is published"
ok 'grep -q "aliases: could not connect" "$STACK/publish.err"' "and that is said"
pg_start

done_testing
