#!/bin/bash
# reveal.sh -- personal data is seen masked, or through one door that keeps a log.
. "$(dirname "$0")/../support/stack.sh"
stack reveal bare
stack_admin migrate || exit

as() { # as ROLE 'SQL': rows, and what PostgreSQL complains of
    PGPASSWORD=$(cat "$STACK/postgres.password") psql -X -q -A -t -h 127.0.0.1 -p "$PG_PORT" -U "$1" -d shouwen \
        -c "$2" 2>&1 </dev/null
}

# ---- masks ----

cases=0
while IFS=$'\t' read -r mask value wanted; do
    [[ $mask == \#* ]] && continue
    cases=$((cases + 1))
    value=$(printf '%b' "$value")
    is "$(sql "SELECT citizen.$mask('$value')")" "$wanted" "$mask of \"$value\""
done <tests/fixtures/masks.tsv
ok '[ "$cases" -gt 50 ]' "all of the table was read"

# ---- the door ----

case=11111111-1111-5111-8111-111111111111
sql "INSERT INTO citizen_register_g1.citizen_row VALUES
         ('$case', 'counter', '1', '张金丝雀', '13812341234', '', '', now(), 'counter', 0, 0);
     INSERT INTO citizen_register_g1.text_row VALUES
         ('$case', '22222222-2222-5222-8222-222222222222', 'content', '金丝雀飞了', now(), 'counter', 0, 1);
     CREATE ROLE li LOGIN; GRANT citizen_reader TO li;
     CREATE ROLE wang LOGIN; GRANT citizen_reader TO wang;
     CREATE ROLE boss LOGIN; GRANT supervisor TO boss;
     CREATE ROLE ann LOGIN; GRANT analyst TO ann"
is "$(as ann 'SELECT name, contact, address, id_number FROM book.citizen')" '张*|138****1234||' "an analyst sees masks"
is "$(as ann 'SELECT field, text FROM book.citizen_text')" 'content|‹已屏蔽 5 字›' "and of a text how long it is"
is "$(as li "SELECT * FROM citizen.reveal('$case', '回访')")" "|name|张金丝雀
|contact|13812341234
22222222-2222-5222-8222-222222222222|content|金丝雀飞了" "a citizen_reader who says why sees a case as it is"
is "$(as boss 'SELECT number, who, case_id, reason FROM citizen.access_log')" "1|li|$case|回访" "and that is kept"
for reason in NULL "''" "'   '"; do
    ok 'as li "SELECT * FROM citizen.reveal('"'$case', $reason"')" | grep -q "why it is needed, must be said"' \
        "without a reason ($reason) nothing is shown"
done
ok 'as li "SELECT * FROM citizen.reveal('"'$case'"', repeat('"'x'"', 501))" | grep -q "may have 500"' "a reason has its limit"
is "$(as li 'SELECT * FROM citizen.record; ' | grep -c 'permission denied')" 1 "there is no way beside the door"
is "$(as boss "SELECT * FROM citizen.reveal('$case', 'x')" | grep -c 'permission denied')" 1 "it is closed to others"
is "$(as li "CREATE TEMPORARY TABLE record (n int)" | grep -c 'permission denied')" 1 \
    "nobody puts a table of the same name in its way"
is "$(as boss 'SELECT citizen.access_log_is_whole()')" t "what was refused leaves no gap"

# ---- the log ----

for number in 1 2 3 4 5 6 7 8; do
    background "reader$number" psql -X -q -h 127.0.0.1 -p "$PG_PORT" -U "$([ $((number % 2)) = 0 ] && echo li || echo wang)" \
        -d shouwen -c "SELECT count(*) FROM generate_series(1, 25) AS n, citizen.reveal('$case', 'call ' || n)"
done
for number in 1 2 3 4 5 6 7 8; do
    finish "reader$number"
done
is "$(as boss 'SELECT count(*), max(number), count(DISTINCT previous_hash), citizen.access_log_is_whole()
               FROM citizen.access_log')" "201|201|201|t" "many callers at once make one chain"
is "$(as li 'DELETE FROM citizen.access_log' | grep -c 'permission denied')" 1 "a reader cannot take its entry out"
is "$(as boss 'UPDATE citizen.access_log SET reason = who' | grep -c 'permission denied')" 1 "nor can who reads the log"

faults() { # what is found after a change by somebody who may do everything, which is taken back
    sql "BEGIN; $1; SELECT fault FROM citizen.access_log_faults(); ROLLBACK" | sort -u
}
is "$(faults "UPDATE citizen.access_log SET who = 'nobody' WHERE number = 7")" "the entry was changed" "a changed entry is found"
is "$(faults "DELETE FROM citizen.access_log WHERE number = 7")" "1 calls before it were rolled back
it does not follow the entry before" "so is one taken out"
is "$(faults "DELETE FROM citizen.access_log WHERE number > 199")" "the last 2 calls are missing" "also at the end"
is "$(faults "UPDATE citizen.access_log SET who = 'nobody',
    hash = citizen.access_log_hash(number, at, 'nobody', case_id, reason, previous_hash) WHERE number = 7")" \
    "it does not follow the entry before" "also when its hash was made anew"
as li "BEGIN; SELECT * FROM citizen.reveal('$case', '偷看'); ROLLBACK" >"$STACK/peeped"
ok 'grep -q 金丝雀 "$STACK/peeped"' "who rolls back has seen it"
is "$(as boss 'SELECT number, fault FROM citizen.access_log_faults()')" "202|the last 1 calls are missing" "and left a gap"
ok 'grep -q "citizen.reveal: call 202 by li for case $case" "$STACK/postgres.log"' "and a line in the server's log"
is "$(grep -c 金丝雀 "$STACK/postgres.log")" 0 "which holds no value"

# ---- what the doctor sees ----

doctor() {
    "$(bin shouwen-admin)" doctor 2>&1
}

ok 'doctor | grep -q "the log of who saw personal data is not whole"' "doctor sees a log that is not whole"
sql "TRUNCATE citizen.access_log; ALTER SEQUENCE citizen.access_log_number RESTART"
ok 'doctor | grep -q "personal data stays out of the server.s log, and who saw it is kept"' "and one that is"
sql "ALTER ROLE shouwen_citizen_register RESET log_error_verbosity"
ok 'doctor | grep -q "may write personal values of shouwen_citizen_register into its log"' "and values that may be logged"
sql "ALTER ROLE shouwen_citizen_register SET log_error_verbosity = terse;
     INSERT INTO citizen.erasure_order VALUES ('$case', now(), 'counter', '1', 'chief')"
ok 'doctor | grep -q "orders to erase that were broken off: 1"' "and an erasure broken off"
done_testing
