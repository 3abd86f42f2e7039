#!/bin/bash
# gap.sh -- transactions of somebody else leave gaps in the log; they are passed, and counted.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack gap
seed
cases=$(proof 600 20000)
topics=(inquiry transfer completion callback rating oversight)

all_records() { # TOPIC PARTITION OFFSET of all there are to a reader of what was committed, in order
    local topic
    for topic in "${topics[@]}"; do
        kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$topic" -e -f '%t %p %o\n'
    done | sort -k1,1 -k2,2n -k3,3n
}

gaps() { # gaps before|all: where a partition does not begin at 0, and where it jumps
    awk -v what="$1" '
        { next_offset = $1 " " $2 in seen ? seen[$1 " " $2] + 1 : 0 }
        $3 > next_offset && (what == "all" || next_offset == 0) { count++ }
        { seen[$1 " " $2] = $3 }
        END { print count + 0 }' "$STACK/records"
}

ends() { # TOPIC PARTITION NEXT of all topics
    local topic
    for topic in "${topics[@]}"; do
        "$(tool topic)" ends "shouwen.$topic" | sed "s/^/shouwen.$topic /; s/ [0-9]* \([0-9]*\)$/ \1/"
    done
}

gaps_at_the_end() {
    ends | awk 'NR == FNR { seen[$1 " " $2] = $3; next }
        $1 " " $2 in seen && $3 > seen[$1 " " $2] + 1 { count++ } END { print count + 0 }' "$STACK/records" -
}

counted() { # what the ledgers that ended said they passed
    awk '/counters at the end/ && match($0, / gaps=[0-9]+/) { sum += substr($0, RSTART + 6, RLENGTH - 6) }
        END { print sum + 0 }' "$@"
}

publish() { # publish PREFIX GAPS...: three parts with so many transactions, the first and last of few cases
    flood --topic-prefix "$1" --seed "$SEED" --cases 5 --events 12 --gaps "$2" &&
        flood --topic-prefix "$1" --seed $((SEED + 1)) --cases "$cases" --events 12 --duplicates 5 \
            --conflicts 5 --gaps "$3" &&
        flood --topic-prefix "$1" --seed $((SEED + 2)) --cases 5 --events 12 --gaps "$4"
}

# ---- the same events without a gap ----

"$(bin shouwen-admin)" topics --topic-prefix even >/dev/null
publish even 0 0 0
drain --topic-prefix even
is $? 0 "a log without gaps is read"
is "$(counted "$STACK/run/drain-section.log")" 0 "and none is seen"
wanted=$(digest)

# ---- with ----

fresh_database gaps
rm "$STACK/run/drain-section.log"
publish shouwen 6 10 6
all_records >"$STACK/records"
note "$(wc -l <"$STACK/records") records; gaps: $(gaps all), at beginnings $(gaps before), at ends $(gaps_at_the_end)"
ok '[ "$(gaps before)" -gt 0 ] && [ "$(gaps_at_the_end)" -gt 0 ]' "a log begins and ends with gaps, here and there"
drain
is $? 0 "it is read to its end"
is "$(counted "$STACK/run/drain-section.log")" "$(gaps all)" "every gap is passed and counted, once"
is "$(digest)" "$wanted" "and the tables are those of the log without gaps"
drain master
checked "and what the log says"

fresh_database small
drain --batch-events-max 5 --cache-bytes-max 65536 --shards 2
is "$(digest)" "$wanted" "five events a transaction make no difference"

# ---- gaps come while it waits at the end of the log ----

ledger live
ok 'wait_until "log_has live \"partitions came\"" 20' "a ledger waits at an end that is a gap"
flood --seed $((SEED + 3)) --cases 20 --events 12 --gaps 3
all_records >"$STACK/records"
ok 'wait_until "\"$(tool checker)\" section_ledger" 20' "new records and new gaps reach it"
signal live TERM
finish live
is $? 0 "it ends in order"
drain
checked "nothing was lost or doubled" section_ledger
done_testing
