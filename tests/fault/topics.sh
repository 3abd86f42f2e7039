#!/bin/bash
# topics.sh -- a log that is not the one we knew stops its partitions, loudly, and no others.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack fault_topics

fit=(cleanup.policy=delete retention.ms=-1 retention.bytes=-1 message.timestamp.type=LogAppendTime)
number=0

accept() { # accept N: so many new cases, over all partitions
    local first=$number
    number=$((number + $1))
    for ((; first < number; first++)); do
        printf '{"header": {"caseSource": "test", "caseNumber": "%d", "source": "test", "sourceRef": "%d", "occurredAt": "2024-06-03T01:20:00Z"}, "accepted": {"unit": "U01", "section": "S1"}}\n' \
            "$first" "$first"
    done | "$(bin shouwen-publish)" >/dev/null 2>&1
}

put() { # put TOPIC PARTITION N [TEXT]: records that will be letters; what matters is where they stand
    local i
    for ((i = 0; i < $3; i++)); do echo "${4:-text}"; done |
        kcat -q -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -P -t "shouwen.$1" -p "$2"
}

make_anew() { # make_anew TOPIC
    "$(tool topic)" drop "shouwen.$1" && "$(tool topic)" make "shouwen.$1" 12 "${fit[@]}"
}

behind() { # the partitions of inquiry that are not read to their end
    sql "SELECT o.partition FROM stream.consumer_offset AS o JOIN (VALUES $("$(tool topic)" ends shouwen.inquiry |
        awk '{ printf "%s(%d, %d)", NR == 1 ? "" : ", ", $1, $3 }')) AS e (partition, next) USING (partition)
        WHERE projection = 'section_ledger' AND topic = 'shouwen.inquiry' AND next_offset < e.next ORDER BY 1" | xargs
}

halted() { # halted LOG: the partitions it says are halted, by the last run
    awk '/ msg="settings"/ { delete seen } /a partition is halted/ && match($0, /partition=[0-9]+/) {
        seen[substr($0, RSTART + 10, RLENGTH - 10)] = 1 } END { for (p in seen) print p }' "$STACK/run/$1.log" |
        sort -n | xargs
}

why() { # why PARTITION: in the words of the last run
    grep "a partition is halted" "$STACK/run/drain-section.log" | grep "partition=$1 " | tail -n 1 |
        sed 's/.*text="\(.*\)".*/\1/'
}

accept 120
put transfer 2 4
put transfer 3 4
for partition in 5 9 10; do put rating $partition 3; done
put rating 8 1
drain
is $? 0 "a log is read to its end"

# ---- truncated ----

accept 60
put transfer 2 2
put transfer 3 2
ok '"$(tool topic)" cut shouwen.transfer 2 5 && "$(tool topic)" cut shouwen.transfer 3 2' \
    "an administrator deletes records, in one partition more than was read"
drain
is $? 1 "that is told by the exit code"
is "$(halted drain-section)" 2 "the partition that lost records is halted, and said in the log"
ok '[[ "$(behind)" =~ ^2?$ ]]' "the others are read to the end"
ok '"$(bin shouwen-admin)" doctor | grep -F "shouwen.transfer[2]"' "doctor names it"

# ---- made anew ----

ok 'make_anew rating' "a topic is dropped and made anew"
put rating 5 3
put rating 9 5 other
put rating 10 2
accept 60
drain
is $? 1 "told by the exit code"
bad="2 5 8 9 10"
is "$(halted drain-section)" "$bad" "each partition whose log is another is halted"
ok 'why 5 | grep "is not the one that was applied"' "the same bytes at another time are not the same record"
ok 'why 9 | grep "is not the one that was applied"' "nor other bytes"
ok 'why 10 | grep "ends before what was applied"' "a log that ends just before the last record is too short"
ok 'why 8 | grep "ends before what was applied"' "also an empty one, where there was one record"
drain
is $? 1 "it is told again by the next run"

# ---- while it runs ----

ledger live
ok 'wait_until "[ \"\$(halted live)\" = \"$bad\" ]" 20' "a ledger that stays halts them too"
accept 60
ok 'wait_until "[ \"\$(behind)\" = \"$bad\" ]" 20' "and goes on with the others, whatever topic they are of"
signal live TERM
finish live
is $? 1 "when it ends, its exit code says so"

# ---- gone while it runs ----

ledger bereft
ok 'wait_until "[ \"\$(halted bereft)\" = \"$bad\" ]" 20' "(a ledger runs)"
ok '"$(tool topic)" drop shouwen.oversight' "a topic goes away under it"
ok 'wait_until "[ \"\$(halted bereft)\" = \"0 1 2 3 4 5 6 7 8 9 10 11\" ]" 40' "every partition number is without its part, and halted"
signal bereft TERM
finish bereft
is $? 1 "which its exit code says"
drain
is $? 1 "and will not start again"
ok 'tail -n 1 "$STACK/run/drain-section.log" | grep "topic shouwen.oversight does not exist"' "without that topic, which it names"

# ---- what must not be begun with ----

refused() { # refused WORDS SENTENCE: a ledger of the installation "odd" does not start
    drain --topic-prefix odd
    is $? 1 "$2"
    ok "tail -n 1 '$STACK/run/drain-section.log' | grep -F '$1'" "in words: $1"
}

"$(bin shouwen-admin)" topics --topic-prefix odd >/dev/null
odd=odd.callback
"$(tool topic)" set $odd "${fit[@]:0:3}" message.timestamp.type=CreateTime
refused "$odd must have message.timestamp.type=LogAppendTime" "producers' timestamps are refused"
"$(tool topic)" set $odd cleanup.policy=delete retention.ms=3600000 message.timestamp.type=LogAppendTime
refused "$odd does not keep what it was given" "so is a log that forgets after an hour"
"$(tool topic)" set $odd "${fit[@]:0:2}" retention.bytes=1000000 "${fit[3]}"
refused "$odd does not keep what it was given" "or after a megabyte"
"$(tool topic)" set $odd cleanup.policy=compact "${fit[@]:1}"
refused "$odd does not keep what it was given" "or but for the last record of a key"
"$(tool topic)" drop $odd
refused "$odd does not exist" "so is a log of which a topic is missing"
"$(tool topic)" make $odd 6 "${fit[@]}"
refused "$odd has 6 partitions and others have 12" "or has fewer partitions than the others"
is "$(sql "SELECT count(*) FROM stream.consumer_offset WHERE topic LIKE 'odd.%'")" 0 "and nothing of it was begun"
done_testing
