#!/bin/bash
# fences.sh -- what the functions of schema stream promise to consumers, seen from psql.
. "$(dirname "$0")/../support/stack.sh"
stack fences bare
stack_admin migrate || exit

user=shouwen_section_ledger
taken="SELECT * FROM stream.take_partitions('section_ledger', 'b', '{1,0}', '{transfer,inquiry}')"

as_consumer() { # as_consumer 'SQL': rows, or the SQLSTATE
    PGOPTIONS='-csearch_path=section_ledger_g1' psql -X -q -A -t -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate \
        "$SHOUWEN_PG_CONNINFO user=$user" -c "$1" 2>&1 </dev/null | grep -v '^$'
}

advance() { # advance FENCE EXPECTED NEXT
    as_consumer "SELECT stream.advance('section_ledger', '{0,1}', '{$1,$1}', '{inquiry,transfer}', '{0,1}',
        '{$2,$2}', '{$3,$3}', '{$(($3 - 1)),$(($3 - 1))}', '{1,1}', '{1,1}')"
}

is "$(as_consumer "$taken")" "0|1|inquiry|0|-1|0|0
0|1|transfer|0|-1|0|0
1|1|inquiry|0|-1|0|0
1|1|transfer|0|-1|0|0" "a partition that was never seen begins at 0, under the first fence"
is "$(advance 1 0 5)" "" "the holder of the fence advances"
is "$(advance 1 0 5)" "ERROR:  SW001" "but not twice from the same place"
is "$(advance 1 5 4)" "ERROR:  SW001" "nor backwards"
is "$(as_consumer "$taken" | cut -d'|' -f2,4 | sort -u | paste -sd' ')" "2|0 2|5" \
    "who takes over gets the next fence and where to read"
is "$(advance 1 5 6)" "ERROR:  SW001" "then the former holder is fenced"
is "$(advance 2 5 6)" "" "and the new one advances"
is "$(as_consumer "SELECT stream.advance('section_ledger', '{0}', '{2}', '{transfer}', '{1}', '{6}', '{7}', '{6}',
    '{1}', '{1}')")" "ERROR:  SW001" "an offset outside the fenced partitions does not move"

one=00000000-0000-0000-0000-000000000001
two=00000000-0000-0000-0000-000000000002
put() { # put EXPECTED-OF-ONE EXPECTED-OF-TWO
    as_consumer "SELECT stream.put_files('{$one,$two}', '{$1,$2}', 1, '{a,b}')"
}
is "$(put 0 0)" "" "new case files are put"
is "$(put 1 1)" "" "and changed from the revision that was read"
is "$(put 2 1)" "ERROR:  SW002" "a revision that somebody else changed is noticed"
is "$(put 0 2)" "ERROR:  SW002" "so is a file that somebody else made"
is "$(as_consumer 'SELECT revision FROM case_file' | sort -u)" 2 "and nothing of such a batch stays"

hold() { # hold REVISION-OF-ONE REVISION-OF-TWO
    as_consumer "SELECT stream.hold_files('{$one,$two}', '{$1,$2}')"
}
is "$(hold 2 2)" "" "case files are as they were read"
is "$(hold 2 1)" "ERROR:  SW002" "or one was changed since"
is "$(as_consumer "SELECT stream.hold_files('{00000000-0000-0000-0000-000000000003}', '{1}')")" "ERROR:  SW002" \
    "or is not there"

is "$(as_consumer 'SELECT stream.hold_rules(1)')" "" "the rules a batch was folded with hold"
sql 'SELECT stream.bump_rules()' >/dev/null
is "$(as_consumer 'SELECT stream.hold_rules(1)')" "ERROR:  SW003" "until they change"
is "$(as_consumer 'SELECT stream.hold_rules(2)')" "" "to the next"

letter="SELECT stream.put_letters('section_ledger', '{inquiry,inquiry}', '{0,0}', '{5,5}', '{$one,$one}',
    '{time,time}', '{x,x}', '{k,k}', '{p,p}', '{\"\",\"\"}', '{1,1}', '{false,false}', '0')"
is "$(as_consumer "$letter")" 1 "of one letter twice in a batch one is kept"
is "$(as_consumer "$letter")" 0 "and none when it comes again"
is "$(sql 'SELECT partition, sequence, topic FROM stream.outbox')" "0|1|deadletter" "one message of it waits"

# ---- a writer frozen in mid-transaction ----

frozen() { # frozen NAME 'SQL BEFORE': a psql that stands in a transaction with the partitions, stopped
    mkfifo "$STACK/$1.in"
    background "$1" psql -X -q -A -t "$SHOUWEN_PG_CONNINFO user=$user application_name=$1" -f "$STACK/$1.in"
    exec 8>"$STACK/$1.in"
    echo "$2 BEGIN; SELECT stream.advance('section_ledger', '{0,1}',
        (SELECT array_agg(fence) FROM stream.consumer_partition), '{}', '{}', '{}', '{}', '{}', '{}', '{}');" >&8
    wait_until "[ \"\$(sql \"SELECT 1 FROM pg_stat_activity WHERE application_name = '$1' AND
        (state = 'idle in transaction' OR wait_event = 'ClientWrite')\")\" = 1 ]" 10
    signal "$1" STOP
}

thaw() { # thaw NAME: it wakes, and finds that it has lost
    signal "$1" CONT
    echo 'COMMIT;' >&8
    exec 8>&-
    finish "$1" 10 >/dev/null
}

frozen asleep "$taken;"
is "$(as_consumer "$taken")" "ERROR:  55P03" "a partition of a frozen writer is not waited for longer than a second"
is "$(as_consumer "SELECT stream.evict('section_ledger', '{0,1}')")" 1 "the frozen writer is evicted"
is "$(as_consumer "$taken" | wc -l)" 4 "and the partition taken"
thaw asleep

frozen another "$taken; \\connect
"
is "$(as_consumer "SELECT stream.evict('section_ledger', '{0,1}')")" 1 \
    "also one that has connected anew since it took the partition"
is "$(as_consumer "$taken" | wc -l)" 4 "whose partition can be taken then"
thaw another

is "$(as_consumer "SELECT stream.evict('section_ledger', '{0,1}')")" 0 "where nobody stands nobody is evicted"

frozen foreign "$taken;"
is "$(user=shouwen_master_ledger as_consumer "SELECT stream.evict('section_ledger', '{0,1}')")" 0 \
    "another role evicts nobody"
sql "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'foreign'" >/dev/null
thaw foreign

done_testing
