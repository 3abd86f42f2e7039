#!/bin/bash
# demo.sh -- from events to real ledgers, in one go.
#
# deploy/dev/demo.sh   Installs what is missing, builds, starts a private Kafka and PostgreSQL in
# build/dev, loads a city's directory, publishes the lives of its cases (made by shouwen-simulate),
# lets every ledger catch up, shows a page of a book, the totals and the oddities, prints the books
# as HTML and CSV, and stops what it started (servers of `make up` stay).  A second run publishes
# the same events with the same ids, which changes nothing.
# Environment: CASES (3000) and SEED (7) of the city; INPUT=my.csv MAPPING=my.map for a log of your
# own instead (both or neither); ROWS (12) of a table that are shown.
set -u
cd "$(dirname "$0")/../.." || exit 1
. deploy/dev/lib.sh
bin=$BUILD/bin
out=$BUILD/demo
cases=${CASES:-3000}
seed=${SEED:-7}
rows=${ROWS:-12}
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

query() { # query OPTIONS... SQL: a table, as an analyst sees it
    local -a options=("${@:1:$#-1}")
    psql "$SHOUWEN_PG_ADMIN_CONNINFO" -X -q -P pager=off -P null= -P border=1 -P footer=off "${options[@]}" \
        -c "SET ROLE analyst" -c "${!#}" || give_up "the ledgers cannot be read"
}

catch_up() { # all consumers at once, each to the end of what was published
    local name
    local -a pids=()
    for name in section-ledger master-ledger citizen-register; do
        echo "\$ $bin/shouwen-$name run --until-caught-up"
        "$bin/shouwen-$name" run --until-caught-up --log-level warn &
        pids+=($!)
    done
    for name in "${pids[@]}"; do
        wait "$name" || give_up "a ledger stopped"
    done
}

publish_city() {
    run "$bin/shouwen-simulate" --cases "$cases" --seed "$seed" --directory-to "$out/directory" --to-file /dev/null ||
        give_up "there is no city"
    run "$bin/shouwen-admin" load directory "$out/directory" --yes >"$out/directory.log" 2>&1 || {
        tail -n 20 "$out/directory.log"
        give_up "the directory was not loaded"
    }
    tail -n 2 "$out/directory.log"
    run "$bin/shouwen-simulate" --cases "$cases" --seed "$seed" || give_up "the events were not published"
}

publish_input() {
    run "$bin/shouwen-register" --mapping "$MAPPING" "$INPUT" || give_up "the log was not published"
}

busiest() { # prints unit, section and year of the book with the most first inquiries, of MAPPING's source if given
    local source
    source=$(awk -F ' *= *' '$1 == "source" { print $2; exit }' "${MAPPING:-/dev/null}")
    sql "SELECT unit, section, book_year FROM book.section_row
         WHERE entry = 'first' AND '${source//\'/}' IN ('', case_source)
         GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 1, 2, 3 LIMIT 1"
}

print() {
    run "$@" || give_up "the books were not printed"
}

print_books() { # the busiest section's book and its unit's
    local unit section year
    IFS='|' read -r unit section year < <(busiest)
    [ -n "$unit" ] || give_up "there is no book to print"
    local -a book=(book --unit "$unit" --section "$section" --year "$year")
    print "$bin/shouwen-section-ledger" "${book[@]}" --output "$out/section.html"
    print "$bin/shouwen-section-ledger" "${book[@]}" --csv --output "$out/section.csv"
    print "$bin/shouwen-master-ledger" book --unit "$unit" --year "$year" --output "$out/master.html"
    say "a page of the book (分台账), as a reader without special rights sees it"
    query -x "SELECT * FROM \"台账\".\"分台账\" WHERE \"单位代码\" = '$unit' AND \"科室代码\" = '$section' AND \"年度\" = $year
              ORDER BY \"群众满意度\" <> '' DESC NULLS LAST, \"序号\" DESC LIMIT 1"
    say "the totals (汇总) of unit $unit in $year"
    run "$bin/shouwen-master-ledger" totals --unit "$unit" --year "$year" || give_up "there are no totals"
}

if [ "${INPUT:+given}" != "${MAPPING:+given}" ]; then
    echo "usage: make demo INPUT=my.csv MAPPING=my.map" >&2
    exit 2
fi
for file in ${INPUT:+"$INPUT" "$MAPPING"}; do
    if ! [ -r "$file" ]; then
        echo "demo: $file cannot be read" >&2
        exit 2
    fi
done

deploy/dev/setup.sh || exit
${MAKE:-make} all || exit

stack_enter "$BUILD/dev"
mkdir -p "$out"
if process_pid "$STACK/kafka.pid" >/dev/null && process_pid "$STACK/postgres.pid" >/dev/null; then
    kept=yes
fi
trap 'stop $?' EXIT
trap 'stop 130' INT TERM HUP

say "a private Kafka and PostgreSQL in $BUILD/dev"
stack_up "$BUILD/dev" || give_up "the servers do not start"
echo "Kafka on $SHOUWEN_KAFKA_BOOTSTRAP_SERVERS, PostgreSQL on 127.0.0.1:$PG_PORT; schema and topics are there"

if [ -n "${INPUT:-}" ]; then
    say "publish $INPUT"
    publish_input
else
    say "a city of $cases cases"
    publish_city
fi
say "let the ledgers catch up"
catch_up
say "print the books"
print_books
say "what is odd (异常)"
query "SELECT sentence, flag, sum(cases) AS cases FROM book.oddity_count GROUP BY 1, 2 ORDER BY cases DESC, flag LIMIT $rows"

say "done"
echo "open $out/section.html and $out/master.html to print the books; $out/section.csv opens in a spreadsheet"
if [ -n "$kept" ]; then
    echo "the servers run on; make down stops them"
else
    echo "make up starts the same servers again, with this data; make psql looks at it"
fi
