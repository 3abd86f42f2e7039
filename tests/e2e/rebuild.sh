#!/bin/bash
# rebuild.sh -- tables are filled anew beside the live ones and put in their place; nobody sees a gap, nothing is left.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack rebuild
seed

rebuild() { # rebuild [section|master] [OPTIONS...]
    local which=section
    case ${1:-} in section | master)
        which=$1
        shift
        ;;
    esac
    "$(bin "shouwen-$which-ledger")" rebuild "$@" >"$STACK/rebuild.log" 2>&1 </dev/null
    local status=$?
    cat "$STACK/rebuild.log" >>"$STACK/rebuilds.log"
    return $status
}

generations() { # of a projection, and their schemas
    sql "SELECT string_agg(number || ':' || state, ' ' ORDER BY number) FROM stream.generation
         WHERE projection = '$1'"
    sql "SELECT string_agg(nspname, ' ') FROM pg_namespace WHERE nspname LIKE replace('$1', '_', '\\_') || '\\_g%'"
}

left() { # what stands under the names of generations being built
    sql "SELECT (SELECT count(*) FROM stream.consumer_offset WHERE projection LIKE '%@%')
              + (SELECT count(*) FROM stream.consumer_partition WHERE projection LIKE '%@%')
              + (SELECT count(*) FROM stream.dead_letter WHERE projection LIKE '%@%')
              + (SELECT count(*) FROM citizen.dead_letter WHERE projection LIKE '%@%')
              + (SELECT count(*) FROM stream.outbox WHERE projection LIKE '%@%')
              + (SELECT count(*) FROM stream.rebuild_share) + (SELECT count(*) FROM stream.rebuild_index)"
}

letters() {
    sql "SELECT count(*), coalesce(sum(hashtextextended(projection || topic || partition || \"offset\" || event_id || reason
         || text || is_personal || coalesce(key, '') || coalesce(payload, ''), 0)), 0) FROM stream.dead_letter"
}

positions() {
    sql "SELECT count(*), sum(next_offset), sum(hashtextextended(consumer_offset::text, 0)) FROM stream.consumer_offset"
}

indexes() {
    sql "SELECT string_agg(regexp_replace(indexdef, '_g[0-9]+', ''), E'\n' ORDER BY indexname) FROM pg_indexes
         WHERE schemaname LIKE '$1\\_g%'"
}

# ---- the same again ----

flood --seed "$SEED" --cases 600 --events 12 --duplicates 5 --conflicts 5 --bad 2
drain && drain master
is $? 0 "both ledgers are projected"
wanted=$(digest)
wanted_master=$(digest master)
wanted_indexes=$(indexes section_ledger)
written=$(letters)
offsets=$(positions)
rebuild
is $? 0 "a ledger is rebuilt"
is "$(digest)" "$wanted" "and holds the same to the byte"
is "$(letters)" "$written" "its dead letters are the same"
is "$(indexes section_ledger)" "$wanted_indexes" "keys and indexes are the same"
is "$(generations section_ledger)" "2:live
section_ledger_g2" "the former tables are gone"
is "$(left)" 0 "and so is what stood under its name"
is "$(positions)" "$offsets" "offsets stand where they stood"
rebuild master
is $? 0 "the other ledger too"
is "$(digest master)" "$wanted_master" "with the same content"
checked "every event is in its file or a letter, and counts once" section_ledger master_ledger
flood --seed $((SEED + 1)) --cases 100 --events 12
drain && drain master
is $? 0 "the ledger goes on with the new tables"
checked "and nothing was lost"

# ---- verify ----

verify() { # what it prints
    "$(bin shouwen-section-ledger)" verify 2>"$STACK/verify.log"
}

ok 'verify | grep -qx "section_ledger: [1-9][0-9]* subjects, [1-9][0-9]* rows, 0 differences"' "tables that say what the log says are told so"
ok '"$(bin shouwen-master-ledger)" verify 2>/dev/null | grep -q " 0 differences$"' "those of the other ledger too"
space=section_ledger_g2
case=$(sql "SELECT case_id FROM $space.section_row WHERE handler <> '' ORDER BY 1 LIMIT 1")
sql "UPDATE $space.section_row SET handler = 'nobody' WHERE case_id = '$case'"
verify >"$STACK/verify.out"
is $? 1 "a cell that was changed is a difference"
ok 'grep -q "^section_row (case_id=$case, .*): handler is \"nobody\", the log gives \"" "$STACK/verify.out"' "row, column and both values are named"
sql "DELETE FROM $space.case_row WHERE case_id = '$case'"
sql "UPDATE $space.case_file SET bytes = bytes || '\\x00' WHERE subject = '$case'"
sql "INSERT INTO $space.case_file VALUES ('00000000-0000-0000-0000-00000000abcd', 1, 1, '\\x01')"
verify >"$STACK/verify.out"
ok 'grep -qx "case_row (case_id=$case): is missing, the log gives it" "$STACK/verify.out"' "a row that is gone is named"
ok 'grep -q "^case_file (subject=$case): .* bytes are stored, the log gives .* others$" "$STACK/verify.out"' "a file that differs is named"
ok 'grep -qx "case_file (subject=00000000-0000-0000-0000-00000000abcd): is stored, the log does not have the subject" "$STACK/verify.out"' "and one of a stranger"
before=$(digest)
rebuild
is $? 0 "a rebuild"
ok '[ "$(digest)" != "$before" ] && verify | grep -q " 0 differences$"' "mends all of it"

# ---- little memory ----

ok '"$(tool flood)" --seed 9 --cases 20000 --events 6 --uniform >"$STACK/flood.log" 2>&1' "a larger log"
drain
is $? 0 "is projected"
wanted=$(digest)
rebuild --rebuild-memory-bytes 134217728 --rebuild-workers 3
is $? 0 "and rebuilt"
is "$(digest)" "$wanted" "to the byte"

# ---- a newer program ----

sql "UPDATE stream.generation SET version = version - 1000 WHERE projection = 'section_ledger'"
drain
is $? 1 "a program that is newer than the tables does not go on with them"
ok 'log_has drain-section "fill new ones with its verb rebuild"' "and says what to do"
is "$(sql 'SELECT count(*) > 0 FROM book.section_row')" t "readers still have the old ones"
rebuild
is $? 0 "the rebuild"
drain
is $? 0 "makes it go on"
is "$(digest)" "$wanted" "with the same content"
sql "UPDATE stream.generation SET version = version + 1000 WHERE projection = 'section_ledger'"
rebuild
is $? 1 "tables newer than the program are not rebuilt"
ok 'grep -q "newer than this program" "$STACK/rebuild.log"' "and that is said"
sql "UPDATE stream.generation SET version = version - 1000 WHERE projection = 'section_ledger'"

# ---- what stands in the way ----

rebuild --disk-free-bytes 1000000
is $? 1 "without room on the disk it is refused"
ok 'grep -q "new tables of section_ledger need about [1-9][0-9]* MiB, and 0 MiB are free" "$STACK/rebuild.log"' "with the numbers"
is "$(left) $(generations section_ledger | head -1 | grep -c building)" "0 0" "and nothing was begun"

background holder psql -X -q "$SHOUWEN_PG_ADMIN_CONNINFO" -c "SELECT pg_advisory_lock(1398099800, hashtext('section_ledger')), pg_sleep(60)"
wait_until "[ \"\$(sql \"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1398099800\")\" = 1 ]" 20
rebuild
is $? 1 "a second rebuild at once is refused"
ok 'grep -q "another rebuild of section_ledger is running" "$STACK/rebuild.log"' "and says why"
sql "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1398099800" >/dev/null
finish holder

sql 'CREATE VIEW public.mine AS SELECT case_number FROM book.section_row'
rebuild
is $? 0 "a view of somebody else's upon ours is no hindrance"
is "$(sql 'SELECT count(*) = (SELECT count(*) FROM book.section_row) FROM public.mine')" t "and reads the new tables"
sql 'DROP VIEW public.mine'

"$(tool topic)" cut shouwen.inquiry 3 5 >/dev/null
rebuild
is $? 1 "a log that was cut is refused"
ok 'grep -q "inquiry\[3\]: the log does not have offset 0 any longer" "$STACK/rebuild.log"' "topic, partition and offset are named"
is "$(digest)" "$wanted" "the tables stay"
ok 'verify; grep -q "inquiry\[3\]: the log does not have offset 0 any longer" "$STACK/verify.log"' "verify says the same"
"$(tool topic)" drop shouwen.rating >/dev/null
rebuild
is $? 1 "a topic that is gone is refused"
ok 'grep -q "shouwen.rating.*does not exist" "$STACK/rebuild.log"' "and named"
rebuild --discard
is $? 0 "what it left can be given up"
is "$(left) $(generations section_ledger | head -1 | grep -c building)" "0 0" "and is gone then"
is "$(digest)" "$wanted" "the tables stay"

done_testing
