#!/bin/bash
# demo.sh -- from events to real ledgers, in one go.
#
# deploy/dev/demo.sh   Installs what is missing, builds, starts a private Kafka and PostgreSQL in
# build/dev, loads calendar, policies and a city's directory, publishes the lives of its cases up to
# this morning (made by shouwen-simulate), lets every ledger catch up, shows a page of a book, the
# totals and the oddities, what is overdue and due today, and why one of them is, prints the books
# as HTML and CSV, and stops what it started (servers of `make up` stay).  A second run publishes
# the same events with the same ids, which changes nothing, and those of the days between.
# Environment: CASES (3000) and SEED (7) of the city; INPUT=my.csv MAPPING=my.map for a log of your
# own instead (both or neither); ROWS (12) of a table that are shown.
set -u
cd "$(dirname "$0")/../.." || exit 1
. deploy/dev/lib.sh
bin=$BUILD/bin
out=$BUILD/demo
cases=${CASES:-3000}
seed=${SEED:-7}
today=$(TZ=Asia/Shanghai date +%F)
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
    for name in section-ledger master-ledger citizen-register overdue-alerts; do
        echo "\$ $bin/shouwen-$name run --until-caught-up"
        "$bin/shouwen-$name" run --until-caught-up --log-level warn &
        pids+=($!)
    done
    for name in "${pids[@]}"; do
        wait "$name" || give_up "a ledger stopped"
    done
}

load() { # load WHAT PATH
    run "$bin/shouwen-admin" load "$1" "$2" --yes >"$out/load.log" 2>&1 || {
        tail -n 20 "$out/load.log"
        give_up "the $1 was not loaded"
    }
    sed -n '1p; $p' "$out/load.log"
}

publish_city() { # of last year and this one, as it stands this morning
    local -a city=(--cases "$cases" --seed "$seed" --first-day "$((${today%%-*} - 1))-01-01"
        --last-day "${today%%-*}-12-31" --until "$today")
    run "$bin/shouwen-simulate" "${city[@]}" --directory-to "$out/directory" --to-file /dev/null >"$out/city.log" ||
        give_up "there is no city"
    load directory "$out/directory"
    run "$bin/shouwen-simulate" "${city[@]}" || give_up "the events were not published"
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

show_clocks() {
    local columns='unit_name, section_name, person, clock, case_number, due_at' case
    say "what is overdue (超期), the latest first"
    query "SELECT $columns, overdue_minutes FROM book.overdue ORDER BY due_at DESC, case_number LIMIT $rows"
    say "what is due today (今日到期), or on the next day on which anything is"
    query "SELECT $columns, is_provisional FROM book.open_clock
           WHERE due_day = (SELECT min(due_day) FROM book.open_clock WHERE due_at >= now())
           ORDER BY due_at, unit_name, case_number LIMIT $rows"
    case=$(sql "SELECT case_source || '/' || case_number FROM book.overdue
                WHERE clock = 'completion' ORDER BY extensions_counted DESC, due_at DESC, case_number LIMIT 1")
    [ -n "$case" ] || return 0
    say "why the clocks of one of them are due when they are"
    run "$bin/shouwen-overdue-alerts" explain "$case" || give_up "it cannot be explained"
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

say "which limits hold"
load calendar schemas/policy/calendar
load policy schemas/policy/base.csv
load policy schemas/policy/sichuan-2025.csv
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
show_clocks

say "done"
echo "open $out/section.html and $out/master.html to print the books; $out/section.csv opens in a spreadsheet"
if [ -n "$kept" ]; then
    echo "the servers run on; make down stops them"
else
    echo "make up starts the same servers again, with this data; make psql looks at it"
fi
