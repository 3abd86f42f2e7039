#!/bin/bash
# private_servers.sh -- the servers every other script stands on survive what those do to them.
. "$(dirname "$0")/../support/stack.sh"
stack private_servers bare

version() {
    psql -X -A -t "$SHOUWEN_PG_ADMIN_CONNINFO" -c 'SHOW server_version_num' | cut -c 1-2
}

is "$(version)" 15 "PostgreSQL 15 answers"
sql 'CREATE TABLE kept(n int); INSERT INTO kept VALUES (1)'

pg_restart fast
is "$(sql 'SELECT n FROM kept')" 1 "a fast restart of PostgreSQL keeps data and port"
pg_restart immediate
is "$(sql 'SELECT n FROM kept')" 1 "an immediate restart of PostgreSQL keeps data and port"
pg_kill9
pg_start
is "$(sql 'SELECT n FROM kept')" 1 "a PostgreSQL killed with -9 starts again over its stale lock"

ok 'fresh_database mine && sql "CREATE TABLE other(n int)" mine' "a test can have a database of its own"
is "$SHOUWEN_PG_CONNINFO" "host=127.0.0.1 port=$PG_PORT dbname=shouwen" \
    "what a subshell exports stays there"
fresh_database mine2
is "$SHOUWEN_PG_CONNINFO" "host=127.0.0.1 port=$PG_PORT dbname=mine2" "and the addresses mean it"

ok '! kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -L -t missing -X allow.auto.create.topics=true | grep -q "partition 0"' \
    "a topic is never made by itself"
kafka_kill9
ok '! kafka_answers' "a broker killed with -9 is gone"
ok kafka_start "and starts again on its port"
kafka_freeze
ok '! timeout 2 kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -L -m 1' "a frozen broker does not answer"
kafka_thaw
ok 'wait_until kafka_answers 20' "and a thawed one does"

background sleeper sleep 60
ok 'is_running sleeper' "a program runs in the background"
signal sleeper TERM
finish sleeper 5
is $? 143 "and its end is seen"

done_testing
