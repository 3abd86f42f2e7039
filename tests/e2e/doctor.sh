#!/bin/bash
# doctor.sh -- what is wrong with an installation is said in sentences, with what to do.
. "$(dirname "$0")/../support/stack.sh"
stack doctor

admin=$(bin shouwen-admin)

doctor() {
    "$admin" doctor "$@" 2>&1
}

finds() { # finds 'BEGINNING OF A LINE' SENTENCE: doctor says it, and ends with 1
    local said status
    said=$(doctor)
    status=$?
    if [ $status -eq 1 ] && grep -q "^WRONG $1" <<<"$said"; then
        pass "$2"
    else
        fail "$2" "exit $status
$said"
    fi
}

notes() { # notes 'BEGINNING OF A LINE' SENTENCE: doctor says it, and nothing is wrong
    local said status
    said=$(doctor)
    status=$?
    if [ $status -eq 0 ] && grep -q "^note  $1" <<<"$said"; then
        pass "$2"
    else
        fail "$2" "exit $status
$said"
    fi
}

as() { # as ROLE 'SQL'
    psql -X -q -A -t -v ON_ERROR_STOP=1 "$SHOUWEN_PG_CONNINFO user=$1" -c "$2" >>"$STACK/as.log"
}

said=$(doctor)
is "$?" 0 "a fresh installation is healthy"
is "$(tail -n 1 <<<"$said")" "nothing is wrong" "and that is said"
notes 'no consumer has run yet' "that nobody has read anything is worth knowing"

# ---- consumers ----

as shouwen_section_ledger "SELECT count(*) FROM stream.take_partitions('section_ledger', 'desk-1', '{0,1}',
    '{shouwen.inquiry,shouwen.transfer}')"
notes 'section_ledger has read everything, and does not run' "a consumer that stopped at the end is worth knowing"
for _ in 1 2 3; do echo record; done | kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -P -t shouwen.inquiry -p 1
finds 'section_ledger has 3 records waiting that nobody reads; the last owner was desk-1; start its consumer$' \
    "records that nobody reads are wrong"
as shouwen_section_ledger "SELECT stream.advance('section_ledger', '{1}', '{1}', '{shouwen.inquiry}', '{1}', '{0}', '{3}',
    '{2}', '{1}', '{1}')"
is "$(doctor | tail -n 1)" "nothing is wrong" "when they are read it is well"
sql "UPDATE stream.consumer_offset SET next_offset = 9 WHERE topic = 'shouwen.inquiry' AND partition = 1"
finds 'section_ledger has read shouwen.inquiry\[1\] to 9, but it ends at 3; the topic was truncated or made anew' \
    "a topic that ends before what was read is wrong"
sql "UPDATE stream.consumer_offset SET next_offset = 3 WHERE topic = 'shouwen.inquiry' AND partition = 1"

sql "INSERT INTO stream.outbox VALUES ('section_ledger', 1, 1, 'deadletter', '', '', '{}', now() - interval '1 hour')"
finds 'section_ledger has 1 messages unpublished, the oldest for 36[0-9][0-9] s' "a stuck outbox is wrong"
sql "DELETE FROM stream.outbox"
as shouwen_section_ledger "SELECT stream.put_letters('section_ledger', '{shouwen.inquiry}', '{1}', '{5}',
    '{00000000-0000-0000-0000-000000000000}', '{empty}', '{x}', '{a}', '{b}', '{\"\"}', '{1}', '{false}', '0')"
notes 'section_ledger set 1 events aside within a day, reason empty' "letters are worth knowing, by reason"

# ---- the database ----

sql "UPDATE stream.generation SET version = version - 1 WHERE projection = 'section_ledger'"
finds 'section_ledger_g1 has version [0-9]*, this program.s is [0-9]*; its consumer.s verb `rebuild`' \
    "a generation of an older version is wrong"
sql "UPDATE stream.generation SET version = version + 2 WHERE projection = 'section_ledger'"
finds 'section_ledger_g1 has version [0-9]*, this program.s is [0-9]*; use the newer programs' \
    "one of a newer version is wrong otherwise"
sql "UPDATE stream.generation SET version = version - 1 WHERE projection = 'section_ledger'"
sql "INSERT INTO stream.generation (projection, number, version, state) VALUES ('section_ledger', 7, 1, 'building'),
    ('section_ledger', 6, 1, 'old'); INSERT INTO stream.rebuild_share VALUES ('section_ledger', 7, 1)"
notes 'section_ledger_g7 is being built and has 1 shares' "a rebuild that was stopped is worth knowing"
notes 'section_ledger_g6 is of no use any longer' "and so are tables that could not be dropped"
sql "DELETE FROM stream.generation WHERE number IN (6, 7)"
sql "CREATE TABLE kept AS SELECT * FROM schema_migration; DELETE FROM schema_migration WHERE number = (
    SELECT max(number) FROM schema_migration)"
finds '1 of [0-9]* migrations are missing; run `shouwen-admin migrate`' "a database that was not migrated is wrong"
sql "INSERT INTO schema_migration SELECT * FROM kept ON CONFLICT DO NOTHING; DROP TABLE kept"
sql "REVOKE CONNECT ON DATABASE shouwen FROM shouwen_projector; REVOKE CREATE ON DATABASE shouwen FROM shouwen_rebuild"
finds 'role shouwen_master_ledger may not connect to this database; ' "a role that cannot connect is wrong"
sql "GRANT CONNECT ON DATABASE shouwen TO shouwen_projector"
finds 'role shouwen_rebuild may not make schemas in this database; ' "one that cannot make generations, too"
sql "GRANT CONNECT ON DATABASE shouwen TO PUBLIC"
stack_admin migrate
is "$(doctor | tail -n 1)" "nothing is wrong" "migrate mends both"
sql 'GRANT CONNECT ON DATABASE shouwen TO PUBLIC'
notes 'every role of the cluster may connect' "an open door is worth knowing"

sql 'ALTER SYSTEM SET fsync = off' postgres
sql 'SELECT pg_reload_conf()' postgres >/dev/null
wait_until '[ "$(sql "SHOW fsync")" = off ]' 10
finds 'PostgreSQL runs with fsync = off: a power failure destroys the database; set fsync = on$' \
    "a database without fsync is wrong"
sql 'ALTER SYSTEM RESET fsync' postgres
sql 'SELECT pg_reload_conf()' postgres >/dev/null
wait_until '[ "$(sql "SHOW fsync")" = on ]' 10

# ---- what does not answer ----

pg_stop fast
finds 'could not connect to PostgreSQL' "a database that does not answer is said"
is "$(doctor | grep -c '^WRONG')" 1 "once, and the broker is looked at all the same"
pg_start
kafka_kill9
said=$(doctor --kafka.socket.connection.setup.timeout.ms=1000)
is "$?" 1 "a broker that does not answer is wrong"
is "$(grep -c '^WRONG Kafka does not answer at 127.0.0.1' <<<"$said") $(grep -c '^WRONG' <<<"$said")" "1 1" \
    "and said once"

done_testing
