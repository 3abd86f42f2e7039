#!/bin/bash
# rules.sh -- rules that change under load: what was folded with the old ones is folded again.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack rules
seed
bumps=$(proof 6 60)

version() {
    sql "SELECT version FROM stream.rules_version"
}

# At every commit: was each file written with the rules that are in force just then?  SW003 itself
# comes after the files are put, so that this is asked when all is done.
watch_offsets
sql "CREATE FUNCTION watch.see_rules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
     'BEGIN
         INSERT INTO watch.seen (text)
         SELECT format(''the file of %s says rules %s, which have version %s'', NEW.subject, NEW.rules_version, r.version)
         FROM stream.rules_version AS r WHERE r.version <> NEW.rules_version;
         RETURN NULL;
      END';
     CREATE CONSTRAINT TRIGGER rules AFTER INSERT OR UPDATE ON section_ledger_g1.case_file
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch.see_rules()"

flood --seed "$SEED" --cases "$(proof 2000 20000)" --events 12 --rate "$(proof 1000 500)" --duplicates 5 --conflicts 2 --bad 1 &
flooding=$!
ledger reader
for ((bump = 1; bump <= bumps; bump++)); do
    before=$(applied)
    wait_until "[ \"\$(applied)\" -gt $before ]" 20 || fail "it goes on after change $((bump - 1))"
    # Held for a moment, so that a transaction has to wait for it.
    sql "BEGIN; SELECT stream.bump_rules(); SELECT pg_sleep(0.1); COMMIT" >/dev/null
done
is "$(version)" $((bumps + 1)) "rules change $bumps times while events flow"
for thing in policy/base.csv policy/sichuan-2025.csv policy/calendar; do
    before=$(applied)
    case $thing in *.csv) what=policy ;; *) what=calendar ;; esac
    "$(bin shouwen-admin)" load $what "schemas/$thing" --yes >>"$STACK/load.log" 2>&1
    is $? 0 "$thing is loaded meanwhile"
    ok "wait_until '[ \"\$(applied)\" -gt $before ]' 20" "and events flow on"
done
is "$(version)" $((bumps + 4)) "each under new rules"
ok 'kill -0 $flooding' "while there still were events to come"
before=$(applied)
ok "wait_until '[ \"\$(applied)\" -gt $before ]' 20" "and events flow on"
ok 'log_has reader SW003' "transactions folded with the old ones are refused"
is "$(grep -c 'begin anew' "$STACK/run/reader.log")" 0 "without a word to the group"
wait $flooding
is $? 0 "everything published is acknowledged"
signal reader TERM
finish reader
is $? 0 "the ledger ends in order"

drain
is $? 0 "what is left is projected"
flood --seed $((SEED + 1)) --cases 300 --events 12
drain
is "$(sql "SELECT max(rules_version) FROM section_ledger_g1.case_file")" "$(version)" \
    "files that were written since carry the new version"
ok '[ "$(sql "SELECT count(DISTINCT rules_version) FROM section_ledger_g1.case_file")" -gt 2 ]' \
    "others the one they were written with"
checked "no file was written with rules that had gone, nothing is lost or doubled" section_ledger
wanted=$(digest)
fresh_database calm
is $? 0 "a second installation, whose rules never changed"
drain
is "$(digest)" "$wanted" "has the same tables"
done_testing
