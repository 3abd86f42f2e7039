#!/bin/bash
# views.sh -- how soon an analyst has the answer: the queries of tests/support/views_queries.sql, of an ordinary unit
# and of the largest, on a private PostgreSQL with BENCH_VIEWS_CASES (1000000) matters of 200 units and five years.
#
# Prints the fastest, the median and the slowest of BENCH_VIEWS_RUNS (7) runs in ms, of the whole answer in the client's
# hands, how many rows it has, and how much room each projection takes; writes them to build/bench/views.json.
# BENCH_VIEWS_WORKERS (2, PostgreSQL's own default) is how many processes may help with a query.  No Kafka is started.
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cases=${BENCH_VIEWS_CASES:-1000000}
runs=${BENCH_VIEWS_RUNS:-7}
workers=${BENCH_VIEWS_WORKERS:-2}
KAFKA_PORT=0 # asked for by stack_env, and by nothing here

server() {
    stack_folder views
    stack_enter "$stack" || exit
    pg_start >"$out/stack.log" 2>&1 || die "PostgreSQL does not start, see $out/stack.log"
    postgres_settings "max_parallel_workers_per_gather = $workers"
    sql 'CREATE DATABASE shouwen' postgres && stack_env shouwen && stack_admin migrate || die "the database is not made"
}

ask() { # ask NAME=VALUE...: statements from stdin, each variable for psql
    local variable
    local -a variables=()
    for variable; do
        variables+=(-v "$variable")
    done
    psql -X -q -A -t -v ON_ERROR_STOP=1 "${variables[@]}" "$SHOUWEN_PG_ADMIN_CONNINFO"
}

fill() {
    local started=$SECONDS
    ask cases="$cases" <tests/support/views_fill.sql || die "the tables cannot be filled"
    # Once more, when no other backend looks at what was there before.
    ask <<<'VACUUM (ANALYZE); CHECKPOINT' || die "VACUUM"
    echo "filled in $((SECONDS - started)) s" >&2
}

sizes() { # a line a table or index that was filled: projection, kind, name, bytes
    sql "SELECT concat_ws(E'\t', left(relnamespace::regnamespace::text, -3), CASE relkind WHEN 'i' THEN 'index' ELSE 'table' END,
             relname, CASE relkind WHEN 'i' THEN pg_relation_size(oid) ELSE pg_table_size(oid) END)
         FROM pg_class
         WHERE relkind IN ('r', 'i') AND relnamespace::regnamespace::text ~ '_g1\$' AND pg_total_relation_size(oid) > 65536
         ORDER BY relnamespace::regnamespace::text, relkind DESC, relname"
}

script() { # the queries of stdin, each asked as often as it is measured and once before
    awk -v runs="$runs" '
        function put(   i) {
            if (name == "") return
            print "\\echo query " name "\n\\o /dev/null\n\\timing off\n" text
            print "\\timing on"
            for (i = 0; i < runs; i++) print text
            print "\\o"
        }
        /^-- [^ :]+: / { put(); name = $2; sub(/:$/, "", name); text = ""; next }
        /^--/ { next }
        { text = text $0 "\n" }
        END { put() }'
}

measure() { # measure UNIT NAME: a line a query: its name, the unit, minimum, median and maximum
    { script <tests/support/views_queries.sql && [ -z "${3:-}" ] || script <<<"$3"; } |
        ask unit="$1" section=S1 name="$2" year=2025 from=2025-03-01 to=2025-03-31 |
        awk -v unit="$1" -v runs="$runs" '
            function put(   i, j, swap) {
                if (name == "") return
                if (count != runs) { print "bench: " name " gave " count + 0 " times" > "/dev/stderr"; exit 1 }
                for (i = 2; i <= count; i++)
                    for (j = i; j > 1 && times[j] < times[j - 1]; j--) {
                        swap = times[j]; times[j] = times[j - 1]; times[j - 1] = swap
                    }
                print name "\t" unit "\t" times[1] "\t" times[int((count + 1) / 2)] "\t" times[count]
            }
            /^query / { put(); name = $2; count = 0 }
            /^Time: / { times[++count] = $2 + 0 }
            END { put() }'
}

everything='-- balance: whether all books balance
SELECT * FROM book.balance;
-- late_by_source: what is late, of everything
SELECT * FROM book.late_by_source;
-- oddity_count: what is odd, of everything
SELECT * FROM book.oddity_count;
-- all_totals: the totals of everything
SELECT * FROM book.totals_by_section;'

server
fill
{
    measure U017 第17局 && measure U001 第1局 "$everything"
} >"$out/views.tsv" || die "a query failed"
[ -s "$out/views.tsv" ] || die "nothing was measured"
sizes >"$out/sizes.tsv" || die "no sizes"
jq -R -n --arg cases "$cases" --arg runs "$runs" --arg load "$(cut -d' ' -f1-3 /proc/loadavg)" \
    --arg commit "$(git describe --always --dirty 2>/dev/null)" --arg workers "$workers" --rawfile sizes "$out/sizes.tsv" '
    {cases: ($cases | tonumber), runs: ($runs | tonumber), workers: ($workers | tonumber), load_at_end: $load,
     commit: $commit,
     queries: [inputs / "\t" | {query: .[0], unit: .[1], min_ms: (.[2] | tonumber), median_ms: (.[3] | tonumber),
                                max_ms: (.[4] | tonumber)}],
     sizes: [$sizes / "\n" | .[] | select(. != "") / "\t"
             | {projection: .[0], kind: .[1], name: .[2], bytes: (.[3] | tonumber)}]}' \
    <"$out/views.tsv" >"$out/views.json"
{
    printf 'query\tunit\tmin, ms\tmedian, ms\tmax, ms\n'
    cat "$out/views.tsv"
} | column -t -s "$(printf '\t')"
echo "$cases matters, $(sql "SELECT string_agg(unit || ' has ' || count || ' rows in the month', ', ' ORDER BY unit)
    FROM (SELECT unit, count(*) FROM book.section_row WHERE unit IN ('U001', 'U017') AND came_in_at >= '2025-03-01'
              AND came_in_at < '2025-04-01' GROUP BY unit) AS each"); load $(cut -d' ' -f1-3 /proc/loadavg)"
jq -r '.sizes | group_by(.projection)[]
       | "\(.[0].projection): \(map(.bytes) | add / 1048576 | round) MiB, \(map("\(.name) \(.bytes / 1048576 | round)") | join(", "))"' \
    "$out/views.json"
