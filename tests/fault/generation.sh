#!/bin/bash
# generation.sh -- tables of an older version are filled anew from a log in disorder, by several
# processes that find them at once, under load, and come out the same.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack generation
seed

live() {
    sql "SELECT string_agg(number || ':' || version, ' ' ORDER BY number) FROM stream.generation
         WHERE projection = 'section_ledger'"
}

letters() {
    sql "SELECT count(*) FROM stream.dead_letter WHERE projection = 'section_ledger'"
}

flood --seed "$SEED" --cases 500 --events 12 --duplicates 5 --conflicts 5 --bad 2
drain
is $? 0 "a log is read"
wanted=$(digest)
written=$(letters)
version=$(live)
version=${version#1:}

for round in 2 3; do
    sql "UPDATE stream.generation SET version = version - 1 WHERE projection = 'section_ledger'"
    drain --instance one &
    first=$!
    drain --instance two
    is $? 0 "of two processes that find old tables at once, one goes on"
    wait $first
    is $? 0 "and so does the other"
    is "$(live)" "$round:$version" "and they have been replaced once"
    is "$(digest)" "$wanted" "with the same content"
done
is "$(letters)" "$written" "no letter is written twice"

# A process of the old version is still reading when the tables go.
flow --cases 100 --events 12 --rate 500
ledger old
ok moves_on "events flow"
sql "UPDATE stream.generation SET version = version - 1 WHERE projection = 'section_ledger'"
drain --instance new
is $? 0 "tables can be replaced while somebody writes them"
ok moves_on "and all goes on"
flow_ends
signal old TERM
finish old
note "the old process ended with $?"
drain
is $? 0 "what is left is projected"
checked "every event is in its file or a letter, and counts once" section_ledger
done_testing
