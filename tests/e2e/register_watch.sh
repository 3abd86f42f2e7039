#!/bin/bash
# register_watch.sh -- books that are put into a folder are imported, and go where they belong.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
stack register_watch

register=$(bin shouwen-register)
mapping=producers/register/form.map
in=$STACK/in
head=$(head -n 1 producers/register/form.csv)

watch() { # watch [OPTION...]: in the background, until it watches
    : >"$STACK/run/watch.log"
    background watch "$register" watch --mapping $mapping --incoming "$in" --rescan-s 86400 "$@"
    wait_until 'grep -q msg=.watching "$STACK/run/watch.log"' 60
}

row() { # row NUMBER [CHANNEL]
    printf '%s,房产科,2022年4月1日,周敏,甲,000-4,%s,,咨询事项,事由,,,答复,2022年4月2日,,,,\n' "$1" "${2:-来电}"
}

put() { # put NAME: what stands on standard input, complete
    cat >"$STACK/new.csv"
    mv "$STACK/new.csv" "$in/$1"
}

book() { # book NAME NUMBER...: a row each
    local name=$1 number
    shift
    {
        echo "$head"
        for number in "$@"; do row "$number"; done
    } | put "$name"
}

there() { # there FOLDER: what is in it
    (cd "$in/$1" && printf '%s\n' *) | grep -v '^\*$' | xargs
}

ledger() { # ledger PATTERN: how many rows, of how many cases
    "$(bin shouwen-section-ledger)" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/ledger.log"
    sql "SELECT count(*), count(DISTINCT case_number) FROM book.section_row WHERE case_number LIKE '$1' AND completed_at IS NOT NULL"
}

said() { # said NAME: what the log says of this book, when it is done
    grep "msg=.done. book=\"$1\"" "$STACK/run/watch.log" | sed 's/.* rows=\([0-9]*\) .* bad_rows=\([0-9]*\) kept=\([0-9]*\) .*/\1 \2 \3/'
}

mkdir -p "$in" "$STACK/run"
"$register" watch --mapping $mapping 2>/dev/null
is $? 2 "no folder is wrong usage"
"$register" watch --mapping producers/register/nowhere.map --incoming "$in" 2>"$STACK/usage.log"
is $? 1 "a mapping that is not there ends it at once"
"$register" watch --mapping $mapping --incoming "$in" --dry-run 2>"$STACK/usage.log"
is $? 1 "a rehearsal is of one book"

# ---- where they go ----

book first.csv A1 A2
watch
is $? 0 "it watches"
ok 'wait_until "[ -f \"\$in/done/first.csv\" ]" 60' "a book that was there is imported"
book second.csv A3
ok 'wait_until "[ -f \"\$in/done/second.csv\" ]" 60' "one that comes, too"
is "$(said first.csv) $(said second.csv)" "2 0 10 1 0 5" "and what of them was kept is told"
{ echo "$head"; row A4; row A5 喊话; row A6; } | put odd.csv
ok 'wait_until "[ -f \"\$in/done/odd.csv\" ]" 60' "so is one with a row that cannot be read"
ok 'grep -q "^3,3,A5,首问方式,,unknown_value," "$in/done/odd.csv.report"' "which stands in the report beside it"
echo "a,b,c" | put other.csv
: | put empty.csv
mkdir "$in/folder"
mkfifo "$in/pipe"
echo hidden >"$in/.hidden.csv"
book third.csv A7
ok 'wait_until "[ -f \"\$in/done/third.csv\" ]" 60' "those that come after one that cannot be read are read"
is "$(there refused)" "empty.csv empty.csv.reason folder folder.reason other.csv other.csv.reason pipe pipe.reason" "what is no book is refused"
is "$(cut -d: -f1 "$in"/refused/*.reason | xargs)" "empty syntax unknown_name syntax" "with the reason beside it"
book first.csv A8
ok 'wait_until "[ -f \"\$in/done/first.csv.1\" ]" 60' "a name that is taken is not written over"
is "$(there .)" "done refused spool taken" "nothing else is left in the folder"
is "$(there taken)" "" "or in hand"
is "$(ledger 'A%')" "7|7" "and the ledger has all rows but the bad one"

# ---- complete ----

exec 8>"$in/slow.csv"
{ echo "$head"; row B1; } >&8
book quick.csv B2
ok 'wait_until "[ -f \"\$in/done/quick.csv\" ]" 60' "a book is imported"
is "$(there . | grep -c slow.csv)" 1 "while one that somebody writes is left"
row B3 >&8
exec 8>&-
ok 'wait_until "[ -f \"\$in/done/slow.csv\" ]" 60' "until it is closed"
is "$(said slow.csv)" "2 0 10" "and whole"

"$register" watch --mapping $mapping --incoming "$in" 2>"$STACK/second.log"
is "$? $(grep -c 'another program has folder' "$STACK/second.log")" "1 1" "one program a folder"
"$register" --mapping $mapping --spool "$in/spool" producers/register/form.csv >"$STACK/second.log" 2>&1
is "$? $(grep -c 'another program has the spool' "$STACK/second.log")" "1 1" "and a spool"

# ---- without a broker ----

kafka_kill9
book away.csv B4
ok 'wait_until "[ -f \"\$in/done/away.csv\" ]" 60' "without a broker a book is done when it is on the disk"
signal watch TERM
finish watch
is $? 0 "a signal ends it in order"
kafka_start
watch --state "$STACK/state" --spool "$in/spool"
ok 'grep -q "msg=.spool.*waiting=5 " "$STACK/run/watch.log"' "the next one finds what was not sent"
is "$(wait_until '[ "$(ledger B%)" = "4|4" ]' 60 && echo sent)" sent "and sends it"

# ---- a book that grows, with a state ----

book grown.csv C1 C2
ok 'wait_until "[ -f \"\$in/done/grown.csv\" ]" 60' "a book is imported"
book grown.csv C1 C2 C3
ok 'wait_until "[ -f \"\$in/done/grown.csv.1\" ]" 60' "and again when it has grown"
is "$(said grown.csv) $(said grown.csv.1)" "2 0 10 3 0 5" "of which only what is new is said"
book fewer.csv C1 C3
ok 'wait_until "[ -f \"\$in/done/fewer.csv.report\" ]" 60' "a case that is gone is in the report"

pg_stop
book grown.csv C1 C3 C5
ok 'wait_until "grep -q \"msg=.left. book=.grown.csv\" \"\$STACK/run/watch.log\"" 60' "a book whose codes nobody can look up waits"
book another.csv C1 C3 C5 C6
book grown.csv C1 C3
signal watch TERM
finish watch
watch --state "$STACK/state" --rescan-s 1
ok 'wait_until "grep -q \"msg=.left. book=.grown.csv\" \"\$STACK/run/watch.log\"" 60' "also for the next program"
ok 'wait_until "[ \"\$(grep -c msg=.left. \"$STACK/run/watch.log\")\" -gt 1 ]" 60' "however often it looks"
is "$(there taken) $(there . | xargs -n 1 | grep csv | xargs)" "grown.csv another.csv grown.csv" "and what came after it waits, too"
pg_start
ok 'wait_until "[ -f \"\$in/done/grown.csv.3\" ]" 60' "then they go"
is "$(grep -o 'msg=.done. book="[^"]*"' "$STACK/run/watch.log" | cut -d'"' -f4 | xargs)" "grown.csv.2 another.csv grown.csv.3" "in their order"
signal watch TERM
finish watch

for folder in "$in" "$in/state" "$in/taken" "$in/taken/state"; do
    "$register" watch --mapping $mapping --incoming "$in" --state "$folder" 2>"$STACK/among.log"
    is "$? $(grep -c 'state .* is among the books' "$STACK/among.log")" "1 1" "a state in ${folder#"$STACK/"} is refused"
done
"$register" watch --mapping $mapping --incoming "$in" --spool "$in/kept" 2>"$STACK/among.log"
is "$? $(grep -c 'spool .* is among the books' "$STACK/among.log")" "1 1" "and so is a spool that would be taken for a book"
rm -r "$in"/{state,kept} "$in"/taken/*

# ---- left by one that was killed ----

{ echo "$head"; row D1 喊话; row D2; } >"$in/taken/half.csv"
cp "$in/done/odd.csv.report" "$in/done/half.csv.report"
echo "half a report" >"$in/done/.report"
watch
ok 'wait_until "[ -f \"\$in/done/half.csv\" ]" 60' "what a killed one had in hand is taken first"
ok 'grep -q "^2,2,D1,首问方式,,unknown_value," "$in/done/half.csv.report"' "with its own report"
is "$(cd "$in/done" && echo half* .r*)" "half.csv half.csv.report .r*" "and nothing twice"
signal watch KILL
finish watch

for ((i = 0; i < 6; i++)); do
    for ((j = 0; j < 20; j++)); do
        book "k$i-$j.csv" $(seq -f "K$i-$j-%g" 40)
    done
    [ $((i % 3)) != 1 ] || echo "a,b,c" | put "bad-$i.csv"
    watch
    sleep "0.0$((RANDOM % 10))"
    book "during-$i.csv" "K$i"
    signal watch KILL
    finish watch
done
note "in hand at the end: $(there taken); $(there 'done' | tr ' ' '\n' | grep -c ^k) of 120 done"
watch
ok 'wait_until "[ \"\$(there . | wc -w)\" = 4 ] && [ -z \"\$(there taken)\" ]" 120' "after six kills every book went somewhere"
is "$(there 'done' | tr ' ' '\n' | grep -c -e '^k.*csv$' -e '^during.*csv$')" 126 "those that can be read are done"
is "$(there 'done' | tr ' ' '\n' | grep -c '^[kd].*csv\.[0-9]')" 0 "none of them twice"
is "$(there refused | tr ' ' '\n' | grep bad | xargs)" "bad-1.csv bad-1.csv.reason bad-4.csv bad-4.csv.reason" "the others refused"
signal watch TERM
finish watch
is $? 0 "it ends in order"
"$register" --mapping $mapping --spool "$in/spool" producers/register/form.csv >"$STACK/last.log" 2>&1
is $? 0 "and when all is sent"
is "$(ledger 'K%')" "4806|4806" "every row is in the ledger, once"
is "$(sql "SELECT count(*) FROM stream.dead_letter")" 0 "without a dead letter"
ok '! grep -ah -e 000-4 -e 答复 "$STACK"/run/*.log "$STACK"/*.log "$in"/refused/*.reason' "no log and no reason says what a book says"
done_testing
