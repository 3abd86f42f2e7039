#!/bin/bash
# sizes.sh -- the room that open cases take with their clocks and rungs: bytes a case of every table and index.
#
# BENCH_SIZES_CASES (1000000) open cases of a simulated city (open_cases.sh), written in random order and vacuumed.
# Prints a table and writes build/bench/sizes.json.
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/bench/open_cases.sh
. tests/bench/open_cases.sh
runs=1
open_cases sizes "${BENCH_SIZES_CASES:-1000000}"
cases=$(sql 'SELECT count(*) FROM overdue_alerts_g1.case_file')
sql "SELECT jsonb_build_object('table', class.relname, 'rows', class.reltuples::bigint, 'name', part.name, 'bytes', part.bytes)
     FROM pg_class AS class
     CROSS JOIN LATERAL (
         SELECT '' AS name, pg_table_size(class.oid) AS bytes
         UNION ALL
         SELECT own.relname, pg_relation_size(own.oid)
         FROM pg_index AS index JOIN pg_class AS own ON own.oid = index.indexrelid
         WHERE index.indrelid = class.oid) AS part
     WHERE class.relnamespace = 'overdue_alerts_g1'::regnamespace AND class.relkind = 'r'
     ORDER BY class.relname, part.name" >"$out/sizes.jsonl" || die "no sizes"
result sizes '{settings: ($machine.settings + {open_cases: $open}),
    rows: ([$parts[] | select(.name == "") | row("rows of \(.table)"; "a case"; [.rows / $open]; null)]
        + [$parts[] | row(if .name == "" then .table else "index \(.name)" end; "bytes a case"; [.bytes / $open]; null)]
        + [row("all of it"; "bytes a case"; [($parts | map(.bytes) | add) / $open]; null)]),
    parts: $parts}' --argjson open "$cases" --argjson parts "$(lines "$out/sizes.jsonl")"
tests/bench/report.sh sizes
