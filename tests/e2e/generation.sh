#!/bin/bash
# generation.sh -- tables of another version are dropped and filled anew from the log, and nothing is left of them.
. "$(dirname "$0")/../support/stack.sh"
stack generation

ledger=$(bin shouwen-section-ledger)

catch_up() {
    "$ledger" run --until-caught-up --log-level warn --lock-dir "$STACK" 2>&1
}

digest() {
    "$ledger" digest 2>&1
}

for number in 1 2 3; do
    case='"caseSource":"counter","caseNumber":"2022-'$number'","source":"counter"'
    echo '{"header":{'"$case"',"sourceRef":"1","occurredAt":"2022-03-07T09:30:00+08:00"},"accepted":{"unit":"housing","section":"registry","receiver":"li","channel":"CHANNEL_VISIT","category":"CATEGORY_CONSULTATION"}}'
    echo '{"header":{'"$case"',"sourceRef":"2","occurredAt":"2022-03-09T16:00:00+08:00"},"completed":{"by":{"person":"li"},"solved":"ANSWER_YES"}}'
done | "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
is "$?" 0 "events are published"
is "$(catch_up)" "" "and projected into the first generation"
before=$(digest)
sql 'CREATE ROLE reader LOGIN IN ROLE analyst' postgres

sql "UPDATE stream.generation SET version = version - 1000 WHERE projection = 'section_ledger'"
ok 'catch_up | grep -q "of another version: they are dropped and filled anew.* generation=2$"' \
    "tables of another version are made anew, and that is said"
is "$(digest)" "$before" "and hold the same"
is "$(sql "SELECT number, state FROM stream.generation WHERE projection = 'section_ledger'")" "2|live" \
    "the next generation is live"
is "$(sql "SELECT string_agg(nspname, ' ') FROM pg_namespace WHERE nspname LIKE 'section\_ledger%'")" \
    section_ledger_g2 "nothing of the former one is left"
is "$(sql 'SELECT count(*) FROM book.section_row')" 3 "and readers see the new one"
is "$(sql 'SELECT count(*) FROM "台账"."分台账"') $(sql 'SELECT count(*) FROM book.master_ledger')" "3 0" \
    "also through views upon views, and those upon other tables"
is "$(catch_up)" "" "the next run goes on with it"
is "$(sql "SELECT number FROM stream.generation WHERE projection = 'section_ledger'")" 2 "and leaves it alone"

# ---- a projection that has no tables yet ----

views() {
    sql "SELECT count(*) FROM pg_views WHERE schemaname IN ('book', '台账')"
}

all=$(views)
sql "UPDATE stream.generation SET state = 'building' WHERE projection = 'master_ledger';
     UPDATE stream.generation SET version = version - 1000 WHERE projection = 'section_ledger'"
ok 'catch_up | grep -q "generation=3$"' "tables are made anew while those of another projection are not there"
is "$(sql 'SELECT count(*) FROM book.section_row') $(sql "SELECT to_regclass('book.balance') IS NULL")" "3 t" \
    "views upon both wait for them"
sql "UPDATE stream.generation SET state = 'live' WHERE projection = 'master_ledger'"
stack_admin migrate
is "$(views)" "$all" "and are made by migrate when they are"

# ---- an older program ----

sql "UPDATE stream.generation SET version = version + 1000 WHERE projection = 'section_ledger'"
catch_up >"$STACK/older.log"
is "$?" 1 "tables newer than the program are not replaced"
ok 'grep -q "newer than this program" "$STACK/older.log"' "and that is said"
sql "UPDATE stream.generation SET version = version - 1000 WHERE projection = 'section_ledger'"

# ---- what stands in the way ----

sql 'CREATE VIEW public.mine AS SELECT case_number FROM book.section_row'
sql "UPDATE stream.generation SET version = version - 1000 WHERE projection = 'section_ledger'"
catch_up >"$STACK/refused.log"
is "$?" 1 "a view of somebody else's upon it is not dropped"
ok 'grep -q "view public.mine depends on view book.section_row" "$STACK/refused.log"' "but named"
is "$(sql 'SELECT count(*) FROM public.mine')" 3 "and still answers"
ok '"$(bin shouwen-admin)" doctor | grep -q "^WRONG section_ledger_g3 has version"' "doctor says that the tables are of another version"
sql 'DROP VIEW public.mine'

background analyst psql -X -q "$SHOUWEN_PG_CONNINFO user=reader" -c 'SELECT pg_sleep(6) FROM book.section_row LIMIT 1'
wait_until '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = '"'reader'"'")" = 1 ]' 10
catch_up >"$STACK/second.log"
is "$?" 0 "a long query of an analyst is waited for, with pauses in which others get through"
ok 'grep -q "msg=\"waiting\" outcome=retry reason=locked" "$STACK/second.log"' "and that is said"
is "$(digest)" "$before" "then the tables hold the same again"

done_testing
