#!/bin/bash
# peer.sh -- how fast is another program: Debezium's JDBC sink on Kafka Connect, which upserts the very rows that
# section-ledger writes, ready-made, into the same tables; beside it section-ledger and the bare limit, in turns.
#
# What is measured and why it is fair: README.md, section The peer.  Prints a table, writes build/bench/peer.json.
# Environment besides lib.sh's: BENCH_PEER_CASES (BENCH_CASES), BENCH_PEER_SETTINGS (more settings of the connector,
# "name=value ..."), BENCH_PEER_WARM (2, rounds to warm its JVM), BENCH_PEER_TRY (settings to be tried once each
# after the turns, lists separated by ";"), BENCH_PEER_JAVA (options of its JVM).  Wants a JDK, maven and curl; without them it says so and measures nothing.
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cases=${BENCH_PEER_CASES:-$cases}
read -ra settings <<<"${BENCH_PEER_SETTINGS:-}"
try=${BENCH_PEER_TRY-tasks.max=2;tasks.max=3;consumer.override.max.poll.records=500 batch.size=500;use.reduction.buffer=false}
java_options=${BENCH_PEER_JAVA:--Xms256m -Xmx1g -XX:+UseParallelGC}
libs=$out/peer-libs
classes=$out/peer-classes
worker=    # pid
rest_port= # where it is told what to do
schema=section_ledger_g1
tables=(case_file case_row section_row)

# ---- the program ----

need() { # what is missing
    local -a missing=()
    local tool
    for tool in java javac mvn curl; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    [ ${#missing[@]} -eq 0 ] || {
        echo "bench: LEFT OUT: the peer, for want of ${missing[*]};" \
            "Debian: apt-get install default-jdk-headless maven curl" >&2
        exit 0
    }
}

fetch() {
    mvn -q -B --no-transfer-progress -Dstyle.color=never -f tests/bench/peer/pom.xml "$@" \
        org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
        -DincludeScope=runtime "-DoutputDirectory=$PWD/$libs" </dev/null >"$out/peer-fetch.log" 2>&1
}

program() { # jars and our converter; offline first, as for the broker
    local stamp=$libs/stamp sum
    mkdir -p "$out"
    sum=$(cksum <tests/bench/peer/pom.xml)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
        say "fetching the peer (62 MB, once; kept in ~/.m2)"
        rm -rf "$libs"
        mkdir -p "$libs"
        fetch -o || fetch || {
            cat "$out/peer-fetch.log" >&2
            die "could not fetch the peer; is there a network, or a mirror in ~/.m2/settings.xml?"
        }
        echo "$sum" >"$stamp"
    fi
    rm -rf "$classes"
    mkdir -p "$classes"
    javac -Xlint:all -cp "$(echo "$libs"/connect-api-*.jar):$(echo "$libs"/kafka-clients-*.jar)" -d "$classes" \
        tests/bench/peer/*.java || die "the converter does not compile"
}

rest() { # rest METHOD PATH [JSON]
    curl -s -f -m 30 -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "http://127.0.0.1:$rest_port$2"
}

start_worker() {
    rest_port=$(port_pick)
    rm -f "$stack/offsets" # of sources; there are none
    cat >"$out/peer.properties" <<PROPERTIES
bootstrap.servers=$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS
listeners=http://127.0.0.1:$rest_port
plugin.discovery=only_scan
offset.storage.file.filename=$stack/offsets
offset.flush.interval.ms=1000
key.converter=shouwen.bench.RowConverter
key.converter.description=$PWD/$out/peer.description
value.converter=shouwen.bench.RowConverter
value.converter.description=$PWD/$out/peer.description
consumer.max.poll.records=5000
PROPERTIES
    printf '%s\n' 'log4j.rootLogger=WARN, out' 'log4j.appender.out=org.apache.log4j.ConsoleAppender' \
        'log4j.appender.out.layout=org.apache.log4j.PatternLayout' \
        'log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n' >"$out/peer-log4j.properties"
    # shellcheck disable=SC2086
    java $java_options -Duser.timezone=UTC -Djava.awt.headless=true \
        "-Dlog4j.configuration=file:$PWD/$out/peer-log4j.properties" -cp "$classes:$libs/*" \
        org.apache.kafka.connect.cli.ConnectStandalone "$out/peer.properties" >"$out/peer.log" 2>&1 </dev/null &
    worker=$!
    others+=("$worker")
    wait_until "rest GET /connectors || ! kill -0 $worker" 120
    rest GET /connectors >/dev/null || die "the peer does not start, see $out/peer.log"
}

connector() { # connector DATABASE SETTINGS...: its configuration; later settings win
    local database=$1 topics
    shift
    topics=$(IFS=, && echo "${tables[*]}")
    printf '%s\n' connector.class=io.debezium.connector.jdbc.JdbcSinkConnector "topics=$topics" \
        "connection.url=jdbc:postgresql://127.0.0.1:$PG_PORT/$database?reWriteBatchedInserts=true" \
        connection.username=shouwen_section_ledger connection.password=none \
        "collection.name.format=$schema.\${topic}" \
        insert.mode=upsert primary.key.mode=record_key schema.evolution=none \
        use.reduction.buffer=true batch.size=5000 tasks.max=1 "$@" |
        jq -R -n '[inputs | capture("^(?<key>[^=]+)=(?<value>.*)$")] | from_entries'
}

# ---- the clock ----

watch_first() { # watch_first DATABASE: says when a row was seen first, asking a hundred times a second
    local any
    any=$(printf "EXISTS (SELECT FROM $schema.%s) OR " "${tables[@]}")
    sql "DO \$\$ BEGIN
             FOR i IN 1 .. 18000 LOOP EXIT WHEN ${any% OR }; PERFORM pg_sleep(0.01); END LOOP;
         END \$\$;
         SELECT extract(epoch FROM clock_timestamp())" "$1"
}

last_commit() { # last_commit DATABASE: when the last row that stands was committed
    local each
    each=$(printf "SELECT max(pg_xact_commit_timestamp(xmin)) AS at FROM $schema.%s UNION ALL " "${tables[@]}")
    sql "SELECT extract(epoch FROM max(at)) FROM (${each% UNION ALL }) AS each" "$1"
}

written() { # written DATABASE: versions of rows the server wrote
    local ms=$((SECONDS + 10)) now before=
    while [ "$SECONDS" -lt "$ms" ]; do # backends tell it up to a second later
        now=$(sql "SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0) FROM pg_stat_user_tables
                   WHERE schemaname = '$schema' AND relname IN ('${tables[0]}', '${tables[1]}', '${tables[2]}')" "$1")
        [ "$now" != "$before" ] || break
        before=$now
        sleep 1.2
    done
    echo "$now"
}

# line DATABASE FROM RECORDS SERVER-MS CLIENT-MS PEAK-KIB: a line of JSON
line() {
    jq -cn --argjson from "$2" --argjson to "$(last_commit "$1")" --argjson records "$3" --argjson server "$4" \
        --argjson client "$5" --argjson peak "$6" --argjson written "$(written "$1")" --argjson events "$((cases * events))" '
        ($to - $from) as $seconds
        | {seconds: ($seconds * 1000 | round / 1000), events: $events, rows: $records, versions_written: $written,
           rows_per_second: ($records / $seconds | round), versions_per_second: ($written / $seconds | round),
           events_per_second: ($events / $seconds | round), client_us_a_row: ($client * 1000 / $records),
           server_us_a_row: ($server * 1000 / $records), peak_mib: ($peak / 1024)}'
}

begin() { # begin DATABASE: fresh; the watch is on
    database "$1"
    rm -f "$out/peer.first"
    watch_first "$1" >"$out/peer.first" 2>"$out/peer.watch.log" &
    watcher=$!
    others+=("$watcher")
}

# ---- one run each ----

has_failed() { # has_failed CONNECTOR
    rest GET "/connectors/$1/status" | jq -e '[.connector, .tasks[]] | any(.state == "FAILED")' >/dev/null
}

is_through() { # is_through CONNECTOR: as many records as there are have been committed as read
    [ "$(rest GET "/connectors/$1/offsets" | jq '[.offsets[].offset.kafka_offset] | add // 0')" = "$records" ]
}

sink_has_left() {
    [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = 'bench_sink'" postgres)" = 0 ]
}

sink() { # sink NAME SETTINGS...: the peer, a connector (and group) of that name; into the database bench_sink
    local name=$1 server client deadline=$((SECONDS + 600))
    shift
    begin bench_sink
    server=$(server_ms)
    client=$(client_ms "$worker")
    rest PUT "/connectors/$name/config" "$(connector bench_sink "$@")" >/dev/null || die "the peer refuses its settings"
    until is_through "$name"; do
        if has_failed "$name" || [ "$SECONDS" -ge "$deadline" ]; then
            kill "$watcher" 2>/dev/null
            rest DELETE "/connectors/$name" >/dev/null
            die "the peer failed, or does not come to an end, see $out/peer.log"
        fi
        sleep 0.5
    done
    wait "$watcher"
    client=$(($(client_ms "$worker" | cut -d. -f1) - ${client%.*}))
    rest DELETE "/connectors/$name" >/dev/null
    wait_until sink_has_left 30
    line bench_sink "$(cat "$out/peer.first")" "$records" "$(($(server_ms) - server))" "$client" \
        "$(memory_kib "$worker" VmHWM)"
}

peer_sink() { # peer_sink RUN
    sink "run$1" "${settings[@]}"
}

peer_us() {
    local log=$out/peer.us.$1.log server peak_kib=0 cpu_ms=0
    begin bench_us
    server=$(server_ms)
    start_ledger "$log" --until-caught-up
    watch_ledger
    wait "$watcher"
    sleep 1
    line bench_us "$(cat "$out/peer.first")" "$(($(counter "$log" files_written) + $(counter "$log" rows_put)))" \
        "$(($(server_ms) - server))" "$cpu_ms" "$peak_kib"
}

peer_limit() {
    local server told
    begin bench_limit
    server=$(server_ms)
    told=$("$tools/bench/limit" --batch-events "$batch") || die "limit failed"
    wait "$watcher"
    sleep 1
    line bench_limit "$(cat "$out/peer.first")" "$(jq '.files + .rows_put' <<<"$told")" "$(($(server_ms) - server))" 0 0
}

# ---- the proof ----

digest() { # digest DATABASE
    stack_env "$1"
    "$ledger" digest || die "no digest of $1"
}

# The peer was not told what our transactions delete: this does it now, and nothing else.
delete_gone() {
    {
        echo 'CREATE TEMP TABLE gone (case_id uuid, unit text, section text); COPY gone FROM STDIN (FORMAT csv);'
        sed -n 's/^section_row,//p' "$out/peer.gone"
        echo '\.'
        echo 'CREATE TEMP TABLE kept (LIKE gone); COPY kept FROM STDIN;'
        sql "COPY (SELECT case_id, unit, section FROM $schema.section_row) TO STDOUT" bench_us
        echo '\.'
        echo "DELETE FROM $schema.section_row AS row USING (SELECT * FROM gone EXCEPT SELECT * FROM kept) AS key
              WHERE (row.case_id, row.unit, row.section) = (key.case_id, key.unit, key.section);"
    } | PGPASSWORD=$(cat "$STACK/postgres.password") psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U postgres \
        -d bench_sink || die "rows that are gone cannot be deleted"
}

prove() { # the peer's tables hold what ours hold, to the bit
    local ours theirs
    delete_gone
    ours=$(digest bench_us) && theirs=$(digest bench_sink) || exit 1
    [ "$ours" = "$theirs" ] || die "the tables differ:"$'\n'"$ours"$'\n'"$theirs"
}

# ---- all of it ----

prepare() {
    local table
    servers peer 'track_commit_timestamp = on'
    need_backlog
    for table in "${tables[@]}"; do
        "$tools/tool/topic" make "$table" 12 || die "no topic $table"
    done
    say "their rows, ready-made"
    "$tools/bench/peer_rows" --batch-events "$batch" --description "$out/peer.description" --gone "$out/peer.gone" \
        >"$out/peer.rows.json" || die "peer_rows failed"
    records=$(jq .records "$out/peer.rows.json")
    jq -c . "$out/peer.rows.json" >&2
    start_worker
}

numbers() {
    jq -r 'to_entries | map(select(.value | type == "number") | "\(.key) \(.value * 100 | round / 100)") | join(", ")'
}

take() { # take WHO RUN: a line to its file
    "peer_$1" "$2" >>"$out/peer.$1.jsonl" || exit 1
    say "run $2 of $runs, $1: $(tail -n 1 "$out/peer.$1.jsonl" | numbers)"
}

turns() { # each begins and ends a turn in its turn
    local run who
    local -a order=('us sink limit' 'sink limit us' 'limit us sink')
    for ((run = 1; run <= runs; run++)); do
        for who in ${order[(run - 1) % 3]}; do
            take "$who" "$run"
        done
        prove
    done
}

tries() {
    local list number=0 line
    local -a more
    while IFS= read -r -d ';' list; do
        [ -n "$list" ] || continue
        number=$((number + 1))
        read -ra more <<<"$list"
        line=$(sink "try$number" "${settings[@]}" "${more[@]}") || {
            say "$list: the peer failed"
            jq -cn --arg settings "$list" '{settings: $settings, failed: true}' >>"$out/peer.tries.jsonl"
            continue
        }
        prove
        say "$list: $(numbers <<<"$line")"
        jq -c --arg settings "$list" '{settings: $settings} + .' <<<"$line" >>"$out/peer.tries.jsonl"
    done <<<"$try;"
}

need
program
prepare
rm -f "$out"/peer.{us,sink,limit,tries}.jsonl
for ((round = 1; round <= ${BENCH_PEER_WARM:-2}; round++)); do
    warm=$(sink "warm$round" "${settings[@]}") || exit 1
    say "a round that warms the peer's JVM, not counted: $(numbers <<<"$warm")"
done
turns
tries
kill -TERM "$worker"
wait "$worker"
stack_env bench_us
# shellcheck disable=SC2016
result peer '($sink | map(.rows_per_second)) as $theirs
    | ($sink + $tries | map(.rows_per_second | values) | max) as $fastest | {
    rows: [
        row("peer: rows ready-made"; "rows/s"; $theirs; null),
        row("section-ledger, from events"; "rows/s"; $us | map(.rows_per_second); null),
        row("limit: bare upserts"; "rows/s"; $limit | map(.rows_per_second); null),
        row("section-ledger / peer"; ""; ratios($us | map(.rows_per_second); $theirs); {at_least: 1.5}),
        row("section-ledger / the fastest run of the peer, with any settings"; "";
            $us | map(.rows_per_second / $fastest); {at_least: 1.5}),
        row("limit / peer"; ""; ratios($limit | map(.rows_per_second); $theirs); null),
        row("peer: versions of rows really written"; "rows/s"; $sink | map(.versions_per_second); null),
        row("peer: rows of events"; "events/s"; $sink | map(.events_per_second); null),
        row("section-ledger"; "events/s"; $us | map(.events_per_second); null),
        row("CPU of the peer"; "µs a row"; $sink | map(.client_us_a_row); null),
        row("CPU of section-ledger"; "µs a row"; $us | map(.client_us_a_row); null),
        row("CPU of PostgreSQL, peer"; "µs a row"; $sink | map(.server_us_a_row); null),
        row("CPU of PostgreSQL, section-ledger"; "µs a row"; $us | map(.server_us_a_row); null),
        row("CPU of PostgreSQL, limit"; "µs a row"; $limit | map(.server_us_a_row); null),
        row("memory of the peer"; "MiB"; $sink | map(.peak_mib); null),
        row("memory of section-ledger"; "MiB"; $us | map(.peak_mib); null),
        row("memory, section-ledger / peer"; ""; ratios($us | map(.peak_mib); $sink | map(.peak_mib)); {at_most: 0.1})],
    peer: {program: $program, java: $java, options: $options, settings: $settings, rows: $rows},
    us: $us, sink: $sink, limit: $limit, tries: $tries}' \
    --arg program "$(cd "$libs" && echo connect-runtime-*.jar debezium-connector-jdbc-*.jar postgresql-*.jar)" \
    --arg java "$(java -version 2>&1 | head -n 1)" --arg options "$java_options" \
    --argjson settings "$(connector bench_sink "${settings[@]}")" --argjson rows "$(cat "$out/peer.rows.json")" \
    --argjson us "$(lines "$out/peer.us.jsonl")" --argjson sink "$(lines "$out/peer.sink.jsonl")" \
    --argjson limit "$(lines "$out/peer.limit.jsonl")" --argjson tries "$(lines "$out/peer.tries.jsonl")"
jq -r -L tests/bench 'include "rows"; .rows[] | [.measure, .unit, .n, (.min | short), (.median | short), (.max | short),
    (.goal | goal), .verdict] | @tsv' "$out/peer.json" | column -t -s "$(printf '\t')"
