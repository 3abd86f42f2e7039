#!/bin/bash
# report.sh -- what build/bench/*.json hold as one table, on the terminal and as Markdown for README.md in
# build/bench/table.md, and as charts in build/bench/*.svg (charts.sh).
#
#   tests/bench/report.sh [NAME...]   of these measures; without names, of all there are
#
# A measure's file has `rows` as rows.jq makes them; the others, of views.sh, have a table of their own.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
out=${BUILD:-build}/bench
[ $# -gt 0 ] || set -- live shards rebuild peer rebuild_and_peer latency memory growth micro sizes redate assessment alerts hotline mailbox
order=("$@")

found() { # the files there are, in this order
    local name
    for name in "${order[@]}"; do
        [ ! -s "$out/$name.json" ] || echo "$out/$name.json"
    done
}

# What two measures say together: the median of one over the median of the other.
if [ -s "$out/rebuild.json" ] && [ -s "$out/peer.json" ]; then
    jq -n -L tests/bench --slurpfile rebuild "$out/rebuild.json" --slurpfile peer "$out/peer.json" 'include "rows";
        def of($file; $measure): $file[0].rows[] | select(.measure == $measure and .unit == "events/s") | .median;
        {rows: [row("rebuild / peer, events"; ""; [of($rebuild; "rebuild") / of($peer; "peer: rows of events")]; {at_least: 10})]}' \
        >"$out/rebuild_and_peer.json"
fi
mapfile -t files < <(found)
[ ${#files[@]} -gt 0 ] || {
    echo "bench: nothing was measured" >&2
    exit 1
}
table() { # table SEPARATOR: a line a row
    jq -r -L tests/bench --arg separator "$1" 'include "rows";
        .rows[]? | [.measure + (if .unit == "" then "" else ", \(.unit)" end), (.n | tostring), (.min | short),
                    (.median | short), (.max | short), (.goal | goal), .verdict] | join($separator)' "${files[@]}"
}

conditions() {
    jq -r 'select(.machine != null)
        | "\(input_filename | sub(".*/"; "") | sub("\\.json$"; "")): \(.when[0:16]), commit \(.commit), load \(.load_before) before and \(.load_at_end) after; \(
            .settings | to_entries | map(select(.key != "postgresql") | "\(.key) \(.value)") | join(", "))"' "${files[@]}"
    jq -rs 'map(select(.machine != null)) | .[0]
        | "\(.machine); \(.kernel); PostgreSQL \(.postgresql), \(.settings.postgresql | gsub(";"; ", ")); \(.program)"' "${files[@]}"
}

{
    printf '| measure | n | min | median | max | goal | verdict |\n| --- | --- | --- | --- | --- | --- | --- |\n'
    table ' | ' | sed 's/^/| /; s/$/ |/'
    echo
    conditions | sed 's/^/- /'
} >"$out/table.md"
{
    printf 'measure\tn\tmin\tmedian\tmax\tgoal\tverdict\n'
    table $'\t'
} | column -t -s "$(printf '\t')"
conditions
tests/bench/charts.sh
