#!/bin/bash
# demo.sh -- from a log book to real ledgers, in one go.
#
# deploy/dev/demo.sh   Installs what is missing, builds, starts a private Kafka and PostgreSQL in
# build/dev, publishes a log through shouwen-register, lets both ledgers catch up, shows their rows,
# and stops what it started (servers of `make up` stay).  A second run publishes the same events with
# the same ids, which changes nothing.
# Environment: INPUT=my.csv MAPPING=my.map for a log of your own (both or neither); ROWS (20) a ledger.
set -u
cd "$(dirname "$0")/../.." || exit 1
. deploy/dev/lib.sh
bin=$BUILD/bin
input=${INPUT:-producers/register/sample.csv}
mapping=${MAPPING:-producers/register/sample.map}
rows=${ROWS:-20}
kept=

say() {
    printf '\n== %s\n' "$*"
}

stop() {
    trap - EXIT INT TERM HUP
    [ -n "$kept" ] || stack_down
    exit "$1"
}

give_up() {
    echo "demo: $*" >&2
    stop 1
}

run() { # shows the command, then its output
    echo "\$ $*"
    "$@"
}

show() { # show VIEW COLUMNS: its first rows, and how many there are
    psql "$SHOUWEN_PG_ADMIN_CONNINFO" -X -q -P pager=off -P null=- -P border=1 \
        -c "SELECT $2 FROM $1 ORDER BY came_in_at DESC, case_number LIMIT $rows" || give_up "$1 cannot be read"
    echo "$1: $(sql "SELECT count(*) FROM $1") rows, newest first"
}

minute() { # minute COLUMN NAME: as a book writes a time
    echo "to_char($1, 'YYYY-MM-DD HH24:MI') AS \"$2\""
}

case_columns="case_number AS \"编号\", unit AS \"单位\""
end_columns="handling AS \"办理情况\", handler AS \"承办人\", $(minute completed_at 办结时间), satisfaction AS \"群众满意度\""

if [ "${INPUT:+given}" != "${MAPPING:+given}" ]; then
    echo "usage: make demo INPUT=my.csv MAPPING=my.map" >&2
    exit 2
fi
for file in "$input" "$mapping"; do
    if ! [ -r "$file" ]; then
        echo "demo: $file cannot be read" >&2
        exit 2
    fi
done

deploy/dev/setup.sh || exit
${MAKE:-make} all || exit

stack_enter "$BUILD/dev"
if process_pid "$STACK/kafka.pid" >/dev/null && process_pid "$STACK/postgres.pid" >/dev/null; then
    kept=yes
fi
trap 'stop $?' EXIT
trap 'stop 130' INT TERM HUP

say "a private Kafka and PostgreSQL in $BUILD/dev"
stack_up "$BUILD/dev" || give_up "the servers do not start"
echo "Kafka on $SHOUWEN_KAFKA_BOOTSTRAP_SERVERS, PostgreSQL on 127.0.0.1:$PG_PORT; schema and topics are there"

say "publish $input"
run "$bin/shouwen-register" --mapping "$mapping" "$input" || give_up "the log was not published"

say "let the ledgers catch up"
run "$bin/shouwen-section-ledger" run --until-caught-up || give_up "section-ledger stopped"
run "$bin/shouwen-master-ledger" run --until-caught-up || give_up "master-ledger stopped"

say "the section ledgers (分台账)"
show book.section_row "$case_columns, section AS \"科室\", $(minute came_in_at 受理时间), entry AS \"首问/转入\", receiver AS \"首问责任人\", $end_columns"
say "the master ledger (总台账)"
show book.master_row "$case_columns, entry_section AS \"首问科室\", $(minute came_in_at 受理时间), receiver AS \"首问责任人\", $end_columns"

say "done"
if [ -n "$kept" ]; then
    echo "the servers run on; make down stops them"
else
    echo "make up starts the same servers again, with this data; make psql looks at it"
fi
