#!/bin/bash
# redate.sh -- how fast cases are dated anew when rules change: cases a second of one shard, when every clock and rung
# changes (a policy with a day more for each limit) and when no row does (another unit in the tree).
#
# BENCH_REDATE_CASES (100000) open cases of a simulated city (open_cases.sh); each in BENCH_RUNS (3) turns.  The time
# is the consumer's own, from seeing the new rules to having committed the last case, and alerts follow meanwhile;
# the next turn begins when they have.  Prints a table and writes build/bench/redate.json.
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/bench/open_cases.sh
. tests/bench/open_cases.sh
log=$out/redate.log

change_all() { # change_all RUN: every limit is one day more, or the shipped one again
    sed "s/,\([0-9]*\)wd,/,\1wd_,/g" schemas/policy/base.csv |
        awk -v more=$(($1 % 2)) '{ while (match($0, /[0-9]+wd_/)) {
            days = substr($0, RSTART, RLENGTH - 3) + more
            $0 = substr($0, 1, RSTART - 1) days "wd" substr($0, RSTART + RLENGTH) } print }' >"$out/rules/base.csv"
    load policy "$out/rules/base.csv"
}

change_none() { # change_none RUN
    echo "bench-$1,Bench $1,city,organ,,false,2025-01-01,," >>"$out/rules/directory/units.csv"
    load directory "$out/rules/directory"
}

dated() { # how often
    grep -c 'msg="cases are dated anew"' "$log"
}

written() { # rows put and gone, by the consumer's counters behind the last dating
    tac "$log" | sed '/msg="cases are dated anew"/q' | grep -m 1 -o 'msg="counters".*' |
        awk '{ for (i = 1; i <= NF; i++) if (split($i, pair, "=") == 2 && pair[1] ~ /^rows_(put|gone)$/) sum += pair[2] }
             END { if (NR > 0) print sum }'
}

is_settled() { # the last three lines of counters, a second apart, say the same
    [ "$(grep 'msg="counters"' "$log" | tail -n 3 | sed 's/^[^ ]* //' | uniq -c | awk '{ print $1 }')" = 3 ]
}

redated() { # redated WHAT RUN: a line of JSON
    local before client rows line
    before=$(dated)
    wait_until 'is_settled && [ -n "$(written)" ]' 1800 || die "alerts do not come to an end, see $log"
    rows=$(written)
    sql CHECKPOINT postgres
    client=$(client_ms "$consumer")
    "change_$1" "$2"
    wait_until "[ \"\$(dated)\" -gt $before ]" 1800 || die "they are not dated anew, see $log"
    client=$(($(client_ms "$consumer") - client))
    wait_until '[ -n "$(written)" ]' 60 || die "no counters, see $log"
    line=$(grep 'msg="cases are dated anew"' "$log" | tail -n 1)
    jq -cn --argjson files "$(sed 's/.* files=\([0-9]*\).*/\1/' <<<"$line")" \
        --argjson ms "$(sed 's/.* ms=\([0-9]*\).*/\1/' <<<"$line")" --argjson client "$client" \
        --argjson rows "$(($(written) - rows))" \
        '{files: $files, cases_per_second: ($files * 1000 / $ms | round), client_us_a_case: ($client * 1000 / $files),
          rows_a_case: ($rows / $files)}'
}

redate_all() {
    redated all "$1"
}

redate_none() {
    redated none "$1"
}

open_cases redate "${BENCH_REDATE_CASES:-100000}"
cases=$(sql 'SELECT count(*) FROM overdue_alerts_g1.case_file')
: >"$log"
"$alerts" run --shards 1 --stats-ms 1000 --lock-dir "$stack" 2>"$log" </dev/null &
consumer=$!
wait_until 'has_joined "$log"' 60 || die "overdue-alerts does not join, see $log"
alternate redate all none
kill -TERM "$consumer"
wait "$consumer" || die "overdue-alerts failed, see $log"
consumer=
[ "$(jq -s 'map(.files) | unique | length' "$out"/redate.{all,none}.jsonl)" = 1 ] || die "not all cases were dated, see $log"
result redate '{settings: ($machine.settings + {open_cases: $open}),
    rows: [
        row("dated anew, every row changes"; "cases/s"; $all | map(.cases_per_second); null),
        row("dated anew, no row changes"; "cases/s"; $none | map(.cases_per_second); null),
        row("client, every row changes"; "µs of CPU a case"; $all | map(.client_us_a_case); null),
        row("client, no row changes"; "µs of CPU a case"; $none | map(.client_us_a_case); null),
        row("rows written, every row changes"; "a case"; $all | map(.rows_a_case); null),
        row("rows written, no row changes"; "a case"; $none | map(.rows_a_case); null)]}' \
    --argjson open "$cases" --argjson all "$(lines "$out/redate.all.jsonl")" --argjson none "$(lines "$out/redate.none.jsonl")"
tests/bench/report.sh redate
