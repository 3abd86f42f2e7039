#!/bin/bash
# rebuild.sh -- a rebuild that is killed at any moment goes on where it was, while events flow and people read; it comes
# out as if nothing had been, and stops nobody.
# seconds: 70
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack fault_rebuild
seed
kills=$(proof 12 50)

rebuild() {
    "$(bin shouwen-section-ledger)" rebuild >>"$STACK/rebuild.log" 2>&1 </dev/null
}

# Reads all the while, as an analyst: what it cannot read, and every case that vanishes again, is noted.
reads() {
    local last=0 now
    while [ ! -e "$STACK/reads.end" ]; do
        if ! now=$(psql -XAtq "$SHOUWEN_PG_CONNINFO user=reader" \
            -c 'SELECT count(DISTINCT case_id) FROM book.section_row' 2>>"$STACK/reads.failed"); then
            echo "no answer" >>"$STACK/reads.failed"
        elif [ "$now" -lt "$last" ]; then
            echo "$last cases became $now" >>"$STACK/reads.failed"
        fi
        last=${now:-$last}
        echo "$last" >>"$STACK/reads"
    done
}

answers() {
    wc -l <"$STACK/reads"
}

flood --seed "$SEED" --cases 3000 --events 6 --uniform
drain
is $? 0 "a log is projected"
sql 'CREATE ROLE reader LOGIN IN ROLE analyst' postgres
watch_offsets
: >"$STACK/reads.failed"
reads &
reading=$!
flow --cases 1000 --events 1 --uniform --rate 300 # acceptances: a case that is in a book stays there
ledger live
ok moves_on "events flow, and the ledger is read"

for ((kill = 1; kill <= kills; kill++)); do
    background victim "$(bin shouwen-section-ledger)" rebuild
    wait_until "log_has victim 'a rebuild' || ! is_running victim" 30
    [ $((kill % 2)) -eq 1 ] || sleep "0.$((RANDOM % 10))" # else at once: a whole one takes a second or two
    signal victim KILL
    finish victim 10
done
ok "[ $(grep -c 'going on with a rebuild' "$STACK/run/victim.log") -gt 0 ]" "killed $kills times, it goes on with what there is"
note "$(grep -c 'a rebuild begins' "$STACK/run/victim.log") begun, $(grep -c 'going on' "$STACK/run/victim.log") gone on with," \
    "$(grep -c 'are in force' "$STACK/run/victim.log") swapped"
rebuild
is $? 0 "one that nobody kills comes to its end"
ok moves_on "and the ledger goes on with the new tables"

# ---- who stands in the way ----

background analyst psql -X -q "$SHOUWEN_PG_CONNINFO user=reader" -c 'SELECT pg_sleep(10) FROM book.section_row LIMIT 1'
wait_until '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = '"'reader'"' AND query LIKE '"'%sleep(10)%'"'")" = 1 ]' 10
before=$(answers)
background patient "$(bin shouwen-section-ledger)" rebuild
ok 'wait_until "log_has patient \"somebody stands in the way\"" 60' "a long query of an analyst is not waited for"
ok "wait_until '[ \$(answers) -gt $((before + 3)) ]' 30" "others read on meanwhile"
finish analyst
is $? 0 "the long query has its answer"
finish patient
is $? 0 "then the new tables are put in their place"

background frozen psql -X -q "$SHOUWEN_PG_CONNINFO user=shouwen_section_ledger" \
    -c "BEGIN" -c "SELECT 1 FROM stream.consumer_partition WHERE projection = 'section_ledger' FOR UPDATE" \
    -c "SELECT pg_sleep(300)"
wait_until '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '"'%sleep(300)%'"' AND pid <> pg_backend_pid()")" = 1 ]' 10
rebuild
is $? 0 "a writer that is frozen in mid-flush is moved out of the way"
finish frozen

# ---- the end ----

: >"$STACK/reads.end"
wait "$reading"
is "$(cat "$STACK/reads.failed")" "" "of $(answers) queries each was answered, and no case ever vanished"
flow_ends
is $? 0 "everything published is acknowledged"
signal live TERM
finish live
is $? 0 "the ledger was never lost"
drain
is $? 0 "what is left is projected"
rebuild
is $? 0 "and rebuilt"
is "$(sql "SELECT count(*) FROM stream.generation WHERE projection = 'section_ledger'")" 1 "one generation is left"
is "$(sql "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'section\_ledger\_g%'")" 1 "and one schema"
is "$(sql "SELECT (SELECT count(*) FROM stream.consumer_offset WHERE projection LIKE '%@%')
        + (SELECT count(*) FROM stream.rebuild_share) + (SELECT count(*) FROM stream.rebuild_index)")" 0 "and nothing under the name of another"
checked "every event is in its file or a letter, and counts once" section_ledger
ok '"$(bin shouwen-section-ledger)" verify | grep -q " 0 differences$"' "and verify says so too"
rebuilt=$(digest)
fresh_database calm
is $? 0 "a second installation"
drain
is $? 0 "reads the same log live"
is "$(digest)" "$rebuilt" "and has the same tables to the byte"

# ---- a ledger whose tables go while it sleeps ----

ledger asleep --kafka.session.timeout.ms=30000
ok 'wait_until "log_has asleep \"partitions came\"" 30' "a ledger"
signal asleep STOP
rebuild
is $? 0 "sleeps through a rebuild"
say "$(accepted asleep 0)"
signal asleep CONT
ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM book.section_row WHERE unit = '"'asleep'"'\" calm)\" = 1 ]" 30' \
    "and writes to the new tables what it then hears"
signal asleep TERM
finish asleep
is $? 0 "though those it had are gone"

# ---- what PostgreSQL refuses ----

sql "CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN
       IF (SELECT count(*) FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE ''section_ledger_g%.section_row'') > 0
       THEN ALTER TABLE section_row ADD CONSTRAINT refused CHECK (unit <> ''refused'');
       END IF; END';
     CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.refuse()" calm
say "$(accepted refused 1)" "$(accepted fine 2)"
drain
is $? 0 "an event is taken by the live tables"
background slow "$(bin shouwen-section-ledger)" rebuild
wait_until "log_has slow 'a rebuild begins'" 30
signal slow STOP
say "$(accepted refused 3)" "$(accepted fine 4)"
drain
signal slow CONT
finish slow
is $? 0 "tables that refuse it, and one that comes meanwhile, are filled all the same"
is "$(sql "SELECT count(*) FROM stream.dead_letter WHERE reason = 'database'" calm)" 2 "both became letters"
is "$(sql "SELECT count(*) FROM book.section_row WHERE unit IN ('refused', 'fine')" calm)" 2 "and the others rows"
sql "DROP EVENT TRIGGER refuse" calm
rebuild
is $? 0 "when the mistake is mended"
is "$(sql "SELECT count(*) FROM stream.dead_letter WHERE reason = 'database'" calm) $(sql "SELECT count(*) FROM book.section_row WHERE unit = 'refused'" calm)" \
    "0 2" "a rebuild makes rows of them, and the letters go"
done_testing
