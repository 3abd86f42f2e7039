# shellcheck shell=bash disable=SC2154
# open_cases.sh -- a city's open cases, with their clocks and rungs (sourced by sizes.sh and redate.sh).
#
#   open_cases NAME COUNT   servers in build/bench/NAME, and so many files in overdue_alerts_g1
#
# The cases of 2025 of a simulated city (producers/simulate) without what ends them, under the shipped calendar and
# policy `base` (in $out/rules, to be changed): BENCH_SEED_CASES (20000) of them through Kafka and the consumer, copied
# until there are COUNT (growth.sql).

seed_cases=${BENCH_SEED_CASES:-20000}
alerts=$BUILD/bin/shouwen-overdue-alerts

load() { # load WHAT PATH
    "$BUILD/bin/shouwen-admin" load "$1" "$2" --yes --no-publish >>"$out/stack.log" 2>&1 </dev/null ||
        die "the $1 cannot be loaded, see $out/stack.log"
}

rules() { # what is laid down first: a city's directory, calendar, policy
    rm -rf "$out/rules"
    mkdir -p "$out/rules"
    cp -r schemas/policy/calendar schemas/policy/base.csv schemas/policy/ladders.csv "$out/rules"
    "$BUILD/bin/shouwen-simulate" --cases "$seed_cases" --first-day 2025-01-01 --last-day 2025-11-30 --duplicates 0 \
        --directory-to "$out/rules/directory" --to-file "$out/city.ndjson" >>"$out/stack.log" 2>&1 || die "no city"
    load directory "$out/rules/directory"
    load calendar "$out/rules/calendar"
    load policy "$out/rules/base.csv"
}

open_cases() { # open_cases NAME COUNT
    servers "$1"
    rules
    grep -v '"subject":"unit/' "$out/city.ndjson" |
        grep -vE '"(completed|withdrawn|merged|voided|reopened|callbackMade|rated|rectificationOrdered|inspected)":\{' |
        "$BUILD/bin/shouwen-publish" >"$out/publish.log" 2>&1 # what is odd enough is refused
    rm -f "$out"/city.ndjson*
    "$alerts" run --until-caught-up --lock-dir "$stack" 2>"$out/alerts.log" </dev/null ||
        die "overdue-alerts failed, see $out/alerts.log"
    say "$(sql 'SELECT count(*) FROM overdue_alerts_g1.case_file') open cases of the city, to become $2"
    psql -X -q -v ON_ERROR_STOP=1 -v cases="$2" -v schema=overdue_alerts_g1 "$SHOUWEN_PG_ADMIN_CONNINFO" \
        <tests/bench/growth.sql >>"$out/stack.log" 2>&1 || die "the tables cannot be filled, see $out/stack.log"
}
