#!/bin/bash
# roles.sh -- every program connects as its own role, which may do what it needs and nothing else.
. "$(dirname "$0")/../support/stack.sh"
stack roles bare
stack_admin migrate || exit
path=

# What is asked is collected, and each role's questions are put in one session: hundreds of connections take
# longer than hundreds of statements.
count=0
declare -A questions

ask() { # ask WANTED ROLE 'SQL' SENTENCE: rolled back; a role that does not log in is put on by the superuser
    local session=$2/$path prefix=
    case $2 in
    shouwen_owner | shouwen_projector | analyst | unit_reader | section_post | supervisor | citizen_reader)
        session=postgres/$path
        prefix="SET LOCAL ROLE $2;"
        ;;
    esac
    count=$((count + 1))
    questions[$session]+="\\echo question $count $1 $2 $4
BEGIN; $prefix $3; ROLLBACK;
"
}

may() {
    ask may "$@"
}

may_not() {
    ask may_not "$@"
}

put_questions() { # prints, a line a question: its number, what is wanted, the sentence, what PostgreSQL complained of
    local session
    for session in "${!questions[@]}"; do
        PGPASSWORD=$(cat "$STACK/postgres.password") PGOPTIONS=${session#*/} psql -X -q -A -t \
            -v VERBOSITY=sqlstate -h 127.0.0.1 -p "$PG_PORT" -U "${session%%/*}" -d shouwen 2>&1 \
            <<<"${questions[$session]}\\echo end"
        echo lost # a session that did not come to its end says no "end"
    done | awk '
        /^question / || /^end$/ || /^lost$/ { if (asked != "") print asked "|" errors; asked = errors = "" }
        /^question / { asked = $2 "|" $3; $1 = $2 = $3 = ""; sub(/^ +/, ""); asked = asked "|" $0 }
        /^ERROR: / && errors == "" { errors = $2 }
        /FATAL|connection/ { errors = "lost" }' | sort -n
}

judge() { # refused for want of the right, not for another mistake
    local wanted sentence error seen=0
    while IFS='|' read -r _ wanted sentence error; do
        seen=$((seen + 1))
        sentence=${sentence/ /" $(tr _ ' ' <<<"$wanted") "}
        case $wanted in
        may) is "$error" "" "$sentence" ;;
        may_not) is "$error" 42501 "$sentence" ;;
        esac
    done < <(put_questions)
    is "$seen" "$count" "every question was answered"
}

letter="SELECT stream.put_letters('section_ledger', '{inquiry}', '{0}', '{5}',
    '{00000000-0000-0000-0000-000000000000}', '{key}', '{text}', '{a}', '{b}', '{\"\"}', '{1}', '{true}', '0')"

# ---- the consumers ----

for role in shouwen_section_ledger shouwen_master_ledger shouwen_citizen_register shouwen_overdue_alerts \
    shouwen_assessment; do
    may $role "SELECT * FROM stream.take_partitions('section_ledger', 'me', '{0,1}', '{inquiry}')" \
        "take partitions"
    may $role "SELECT * FROM stream.take_partitions('p', 'me', '{0}', '{inquiry}');
        SELECT stream.advance('p', '{0}', '{1}', '{inquiry}', '{0}', '{0}', '{1}', '{0}', '{1}', '{1}')" \
        "advance"
    may $role "SELECT stream.hold_rules(1)" "hold the rules"
    may $role "SELECT stream.evict('p', '{0}')" "evict a frozen writer"
    may $role "$letter" "put a personal letter aside"
    may_not $role "UPDATE citizen.dead_letter SET payload = NULL" "change a personal letter"
    may_not $role "DELETE FROM citizen.dead_letter" "delete a personal letter"
    may_not $role "SELECT payload FROM stream.dead_letter" "read letters"
    may_not $role "UPDATE stream.dead_letter SET reason = ''" "change letters"
    may_not $role "DELETE FROM stream.dead_letter" "delete letters"
    may_not $role "DELETE FROM stream.consumer_offset" "delete offsets"
    may_not $role "DELETE FROM stream.consumer_partition" "delete partitions"
    may_not $role "TRUNCATE stream.outbox" "truncate the outbox"
    may_not $role "UPDATE stream.outbox SET payload = NULL" "change what waits to be sent"
    may_not $role "UPDATE stream.rules_version SET version = 9" "change the rules' version"
    may_not $role "SELECT stream.bump_rules()" "change the rules' version by the loader's way"
    may_not $role "UPDATE stream.generation SET version = 9" "change generations"
    may_not $role "SELECT stream.begin_generation('p', 1)" "begin a generation"
    may_not $role "SELECT stream.drop_views()" "drop views"
    may_not $role "CREATE SCHEMA mine" "make a schema"
    may_not $role "CREATE TABLE public.mine (n int)" "make a table"
    may_not $role "CREATE TABLE stream.mine (n int)" "make a table beside its own"
    may_not $role "CREATE TEMPORARY TABLE mine (n int)" "make a temporary table"
    may_not $role "SELECT * FROM public.schema_migration" "read the list of migrations"
    may_not $role "SET ROLE shouwen_owner" "become the owner"
    may_not $role "SET ROLE shouwen_rebuild" "become the owner of generations"
    may_not $role "CREATE ROLE mine" "make a role"
done
for role in shouwen_section_ledger shouwen_master_ledger shouwen_overdue_alerts shouwen_assessment; do
    may_not $role "SELECT key FROM citizen.dead_letter" "read personal letters"
    may_not $role "INSERT INTO citizen.dead_letter (projection, topic, partition, \"offset\", event_id, headers)
        VALUES ('p', 't', 1, 1, gen_random_uuid(), '') RETURNING key" "see what it put there"
done
may shouwen_citizen_register "SELECT key FROM citizen.dead_letter" "read personal letters"

# ---- personal data ----

masked="SELECT name FROM book.citizen; SELECT text FROM book.citizen_text"
for role in analyst unit_reader section_post supervisor shouwen_section_ledger shouwen_master_ledger; do
    may $role "$masked" "read personal data masked"
done
for role in shouwen_overdue_alerts shouwen_assessment shouwen_admin citizen_reader; do
    may_not $role "SELECT name FROM book.citizen" "read personal data masked"
done
may shouwen_citizen_register "SELECT 1 FROM citizen.record, citizen.text, citizen.erasure" "read its own views"
for role in shouwen_section_ledger shouwen_master_ledger shouwen_overdue_alerts shouwen_assessment shouwen_admin \
    analyst unit_reader section_post supervisor citizen_reader; do
    may_not $role "SELECT 1 FROM citizen.record" "read who asked"
    may_not $role "SELECT 1 FROM citizen.text" "read texts"
    may_not $role "SELECT 1 FROM citizen_register_g1.citizen_row" "read the register's tables"
    [ $role = citizen_reader ] ||
        may_not $role "SELECT citizen.reveal('00000000-0000-0000-0000-000000000000', 'x')" "reveal"
done
may citizen_reader "SELECT citizen.reveal('00000000-0000-0000-0000-000000000000', 'x')" "reveal"
may_not citizen_reader "SELECT 1 FROM citizen.access_log" "read who looked"
may supervisor "SELECT citizen.access_log_is_whole() FROM citizen.access_log" "read who looked, and whether it is whole"
may_not shouwen_citizen_register "SELECT citizen.reveal('00000000-0000-0000-0000-000000000000', 'x')" "reveal"
for role in shouwen_citizen_register shouwen_rebuild supervisor citizen_reader; do
    may_not $role "INSERT INTO citizen.access_log SELECT * FROM citizen.access_log" "write who looked"
    may_not $role "DELETE FROM citizen.access_log" "delete who looked"
    may_not $role "DELETE FROM citizen.erasure_order" "delete orders to erase"
done
may shouwen_citizen_register "INSERT INTO citizen.erasure_order (case_id, erased_at, case_source, case_number, approver)
    VALUES (gen_random_uuid(), now(), 's', 'n', 'w'); UPDATE citizen.erasure_order SET done_at = now()" "keep orders to erase"
may_not shouwen_citizen_register "UPDATE citizen.erasure_order SET approver = 'x'" "change them"
may supervisor "SELECT approver FROM citizen.erasure_order" "read orders to erase"

# ---- books and their totals ----

close="INSERT INTO fact.month_close VALUES ('u', 2024, 1, 1, now(), '', '', '{}')"
total="INSERT INTO fact.month_total SELECT 'u', 2024, 1, 1, 's', $(printf '0, %.0s' {1..31})0"
may shouwen_master_ledger "$close; $total; SELECT 1 FROM fact.month_close, fact.month_total" "close a month"
for role in shouwen_section_ledger shouwen_master_ledger; do
    may $role "SELECT 1 FROM directory.person, directory.role, book.report_row, fact.month_total" \
        "read what a book is printed with"
    may_not $role "DELETE FROM fact.month_close" "open a month again"
    may_not $role "UPDATE fact.month_total SET received = 0" "change closed totals"
    may_not $role "SELECT 1 FROM book.case_row" "read another ledger's cases"
done
for role in shouwen_section_ledger shouwen_admin shouwen_rebuild analyst unit_reader section_post supervisor; do
    may_not $role "$close" "close a month"
done
may analyst "SELECT 1 FROM fact.month_close, fact.month_total, book.report_row" "read closed totals"

# ---- published scores ----

score="INSERT INTO policy.formula VALUES ('f', 1, repeat('0', 64), now(), '', '')"
publish="INSERT INTO fact.score (unit, section, person, period, formula, edition, first_day, last_day, formula_version,
    rules_version, program_version, cut_off_at, offsets, frozen_by, frozen_as, out_of, rated_out_of, points, is_rated, is_few,
    total, adjustment, final, grade) SELECT 'u', '', '', '2024', formula, 1, '2024-01-01', '2024-12-31', version, 1, 1, now(), '{}',
    '', '', 0, 0, 0, false, false, 0, 0, 0, '' FROM policy.formula RETURNING score"
path=-csearch_path=assessment_g1
may shouwen_assessor "$publish" "publish a score"
may shouwen_assessor "SELECT 1 FROM case_file, adjustment_row, stream.generation, stream.rules_version,
    stream.consumer_offset, policy.policy, directory.unit" "read what it is made of"
may_not shouwen_assessor "DELETE FROM case_file" "change what it is made of"
path=
for table in score score_item score_decision score_case; do
    may shouwen_assessment "SELECT 1 FROM fact.$table" "read what was published in fact.$table"
    may_not shouwen_assessor "UPDATE fact.$table SET score = DEFAULT" "change it"
    may_not shouwen_assessor "DELETE FROM fact.$table" "delete it"
done
for role in shouwen_assessment shouwen_master_ledger shouwen_admin shouwen_rebuild analyst unit_reader section_post supervisor; do
    may_not $role "$publish" "publish a score"
done
may analyst "SELECT 1 FROM fact.score, fact.score_item, fact.score_decision" "read published scores"
may_not analyst "SELECT 1 FROM fact.score_case" "read which events were behind them"
may_not shouwen_assessor "$score" "load a formula"
may_not shouwen_assessor "SELECT stream.bump_rules()" "change the rules' version"
may_not shouwen_assessor "SELECT name FROM book.citizen" "read personal data masked"
may_not shouwen_assessor "CREATE TABLE fact.mine (n int)" "make a table"

# ---- generations ----

for projection in $(sql 'SELECT projection FROM stream.generation ORDER BY 1'); do
    own=shouwen_$projection
    path=-csearch_path=${projection}_g1
    may "$own" "SELECT stream.put_files('{00000000-0000-0000-0000-000000000001}', '{0}', 1, '{a}');
        SELECT subject, revision, rules_version, bytes FROM case_file" "write its case files"
    may_not "$own" "TRUNCATE case_file" "empty them at once"
    may_not "$own" "CREATE TABLE mine (n int)" "make tables in its generation"
    may_not "$own" "DROP TABLE case_file" "drop them"
    for other in shouwen_section_ledger shouwen_master_ledger shouwen_citizen_register shouwen_overdue_alerts \
        shouwen_assessment shouwen_admin analyst unit_reader section_post supervisor citizen_reader; do
        [ "$other" = "$own" ] ||
            may_not "$other" "SELECT 1 FROM ${projection}_g1.case_file" "read the case files of $projection"
    done
    path=
done

# ---- the other programs, and people ----

may shouwen_rebuild "SELECT stream.begin_generation('section_ledger', 1)" "begin a generation"
may_not shouwen_rebuild "SELECT key FROM citizen.dead_letter" "read personal letters"
may_not shouwen_rebuild "DROP TABLE stream.outbox" "drop what is durable" 
may_not shouwen_rebuild "DELETE FROM public.schema_migration" "forget migrations"
may_not shouwen_rebuild "SELECT stream.bump_rules()" "change the rules' version"

may shouwen_admin "SELECT 1 FROM stream.consumer_partition, stream.consumer_offset, stream.dead_letter,
    stream.outbox, stream.rules_version, stream.generation, public.schema_migration" "read how things stand"
may shouwen_admin "UPDATE stream.dead_letter SET offered_at = now()" "note that a letter was offered again"
may_not shouwen_admin "UPDATE stream.dead_letter SET reason = ''" "change letters otherwise"
may_not shouwen_admin "DELETE FROM stream.dead_letter" "delete letters"
may_not shouwen_admin "SELECT key FROM citizen.dead_letter" "read personal letters"
may_not shouwen_admin "UPDATE stream.consumer_offset SET next_offset = 0" "move offsets"
may_not shouwen_admin "SELECT * FROM stream.take_partitions('p', 'me', '{0}', '{inquiry}')" "take partitions"
may_not shouwen_admin "INSERT INTO public.schema_migration VALUES (1, 'x', 'y')" "pretend migrations"

may shouwen_admin "SELECT stream.bump_rules(); INSERT INTO directory.alias VALUES ('s', 'unit', '', 'a', 'b');
    DELETE FROM directory.unit; SELECT 1 FROM book.unknown_code" "load the directory"
may_not shouwen_admin "SELECT 1 FROM book.section_row" "read the books"
may_not shouwen_admin "TRUNCATE directory.unit" "empty the directory at once"

may shouwen_admin "SELECT stream.bump_rules(); INSERT INTO policy.policy (preset, version, sha256, loaded_by, rules_version)
    VALUES ('p', 1, repeat('0', 64), '', 2);
    INSERT INTO policy.rung VALUES ('p', 1, 1, 'l', 'r', 'red', 'due', '', '', 'handler', '', false, 'always', '')" "load a policy"
for table in policy policy_row rung calendar calendar_row; do
    may_not shouwen_admin "UPDATE policy.$table SET version = 9" "change what was loaded into policy.$table"
    may_not shouwen_admin "DELETE FROM policy.$table" "delete from policy.$table"
    may shouwen_section_ledger "SELECT 1 FROM policy.$table" "read policy.$table"
    may_not shouwen_section_ledger "DELETE FROM policy.$table" "delete from policy.$table"
done
may shouwen_admin "INSERT INTO policy.calendar (name, version, sha256, loaded_by, rules_version)
    VALUES ('c', 1, repeat('0', 64), '', 2);
    INSERT INTO policy.calendar_row VALUES ('c', 1, 1, 'off', '2026-01-01', '2026-01-01', '', '', 'n')" "load a calendar"
may shouwen_admin "INSERT INTO policy.unit_place VALUES (2, 'u', '2026-01-01', '', NULL)" "keep the tree of units"
may_not shouwen_admin "UPDATE policy.unit_place SET parent = ''" "change one that was kept"
may shouwen_admin "$(cat schemas/queries/unit_places_prune.sql)" "remove those that nobody needs"
may_not shouwen_overdue_alerts "DELETE FROM policy.unit_place" "remove one"
may shouwen_section_ledger "SELECT 1 FROM policy.unit_place" "read the tree of units"
may_not shouwen_producer "SELECT 1 FROM policy.policy" "read policies"

may shouwen_producer "SELECT 1 FROM directory.unit, directory.section, directory.person, directory.membership,
    directory.role, directory.alias" "read the directory"
for table in unit section person membership role alias; do
    may_not shouwen_producer "DELETE FROM directory.$table" "delete from directory.$table"
done
may_not shouwen_producer "INSERT INTO directory.alias VALUES ('s', 'unit', '', 'a', 'b')" "write aliases"
may_not shouwen_producer "UPDATE directory.person SET name = ''" "rename people"
may_not shouwen_producer "SELECT 1 FROM book.section_row" "read the books"
may_not shouwen_producer "SELECT 1 FROM stream.dead_letter" "read letters"
may_not shouwen_producer "SELECT key FROM citizen.dead_letter" "read personal letters"
may shouwen_producer "INSERT INTO intake.refusal VALUES ('publish', 's', '2025-03-05', 'missing', 1, now())
    ON CONFLICT ON CONSTRAINT refusal_key DO UPDATE SET refused = 2" "count what they refuse"
may_not shouwen_producer "DELETE FROM intake.refusal" "delete counts"
may_not shouwen_producer "SELECT 1 FROM intake.arrival" "read what arrived"
may_not shouwen_section_ledger "SELECT 1 FROM intake.arrival" "read what arrived"
may shouwen_master_ledger "UPDATE intake.arrival SET taken = 0" "count what arrives"
may_not shouwen_master_ledger "DELETE FROM intake.arrival" "delete counts"
may_not shouwen_admin "UPDATE intake.arrival SET taken = 0" "change counts"
may_not analyst "SELECT 1 FROM intake.arrival" "read but by views"
may_not shouwen_producer "SELECT stream.bump_rules()" "change the rules' version"
may_not shouwen_producer "SELECT 1 FROM section_ledger_g1.case_file" "read case files"
may_not shouwen_producer "CREATE TABLE directory.mine (n int)" "make tables"
may_not shouwen_producer "SET ROLE shouwen_admin" "become shouwen_admin"

may shouwen_hotline "SELECT 1 FROM directory.alias, book.case_row, book.clock" "see what became of a case"
may shouwen_hotline "SELECT event_id, reason, text FROM stream.dead_letter" "see why an event was set aside"
may_not shouwen_hotline "SELECT payload FROM stream.dead_letter" "see what was in it"
may_not shouwen_hotline "SELECT 1 FROM citizen.dead_letter" "read personal letters"
may_not shouwen_hotline "SELECT 1 FROM book.citizen" "read names, masked or not"
may_not shouwen_hotline "SELECT 1 FROM book.section_row" "read the books"
may_not shouwen_hotline "DELETE FROM directory.alias" "remove aliases"

may shouwen_mailbox "SELECT 1 FROM directory.alias" "read aliases"
may shouwen_mailbox "SELECT status FROM book.case_row WHERE case_id = gen_random_uuid()" "ask whether a case is completed"
may_not shouwen_mailbox "SELECT holder_person FROM book.case_row" "ask who holds it"
may shouwen_mailbox "INSERT INTO intake.refusal VALUES ('mailbox', 's', '2025-03-05', 'missing', 1, now())
    ON CONFLICT ON CONSTRAINT refusal_key DO UPDATE SET refused = 2" "count what it refuses"
may_not shouwen_mailbox "DELETE FROM intake.refusal" "delete counts"
may_not shouwen_mailbox "SELECT 1 FROM intake.arrival" "read what arrived"
for table in unit section person membership role; do
    may_not shouwen_mailbox "SELECT 1 FROM directory.$table" "read directory.$table"
done
may_not shouwen_mailbox "DELETE FROM directory.alias" "remove aliases"
may_not shouwen_mailbox "SELECT 1 FROM book.clock" "read clocks"
may_not shouwen_mailbox "SELECT 1 FROM book.section_row" "read the books"
may_not shouwen_mailbox "SELECT 1 FROM book.citizen" "read names, masked or not"
may_not shouwen_mailbox "SELECT reason FROM stream.dead_letter" "read letters"
may_not shouwen_mailbox "SELECT key FROM citizen.dead_letter" "read personal letters"
may_not shouwen_mailbox "SET ROLE shouwen_producer" "become shouwen_producer"
may_not shouwen_mailbox "CREATE TABLE directory.mine (n int)" "make tables"

may citizen_reader "SELECT key FROM citizen.dead_letter" "read personal letters"
may_not citizen_reader "DELETE FROM citizen.dead_letter" "delete personal letters"
for role in analyst unit_reader section_post supervisor citizen_reader; do
    may_not $role "SELECT 1 FROM stream.dead_letter" "read letters"
    may_not $role "SELECT 1 FROM stream.consumer_offset" "read offsets"
    may_not $role "CREATE VIEW book.mine AS SELECT 1" "make views among ours"
    may_not $role "CREATE TABLE public.mine (n int)" "make a table"
    is "$(PGCONNECT_TIMEOUT=5 psql -X -h 127.0.0.1 -p "$PG_PORT" -U $role -d shouwen -c '' 2>&1 </dev/null |
        grep -c 'not permitted to log in')" 1 "$role is granted to people, and does not log in itself"
done
for role in analyst unit_reader section_post supervisor; do
    may_not $role "SELECT key FROM citizen.dead_letter" "read personal letters"
    may $role "SELECT rows FROM book.totals_by_month; SELECT 件数 FROM \"台账\".\"汇总\"" "read totals"
    may_not $role "SELECT 1 FROM section_ledger_g1.section_row" "read tables behind the views"
    may_not $role "DELETE FROM directory.person" "change the directory"
done
for role in analyst supervisor; do
    may $role "SELECT * FROM book.section_ledger; SELECT * FROM \"台账\".\"总台账\"" "read matters, masked"
done
for role in unit_reader section_post; do # until something says of which unit
    may_not $role "SELECT * FROM book.section_ledger" "read the matters of every section"
    may_not $role "SELECT 编号 FROM \"台账\".\"分台账\"" "read them on the form"
done

judge

sql 'CREATE ROLE stranger LOGIN' postgres
is "$(PGCONNECT_TIMEOUT=5 psql -X -h 127.0.0.1 -p "$PG_PORT" -U stranger -d shouwen -c '' 2>&1 </dev/null |
    grep -c 'permission denied for database')" 1 "a role of somebody else does not come in"
fresh_database copy
is "$(PGCONNECT_TIMEOUT=5 psql -X -h 127.0.0.1 -p "$PG_PORT" -U stranger -d copy -c '' 2>&1 </dev/null |
    grep -c 'permission denied for database')" 1 "nor into a copy of the database that was migrated"
is "$(sql "SELECT has_database_privilege('shouwen_rebuild', 'copy', 'CREATE')" copy)" t \
    "where generations can be made as well"

done_testing
