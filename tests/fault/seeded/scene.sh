#!/bin/bash
# scene.sh -- one small fault on servers of its own, for the mistakes beside it; scene.sh NAME.
. "$(dirname "$0")/../../support/stack.sh"
. tests/support/fault.sh
DRAIN_SECONDS_MAX=60

full() { # full TABLE: the disk is full for it, as PostgreSQL would say it
    sql "CREATE OR REPLACE FUNCTION section_ledger_g1.full() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100''; END';
         CREATE TRIGGER test_full BEFORE INSERT OR UPDATE ON section_ledger_g1.$1
         EXECUTE FUNCTION section_ledger_g1.full()"
}

met() { # how often that was told
    grep -c 53100 "$STACK/run/drain-section.log"
}

# Half of a transaction cannot be written, and later it can.
scene_full() {
    local table draining before number=0
    for table in case_row case_file; do
        number=$((number + 1))
        flood --seed $number --cases 15 --events 8
        full $table
        before=$(met 2>/dev/null)
        drain --batch-events-max 1 &
        draining=$!
        ok "wait_until '[ \"\$(met)\" -gt ${before:-0} ]' 60" "a full disk under $table is met"
        sql "DROP TRIGGER test_full ON section_ledger_g1.$table"
        wait $draining
        is $? 0 "with room again everything is projected"
    done
    is "$(sql "SELECT count(*) FROM stream.dead_letter WHERE reason = 'database'")" 0 \
        "no event is blamed for the disk"
    checked "log and tables agree" section_ledger
}

# Ids used again, events said again, records that cannot be read.
scene_crowd() {
    flood --seed 3 --cases 60 --events 12 --odd 60 --duplicates 20 --conflicts 20 --bad 5
    drain --batch-events-max 50
    is $? 0 "everything is projected"
    checked "log and tables agree" section_ledger
}

say() { # say REF SECTION: the acceptance of one case, and again with another content
    printf '{"header": {"caseSource": "test", "caseNumber": "1", "source": "test", "sourceRef": "%s",
        "occurredAt": "2024-06-03T01:20:00Z"}, "accepted": {"unit": "U01", "section": "%s"}}' "$1" "$2" |
        tr -d '\n' | "$(bin shouwen-publish)" >/dev/null
}

stands() { # stands REVISION RULES: so does the file, soon
    wait_until "[ \"\$(sql 'SELECT revision, rules_version FROM section_ledger_g1.case_file')\" = '$1|$2' ]" 30
}

# What a ledger has in memory is changed by somebody else.
scene_change() {
    ledger victim
    say 1 S1
    ok 'stands 1 1' "an event makes a file"
    sql 'SELECT stream.bump_rules()' >/dev/null
    say 2 S2
    ok 'stands 2 2' "the next is folded under the rules that hold then"
    sql 'UPDATE section_ledger_g1.case_file SET revision = 9'
    say 3 S3
    ok 'stands 10 2' "a file that somebody else wrote is read again"
    signal victim TERM
    finish victim
    checked "log and tables agree" section_ledger
}

# The topics are made anew, and hold more than was read of the old ones.
scene_anew() {
    flood --seed 4 --cases 40 --events 8
    drain
    is $? 0 "a log is projected"
    ok fresh_topics "topics of the same names come in its place"
    flood --seed 5 --cases 200 --events 8
    drain
    ok 'log_has drain-section "re-created or restored"' "and the ledger says so"
}

stack "seeded_$1"
watch_offsets
"scene_$1"
done_testing
