#!/bin/bash
# canary.sh -- names, numbers and texts put in at every door, good and bad, are found in the schema of personal data and
# its topic, and nowhere else: no log, no other table, no other topic.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack canary

# Whoever runs the server has it log everything that it can.
for setting in "log_min_duration_statement = 0" "log_statement = 'all'" "log_error_verbosity = 'verbose'" \
    "log_min_messages = 'debug1'" "log_parameter_max_length_on_error = -1"; do
    sql "ALTER SYSTEM SET $setting"
done
sql 'SELECT pg_reload_conf()' >/dev/null

name=金丝雀甲
phone=13900009999
text=金丝雀乙说的话
mail=canary@canary.example
canaries=("$name" "$phone" "$text" "$mail")

forms() { # every canary as it is, in hexadecimal, in base64 (wherever it begins in a group), escaped
    local canary skip
    for canary in "${canaries[@]}"; do
        echo "$canary"
        printf '%s' "$canary" | od -An -tx1 | tr -d ' \n' && echo
        printf '%s' "$canary" | od -An -tx1 | tr -d '\n' | cut -c2- # as a dump of bytes
        for skip in 0 1 2; do
            { head -c "$skip" /dev/zero && printf '%s' "$canary"; } | base64 -w 0 | cut -c $((skip == 0 ? 1 : skip + 2))- |
                sed 's/=*$//; s/.$//; s/.$//'
        done
        printf '%s' "$canary" | iconv -t UTF-16BE | od -An -tx2 --endian=big | tr -d '\n' | sed 's/ /\\u/g' && echo
    done
}
forms >"$STACK/forms"

found_in() { # found_in FILES...: which hold a canary
    grep -l -a -i -F -f "$STACK/forms" "$@" 2>/dev/null | xargs -r -n 1 basename | sort | paste -sd' '
}

# ---- in at every door ----

cat >"$STACK/book.csv" <<CSV
事项编号,时间,动作,单位,科室,人员,转往单位,转往科室,转往人员,首问方式,首问类别,服务对象,联系方式,首问内容,说明,结果,满意度
C-1,2025-09-22 09:12,受理,市住建局,大厅窗口,王芳,,,,其他,其他,$name,$phone $mail,$text,$text,,
C-1,2025-09-22 09:30,转办,市住建局,大厅窗口,王芳,,房产科,李强,,,,,,$text,,
C-1,2025-09-23 09:30,办结,市住建局,房产科,李强,,,,,,,,,$text,已解决,
C-1,2025-09-24 09:30,评价,市住建局,房产科,李强,,,,,,,,,$text,,满意
C-2,2025-09-22 09:12,受理,市住建局,大厅窗口,王芳,,,,来访,咨询事项,$(printf "$name%.0s" {1..50}),$phone,$text,,,
C-3,昨天,受理,市住建局,大厅窗口,王芳,,,,来访,咨询事项,$name,$phone,$text,,,
C-4,2025-09-22 09:12,受理,市住建局,大厅窗口,王芳,,,,来访,咨询事项,$name$(printf '\x01'),$phone,$text,,,
CSV
"$(bin shouwen-register)" --mapping producers/register/sample.map --log-level debug "$STACK/book.csv" >"$STACK/register.log" 2>&1
is "$?" 1 "a book with bad rows is imported"
is "$(grep -c '^row [678], ' "$STACK/register.log")" 3 "and they are told"

head='{"header":{"caseSource":"counter","caseNumber":"1","source":"counter"'
event=22222222-2222-5222-8222-222222222222
"$(bin shouwen-publish)" --log-level debug >"$STACK/publish.log" 2>&1 <<LINES
$head},"citizenRecord":{"name":"$name","contact":"$phone","address":"$text","idNumber":"$phone"}}
$head,"eventId":"$event"},"textRecord":{"field":"TEXT_FIELD_NOTE","text":"$text"}}
$head,"eventId":"$event"},"textRecord":{"field":"TEXT_FIELD_NOTE","text":"$text$(head -c 66000 /dev/zero | tr '\0' x)"}}
$head,"eventId":"$name"},"textRecord":{"field":"TEXT_FIELD_NOTE","text":"$text"}}
$head,"eventId":"$event"},"textRecord":{"field":"$name","text":"$text"}}
$head},"citizenRecord":{"name":"$(printf "$name%.0s" {1..50})"}}
$head},"citizenRecord":{"name":"$name\u0007"}}
$head},"citizenRecord":{"name":["$name"]}}
$head},"citizenRecord":{"$name":"$name"}}
$head,"recordedAt":"$name"},"citizenRecord":{"name":"$name"}}
$head},"citizenRecord":{"name":"$name"
$head},"$name":{}}
$name
LINES
is "$(grep -c '"status":"refused"' "$STACK/publish.log")" 11 "bad lines are refused"

topics() { # topics FILE NAMES...: key, headers and value of every record
    local file=$1 topic
    shift
    for topic in "$@"; do
        kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$topic" -e -f '%k %h %s\n'
    done >"$STACK/$file"
}

topics events.topic inquiry transfer completion callback rating oversight
is "$(found_in "$STACK/events.topic")$(wc -l <"$STACK/events.topic" | awk '{ print ($1 >= 4) }')" 1 "events hold none"

# ---- and what no producer of ours would send ----

hex() {
    printf '%s' "$1" | od -An -tx1 -v | tr -d ' \n'
}

raw() { # raw TOPIC KEY VALUE [HEADER]
    "$(tool raw)" "shouwen.$1" "key=$(hex "$2")" ${4:+"header.note=$4"} <<<"$3" >>"$STACK/raw.log" || fail "a record goes into $1"
}

kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.citizen -e -f '%k\n' >"$STACK/keys"
good=$(grep -m 1 -v / "$STACK/keys")
kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.citizen -e -c 1000 -f '%k %s\n' | grep -a "^$good " | head -n 1 |
    cut -d' ' -f2- >"$STACK/good"
payload=$(head -c -1 "$STACK/good" | od -An -tx1 -v | tr -d ' \n')
for topic in citizen inquiry transfer completion callback rating oversight; do
    raw $topic "$name" "$payload" "$phone"            # a key that is none
    raw $topic "$good" "$(hex "$text")" "$phone"      # no message
    raw $topic "$good" "$payload${payload:0:20}"      # one that does not end
    raw $topic "$good" "ff$(hex "$name")ff"           # not UTF-8
    raw $topic "$name" null "$name"                   # nothing
    raw $topic "$good" "$payload" "$phone"            # of the citizen topic, wherever
    raw $topic "$phone" "$(hex "$(printf "$text%.0s" {1..200})")"
done

for program in citizen-register section-ledger master-ledger; do
    "$(bin "shouwen-$program")" run --until-caught-up --log-level debug --stats-ms 100 --lock-dir "$STACK" >"$STACK/$program.log" 2>&1
    is "$?" 0 "$program reads all of it"
done
"$(bin shouwen-citizen-register)" erase --case counter/1 --approver chief --yes --log-level debug >"$STACK/erase.log" 2>&1
is "$?" 0 "a case is erased"
"$(bin shouwen-citizen-register)" run --until-caught-up --log-level debug --lock-dir "$STACK" >>"$STACK/citizen-register.log" 2>&1
"$(bin shouwen-admin)" letters list --all --limit 1000 >"$STACK/letters.log" 2>&1
"$(bin shouwen-admin)" doctor >"$STACK/doctor.log" 2>&1

# No program leaves its memory behind.
(
    ulimit -S -c hard
    background dying "$(bin shouwen-citizen-register)" run --lock-dir "$STACK"
)
wait_until 'grep -q "partitions came" "$STACK/run/dying.log"' 30
read -r pid _ <"$STACK/run/dying.pid"
is "$(awk '/^Max core file size/ { print $5, $6 }' "/proc/$pid/limits") $(cat "/proc/$pid/coredump_filter")" "0 0 00000000" \
    "a program that dies leaves no core file, and no memory in one"
signal dying KILL
wait_until '! is_running dying' 30

# What PostgreSQL refuses with the whole row in its complaint.
sql 'ALTER TABLE citizen_register_g1.text_row ADD CONSTRAINT never CHECK (length(text) < 5) NOT VALID'
"$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1 <<<"$head,\"eventId\":\"$event\"},\"textRecord\":{\"field\":\"TEXT_FIELD_NOTE\",\"text\":\"$text\"}}"
"$(bin shouwen-citizen-register)" run --until-caught-up --log-level debug --lock-dir "$STACK" >"$STACK/refused.log" 2>&1
is "$?" 0 "a text that PostgreSQL refuses is set aside"
ok 'grep -q "an event is refused" "$STACK/refused.log"' "and told of"

# ---- found nowhere else ----

dump() { # dump NAME OPTIONS...
    local file=$1
    shift
    PGPASSWORD=$(cat "$STACK/postgres.password") "$PG_BIN/pg_dump" -h 127.0.0.1 -p "$PG_PORT" -U postgres "$@" shouwen >"$STACK/$file"
}

dump all.sql
dump others.sql --exclude-schema=citizen --exclude-schema='citizen_register_g*'
sql 'COPY (SELECT * FROM book.citizen) TO STDOUT; COPY (SELECT * FROM book.citizen_text) TO STDOUT' >"$STACK/masked"
topics letters.topic deadletter alert
topics citizen.topic citizen
is "$(found_in "$STACK/all.sql" "$STACK/citizen.topic" "$STACK/book.csv")" "all.sql book.csv citizen.topic" \
    "canaries are found where they belong"
printf '%s' "$text" | base64 >"$STACK/base64"
printf 'x%s' "$name" | base64 >"$STACK/base64.shifted"
is "$(found_in "$STACK/base64" "$STACK/base64.shifted")" "base64 base64.shifted" "in whatever form"
is "$(wc -l <"$STACK/masked" | awk '{ print ($1 > 2) }')" 1 "who may see masks sees some"
is "$(wc -l <"$STACK/letters.topic" | awk '{ print ($1 > 40) }')" 1 "letters are in their topic"
ok 'grep -q "COPY stream.dead_letter" "$STACK/others.sql"' "and in their table"
ok 'grep -q "parse .*text_row\|duration: .*text_row" "$STACK/postgres.log"' "the server logged every statement"
is "$(found_in "$STACK/others.sql" "$STACK/masked" "$STACK/letters.topic" "$STACK"/*.log "$STACK"/run/*.log)" "" \
    "and in no log, no other table, no other topic"
# What was put into the topics of events on purpose is there; nothing else of it is.
kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.oversight -e -f '%k %s\n' |
    grep -a 'citizen-register' >"$STACK/erased.topic"
is "$(found_in "$STACK/erased.topic")$(wc -l <"$STACK/erased.topic")" 1 "the event of an erasure holds none either"
done_testing
