#!/bin/bash
# letters.sh -- what was set aside can be looked at and put into its topic again.
. "$(dirname "$0")/../support/stack.sh"
stack letters

admin=$(bin shouwen-admin)
zero=00000000-0000-0000-0000-000000000000
event=0192f0c1-0000-7000-8000-00000000000a

letters() {
    "$admin" letters "$@" 2>&1
}

put() { # put ROLE PROJECTION TOPIC PARTITION OFFSET EVENT REASON KEY PAYLOAD HEADERS IS-PERSONAL: as a consumer does
    psql -X -q -A -t -v ON_ERROR_STOP=1 "$SHOUWEN_PG_CONNINFO user=$1" <<SQL
SELECT stream.put_letters('$2', '{shouwen.$3}', '{$4}', '{$5}', '{$6}', '{$7}', '{the text}', ARRAY[$8]::bytea[], ARRAY[$9]::bytea[],
    ARRAY['${10}'], '{1700000000000000}', '{${11}}', '0.1.0');
SQL
}

records() { # records TOPIC: partition, key, payload, headers of all there are
    kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$1" -e -f '%p|%k|%S|%s|%h\n'
}

is "$(letters)" "no letters" "at first there are none"
for role in section master; do
    psql -X -q -A -t "$SHOUWEN_PG_CONNINFO user=shouwen_${role}_ledger" \
        -c "SELECT count(*) FROM stream.take_partitions('${role}_ledger', 'test', '{0,1,2,3}', '{shouwen.inquiry,shouwen.transfer}')" \
        >"$STACK/taken.log"
    # The record of both ledgers, with a header, a NUL and Chinese in its payload.
    is "$(put "shouwen_${role}_ledger" "${role}_ledger" inquiry 3 42 $event conflict "'the-key'::bytea" \
        "'\\x00e9a696e997ae'::bytea" '{"traceparent": "MDA="}' false)" 1 "$role ledger sets a record aside"
done
put shouwen_section_ledger section_ledger transfer 1 7 $zero empty NULL NULL '' false >/dev/null
put shouwen_section_ledger section_ledger inquiry 2 9 $zero malformed "'13800001234'::bytea" \
    "'Zhang San'::bytea" '' true >/dev/null

# ---- list and show ----

is "$(letters | wc -l)" 4 "all are listed"
is "$(letters list --projection master_ledger | wc -l)" 1 "or those of a projection"
ok 'letters --reason conflict | grep -q "  section_ledger/inquiry/3/42/'$event'  conflict: the text$"' \
    "or of a reason, with name, reason and text"
is "$(letters --since 2099-01-01T00:00:00+08:00)" "no letters" "or since then"
is "$(letters --limit 1 | tail -n 1)" "there may be more: --limit" "or only so many"
ok 'letters --since yesterday | grep -q "since is .yesterday., but must be like"' "a time must be a time"
ok '! letters | grep -e 13800001234 -e Zhang' "what may be personal is in no list"

said=$(letters show "section_ledger/inquiry/3/42/$event")
ok 'grep -q "^reason     conflict: the event id was used again with other content$" <<<"$said"' \
    "a letter is shown with what its reason means"
ok 'grep -q "^  00000000  00 e9 a6 96 e9 97 ae  " <<<"$said"' "and its bytes"
ok 'letters show section_ledger/inquiry/3/42 | grep -q "^letter "' "its event id need not be said"
said=$(letters show section_ledger/inquiry/2/9)
ok 'grep -q "^bytes      are or may be personal, and are not shown$" <<<"$said"' "bytes that may be personal are not"
ok '! grep -e 13800001234 -e Zhang -e 31:33 <<<"$said"' "in no way"
said=$(letters show section_ledger/inquiry/3/43)
is "$?" 1 "a letter that is not there is not shown"
ok 'grep -q "there is no letter section_ledger/inquiry/3/43" <<<"$said"' "and named"
ok 'letters show nonsense | grep -q "is no letter; they are named like section_ledger/inquiry/3/42"' \
    "what is no letter is told how they are named"
letters show >/dev/null
is "$?" 2 "usage is told apart"

# ---- offer ----

said=$(letters offer section_ledger/inquiry/3/42)
is "$said" "1 offered again, 0 not" "a letter is put into its topic again"
is "$(records inquiry | cut -d'|' -f2- | tr '\0' '0')" "the-key|7|0首问|traceparent=00" \
    "with its own key, bytes and headers"
is "$(letters | grep -c /inquiry/3/42)" 0 "and waits no longer, for either ledger"
is "$(letters --all | grep -c '(offered again)')" 2 "but is still known"

said=$(letters offer section_ledger/inquiry/2/9)
is "$?" 1 "a letter that may be personal is not offered by everybody"
ok 'grep -q "^not offered: section_ledger/inquiry/2/9: its bytes are or may be personal and this role may not read" <<<"$said"' \
    "which is said clearly"
is "$(records inquiry | wc -l)" 1 "and nothing was sent"

said=$(letters offer --all)
is "$(tail -n 1 <<<"$said")" "1 offered again, 1 not" "all that wait can be offered at once"
is "$(records transfer)" "1||-1||" "a record without key and payload goes into its own partition"

sql 'CREATE ROLE operator LOGIN IN ROLE shouwen_admin, citizen_reader' postgres
said=$(letters offer --all --pg-user operator)
is "$said" "1 offered again, 0 not" "who may read personal letters can offer them"
is "$(records inquiry | grep -c 'Zhang San')" 1 "with their own bytes"
is "$(letters)" "no letters" "then nothing waits"
ok '! grep -r -e 13800001234 -e "Zhang San" "$STACK"/*.log' "and nothing personal was logged"

# ---- from a record that cannot be read to the topic of dead letters, and back ----

fresh_topics
fresh_database poison
ledger() {
    "$(bin shouwen-section-ledger)" run --until-caught-up --lock-dir "$STACK" >>"$STACK/ledger.log" 2>&1
}
printf 'the-key:\xff\xff\xff' | kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -P -K : -t shouwen.inquiry -p 5
ok ledger "a record that cannot be read stops no consumer"
ok 'letters | grep -q "  section_ledger/inquiry/5/0  malformed: "' "it is a letter"
ok '"$admin" doctor | grep -q "^note  section_ledger set 1 events aside within a day, reason malformed: "' \
    "that doctor knows of"
ok ledger "the next run finds nothing"
ok 'records deadletter | grep -q "reason=malformed"' "its notice is in the topic of dead letters"
said=$(letters offer --all --pg-user operator)
is "$said" "1 offered again, 0 not" "it can be offered again"
ok ledger "and is read again"
is "$(letters | wc -l)" 1 "and, still unreadable, is a letter again"
is "$(letters --all | wc -l)" 2 "beside the first"

headers=$(printf '"h%d": "MDA=", ' {1..20})
put shouwen_section_ledger section_ledger transfer 2 5 $event conflict "'k'::bytea" "'v'::bytea" "{${headers%, }}" \
    false >/dev/null
is "$(letters offer section_ledger/transfer/2/5)" "1 offered again, 0 not" "a record of twenty headers can be offered"
is "$(records transfer | grep -o 'h[0-9]*=00' | wc -l)" 20 "with all of them"

ok 'kafka_freeze' "(a broker that does not answer)"
put shouwen_section_ledger section_ledger transfer 1 8 $zero empty "'k'::bytea" NULL '' false >/dev/null
waiting=$(letters | wc -l)
said=$(timeout 120 "$admin" letters offer --all --kafka.message.timeout.ms=1500 2>&1)
is "$?" 1 "a letter the broker did not take is not called offered"
kafka_thaw
is "$(letters | wc -l)" "$waiting" "and waits on"

done_testing
