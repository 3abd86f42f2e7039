#!/bin/bash
# charts.sh -- build/bench/*.json as SVG, one chart a family of measures, by gnuplot.
#
#   speed.svg  rebuild.svg  peer.svg  micro.svg  growth.svg  memory.svg  latency.svg; those of which there is something to draw
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
out=${BUILD:-build}/bench
command -v gnuplot >/dev/null || {
    echo "bench: left out: charts, for want of gnuplot; deploy/dev/setup.sh bench installs it" >&2
    exit 0
}
common='
set encoding utf8
set border 3 lc rgb "#606060"
set tics nomirror textcolor rgb "#303030"
set grid ytics lc rgb "#e0e0e0" lt 1
set key top left Left reverse samplen 2 spacing 1.3
set style line 1 lc rgb "#1f6f8b" lw 2 pt 7 ps 0.7
set style line 2 lc rgb "#d08c2f" lw 2 pt 5 ps 0.7
set style line 3 lc rgb "#7a5195" lw 2 pt 9 ps 0.8
set style line 4 lc rgb "#7f9f7f" lw 2 pt 11 ps 0.8
'

values() { # values NAME PROGRAM: lines of values, of build/bench/NAME.json; nothing when there is none
    [ ! -s "$out/$1.json" ] || jq -r -L tests/bench "include \"rows\"; $2" "$out/$1.json"
}

draw() { # draw NAME WIDTH HEIGHT: the gnuplot of stdin; $data is its file
    { printf 'set terminal svg size %s,%s font "sans-serif,13" background rgb "white"\nset output "%s"\n%s\n' \
        "$2" "$3" "$out/$1.svg" "$common" && cat; } | gnuplot 2>"$out/gnuplot.log" || {
        echo "bench: $1.svg was not drawn, see $out/gnuplot.log" >&2
        return 1
    }
}

bars() { # bars NAME TITLE UNIT [DIVISOR]: of $out/NAME.tsv, a line a bar: label, median, minimum, maximum, colour
    [ -s "$out/$1.tsv" ] || return 0
    local count by=${4:-1}
    count=$(wc -l <"$out/$1.tsv")
    draw "$1" 900 $((120 + 44 * count)) <<PLOT
set datafile separator "\t"
set title "$2"
set xlabel "$3"
unset key
set border 1
set grid noytics xtics lc rgb "#e0e0e0" lt 1
set xrange [0:*]
set yrange [$count-0.4:-0.6]
set ytics scale 0 noenhanced
set style fill solid 0.85 border
set lmargin at screen 0.36
set rmargin at screen 0.88
plot "$out/$1.tsv" using (0):0:(0):(\$2/$by):(\$0-0.32):(\$0+0.32):5:ytic(1) with boxxyerror lc rgb variable, \\
     "" using (\$2/$by):0:(\$3/$by):(\$4/$by) with xerrorbars lc rgb "#303030" pt 0, \\
     "" using (\$4/$by):0:(sprintf("  %.1f", \$2/$by)) with labels left
PLOT
}

bar='def bar($title; $color): if length == 0 then empty else [$title, median, min, max, $color] | @tsv end;
     def us: 2060171; def bare: 13667375; def peer: 8016277; def eps: map(.events_per_second | select(. != null));'

{
    values live "$bar (.us | eps | bar(\"live, one shard\"; us)), (.limit | eps | bar(\"limit: the same writes bare\"; bare))"
    values shards "$bar (.one | eps | bar(\"one shard, beside two\"; us)), (.two | eps | bar(\"two shards\"; us)),
        (.both | eps | bar(\"both ledgers, events of both\"; us))"
} >"$out/speed.tsv"
{
    values rebuild "$bar (.us | eps | bar(\"rebuild\"; us)),
        (.limit | map(.read_events_per_second) | bar(\"limit: consume and unpack\"; bare)),
        (.limit | map(.copy_events_per_second) | bar(\"limit: COPY, with keys\"; bare))"
    values live "$bar .us | eps | bar(\"live, one shard\"; us)"
} >"$out/rebuild.tsv"
bars speed "A backlog into the section ledger (bar: median; line: minimum to maximum)" "thousand events a second" 1000
[ ! -s "$out/rebuild.json" ] ||
    bars rebuild "Rebuild, beside its two halves done bare" "thousand events a second" 1000
values peer "$bar .rows[] | select(.unit == \"rows/s\")
    | [.measure, .median, .min, .max, if .measure | test(\"peer\") then peer elif .measure | test(\"bare|limit\") then bare else us end] | @tsv" \
    >"$out/peer.tsv"
bars peer "The same rows into the same tables, beside the peer" "thousand rows a second" 1000
values micro '.steps[] | [.words, .median_ns, .min_ns, .max_ns, 2060171] | @tsv' >"$out/micro.tsv"
bars micro "What an event costs, step by step" "ns of CPU an event"

values growth '.points[] | [.cases / 1e6, .events_a_case, (.us | map(1e6 / .events_per_second) | median),
    (.limit | map(1e6 / .events_per_second) | median)] | @tsv' >"$out/growth.tsv"
[ ! -s "$out/growth.tsv" ] || draw growth 960 460 <<PLOT
set title "What an event costs as the tables grow"
set xlabel "cases in the tables, millions"
set ylabel "µs an event (median)"
set yrange [0:*]
set xrange [0:*]
set key outside right center vertical
only(of, value) = of < 20 ? value : NaN
many(of, value) = of < 20 ? NaN : value
set datafile missing NaN
plot "$out/growth.tsv" using 1:(only(\$2, \$3)) with linespoints ls 1 title "live, 5 events a case", \\
     "" using 1:(only(\$2, \$4)) with linespoints ls 2 title "bare write, 5", \\
     "" using 1:(many(\$2, \$3)) with points ls 3 ps 1.4 title "live, 50 events a case", \\
     "" using 1:(many(\$2, \$4)) with points ls 4 ps 1.4 title "bare write, 50"
PLOT

values memory '.series[] | @tsv' >"$out/memory.tsv"
[ ! -s "$out/memory.tsv" ] || draw memory 800 420 <<PLOT
set title "Resident memory of section-ledger on a backlog, one shard"
set xlabel "seconds"
set ylabel "MiB"
set yrange [0:72]
set key bottom right
$(values memory '"set object 1 rectangle from \(.away[0]),graph 0 to \(.away[1]),graph 1 behind fillcolor rgb \"#eef3f5\" fillstyle solid noborder
set label 1 \"PostgreSQL is away\" at \((.away[0] + .away[1]) / 2),graph 0.08 center textcolor rgb \"#506070\""')
plot "$out/memory.tsv" using 1:2 with lines ls 1 title "VmRSS", 64 with lines lc rgb "#c04040" dt 2 title "goal: 64 MiB"
PLOT

for which in us limit; do
    values latency ".${which}[] | (.distribution[] | [100 * .[0], 1 / (1 - .[0]), .[1]] | @tsv), \"\"" >"$out/latency.$which.tsv"
done
[ ! -s "$out/latency.us.tsv" ] || draw latency 800 480 <<PLOT
set title "Publish to row visible, at 1,000 events a second, every run"
set xlabel "share of the events, percent"
set ylabel "ms (logarithmic)"
set logscale xy
set xrange [1:*]
set xtics ("0" 1, "50" 2, "90" 10, "99" 100, "99.9" 1000, "99.99" 10000)
set grid xtics ytics lc rgb "#e0e0e0" lt 1
plot "$out/latency.us.tsv" using 2:3 with lines ls 1 title "section-ledger", \\
     "$out/latency.limit.tsv" using 2:3 with lines ls 2 title "bare consume, one-row transaction"
PLOT
exit 0
