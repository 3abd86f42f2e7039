#!/bin/bash
# bad_csv.sh -- a bad row is named with its reason, and the good rows go on.
. "$(dirname "$0")/../support/stack.sh"

register=$(bin shouwen-register)
work=$BUILD/report/bad_csv
rm -rf "$work"
mkdir -p "$work"

cat >"$work/log.map" <<'END'
[book]
source = office
number = {no}
unit = zjj
[map channel]
phone = call
other = other
[on first]
event = accepted
source_ref = accepted
at = {at}
section = {section}
channel = {channel|channel}
text.content = {content}
citizen.name = {name}
[otherwise]
event = progressed
source_ref = {#}
at = {at}
END
names=no,at,section,channel,content,name

run() { # run ROWS…: a rehearsal over these rows; $out, $report and $status
    printf '%s\n' "$names" "$@" >"$work/log.csv"
    run_file "$work/log.csv"
}

run_file() {
    rm -f "$work/report.csv"
    out=$("$register" --mapping "$work/log.map" --dry-run --report "$work/report.csv" "$1" 2>&1)
    status=$?
    report=$(tail -n +2 "$work/report.csv" 2>/dev/null | tr -d '\r')
}

accepted() {
    awk '$1 == "accepted" { print $2 }' <<<"$out"
}

good='A,2025-09-22,bgs,phone,what,who'

run "$good" 'B,2025-09-22,bgs,phone,what,who'
is "$status $(accepted)" "0 2" "good rows are good"
is "$report" "" "and leave the report empty"

run "$good" 'B,2025-02-30,bgs,phone,what,who' 'C,2025-09-22,bgs,phone,what,who'
is "$status $(accepted)" "1 2" "a bad row does not stop the good ones"
is "$report" '3,3,B,at,2025-02-30,time,at: there is no such day' \
    "a day that does not exist is named by row, case, column and value"

run 'B,1970-01-01,bgs,phone,,' 'C,9999-12-31,bgs,phone,,' 'D,01.02.2025,bgs,phone,,'
is "$(cut -d , -f 1,3,4,5,6 <<<"$report" | xargs)" \
    "2,B,at,1970-01-01,time 3,C,at,9999-12-31,time 4,D,at,01.02.2025,time" \
    "so are 1970, 9999 and a date that begins with its day"

run 'B,2025-09-22,bgs,pigeon,,'
is "$report" '2,2,B,channel,pigeon,unknown_value,channel: [map channel] does not translate it' \
    "a channel nobody knows is named"

run 'B,2025-09-22,,phone,canary,canary'
is "$report" '2,2,B,section,,missing,accepted.section is missing' "an empty cell is named"
long=$(head -c 600 /dev/zero | tr '\0' n)
run "B,2025-09-22,bgs,phone,,canary$long"
is "$(cut -d , -f 4,5,6 <<<"$report")" name,,length "of a name only the column is told"
ok '[[ "$out$report" != *canary* ]]' "and never its value"

run "$good" 'B,2025-09-22,bgs,phone,what,who' 'A,2025-09-23,bgs,phone,what,who' \
    'B,2025-09-24,bgs,phone,what,who'
is "$status $(accepted) $(cut -d , -f 1,3 <<<"$report")" "1 2 4,A" \
    "a row of a case that was left is named"

run "$good" 'B,2025-09-22,bgs' 'C,2025-09-22,bgs,phone,a,b,c' 'D,2025-09-22,bgs,phone,,'
is "$status $(accepted) $(cut -d , -f 1 <<<"$report" | xargs)" "1 2 3 4" \
    "too few and too many cells are named"

run "$good" 'B,2025-09-22,bgs,"phone,what,who' 'C,2025-09-22,bgs,phone,what,who'
is "$status $(accepted) $(cut -d , -f 1 <<<"$report" | xargs)" "1 2 3" \
    "an unbalanced quote costs its own row"

{
    printf '%s\n' "$names" "$good"
    printf 'B,2025-09-22,bgs,phone,w\0t,who\n'
    printf 'C,2025-09-22,bgs,phone,\xd6\xd0\xce\xc4,who\n' # GBK
    printf 'D,2025-09-22,bgs,phone,中文,who\r\n'
} >"$work/bytes.csv"
run_file "$work/bytes.csv"
is "$status $(accepted) $(cut -d , -f 1,6 <<<"$report" | xargs)" "1 2 3,encoding 4,encoding" \
    "a NUL and another encoding cost their own rows"

run '=cmd|x,2025-09-22,bgs,pigeon,,'
is "$(cut -d , -f 3 <<<"$report")" "'=cmd|x" "what a spreadsheet would run is quoted in the report"

: >"$work/empty.csv"
run_file "$work/empty.csv"
is $status 1 "an empty file is no table"
ok '[[ "$out" == *empty* ]]' "and that is said"
run_file "$work/missing.csv"
is $status 1 "so is a file that is not there"

names=no,at,section,content,name run 'A,2025-09-22,bgs,what,who'
is "$status" 1 "a table without a column of the mapping is not read"
ok '[[ "$out" == *"log.map:13: the table has no column"* ]]' "and line and column are named"

rows=()
for ((i = 0; i < 1000; i++)); do rows+=("X$i,yesterday,bgs,phone,,"); done
run "${rows[@]}" "$good"
is "$status $(accepted) $(wc -l <<<"$report")" "1 1 1000" "a thousand bad rows are all named"
out=$("$register" --mapping "$work/log.map" --dry-run "$work/log.csv" 2>&1 >/dev/null)
is "$(grep -c '^row ' <<<"$out")" 1000 "on standard error when there is no report"

run "$good" "$good" 'A,2025-09-22,bgs,phone,what,who'
is "$status $(grep -c . <<<"$report")" "0 0" "the same row again is only another row of its case"

done_testing
