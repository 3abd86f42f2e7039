#!/bin/bash
# permutations.sh -- in whatever order, batches, shares and runs the log is read, the tables are the
# same to the byte.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack permutations
seed
histories=$(proof 200 2000)
number=0

again() { # again SENTENCE: the same digest as before
    is "$(digest)" "$wanted" "$1"
}

another_database() {
    number=$((number + 1))
    fresh_database "attempt_$number"
}

publish() {
    flood --seed "$SEED" --cases "$histories" --events 30 --odd 60 --duplicates 10 --conflicts 10 --bad 3 "$@"
}

with() { # with OPTIONS... SENTENCE: the log is read once more, from its beginning
    another_database
    drain "${@:1:$#-1}" || fail "${*: -1}: it ends in order" "$(tail -n 5 "$STACK/run/drain-section.log")"
    again "${*: -1}"
}

another_database
publish --order 1
drain --batch-events-max 500
is $? 0 "a log in random order is read"
wanted=$(digest)
note "$wanted"
drain master
checked "and the tables are what it gives"

with --batch-events-max 1 "one event a transaction makes no difference"
with --batch-events-max 7 "nor do seven"
with --batch-events-max 5000 "nor five thousand"
with --shards 3 "nor three shards"
with --cache-bytes-max 65536 --batch-events-max 50 "nor a cache that holds next to nothing"

another_database
drain --instance one &
drain --instance two
wait $!
again "nor two processes at once"

fresh_topics
another_database
for part in "0 20" "20 55" "55 100"; do
    publish --order 2 --skip "${part% *}" --take "${part#* }"
    drain || fail "a run of $part ends in order"
done
again "another order, in three runs, makes no difference"

fresh_topics
another_database
publish --told --late 20 --gaps 5
drain --shards 2 --batch-events-max 100
again "nor each history in its order, with a fifth of it late and gaps in the log"
done_testing
