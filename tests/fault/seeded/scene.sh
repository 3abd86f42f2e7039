#!/bin/bash
# scene.sh -- one small fault on servers of its own, for the mistakes beside it; scene.sh NAME.
. "$(dirname "$0")/../../support/stack.sh"
. tests/support/fault.sh
. tests/support/alerts.sh
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

# What arrived is counted once, though its transaction is repeated.
scene_counted() {
    local draining
    flood --seed 5 --cases 15 --events 8 --duplicates 20
    sql "CREATE FUNCTION master_ledger_g1.full() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100''; END';
         CREATE TRIGGER test_full BEFORE INSERT OR UPDATE ON master_ledger_g1.case_file
         EXECUTE FUNCTION master_ledger_g1.full()"
    drain master --batch-events-max 1 &
    draining=$!
    ok "wait_until 'grep -q 53100 \"$STACK/run/drain-master.log\"' 60" "a full disk is met"
    sql "DROP TRIGGER test_full ON master_ledger_g1.case_file"
    wait $draining
    is $? 0 "with room again everything is projected"
    is "$(sql "SELECT sum(records) FROM book.source_day")" \
        "$(sql "SELECT sum(next_offset) FROM stream.consumer_offset WHERE projection = 'master_ledger'")" \
        "and counted once"
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

# One event tells of tomorrow.
scene_future() {
    ok minutes "a policy of minutes is loaded"
    begin
    {
        accept 1 "$(at 0)"
        accept 2 "$(at 80000)"
    } | publish
    alerts a
    ok 'wait_until "[ -n \"\$(facts 1)\" ]" 120' "a rung rings"
    nothing_early "at its time, whatever others say of theirs"
    signal a TERM
    finish a
}

# The due time of a case moves behind alerts that went out.
scene_moved() {
    ok minutes "a policy of minutes is loaded"
    alerts a
    begin
    accept 1 "$(at -400)" | publish
    wait_facts 1 "yellow raised open red raised open " "a case is overdue"
    resume 1 "$(at -340)" | publish
    pause 1 "$(at -390)" | publish
    wait_facts 1 "yellow raised clock_moved red raised clock_moved yellow raised open red raised open " \
        "and is so once more, of another due time"
    is "$(sql "SELECT string_agg(DISTINCT cleared_before::text, ' ') FROM alert.alert")" 0 \
        "of which nothing was cleared before"
    on_topic "the topic has it all, once"
    signal a TERM
    finish a
}

begun() { # how many partitions are read
    sql "SELECT count(*) FROM stream.consumer_partition WHERE projection = 'overdue_alerts'"
}

# What waits in the outbox meets a topic that holds others' messages.
scene_outbox() {
    local number
    ok minutes "a policy of minutes is loaded"
    alerts a
    ok 'wait_until "[ \"\$(begun)\" -gt 0 ]" 60' "overdue-alerts begins, for which its topic must be there"
    "$(tool topic)" drop shouwen.alert >"$STACK/topics.log" 2>&1
    begin
    for number in $(seq 1 20); do accept "$number" "$(at -400)"; done | publish
    ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM stream.outbox\")\" = 40 ]" 90' "alerts wait for their topic"
    signal a TERM
    finish a
    "$(bin shouwen-admin)" topics >>"$STACK/topics.log" 2>&1
    for number in $(seq 1 200); do echo "number=other-$number unit=zjj"; done | "$(tool alert)" >>"$STACK/topics.log"
    is $? 0 "which others have written to"
    alerts a
    ok 'wait_until "[ \"\$(sql \"SELECT count(*) FROM stream.outbox\")\" = 0 ]" 120' "when it is there again they go out"
    is "$(comm -23 <(sql "SELECT id FROM alert.alert WHERE case_source = 'desk'" | sort) <(topic) | wc -l)" 0 \
        "every one of them"
    signal a TERM
    finish a
}

stack "seeded_$1"
watch_offsets
"scene_$1"
done_testing
