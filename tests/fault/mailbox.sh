#!/bin/bash
# mailbox.sh -- whatever is killed while mails come, every mail goes where it belongs, and is in its thread's case once.
# seconds: 40
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack mailbox_kills
seed
mails=$(proof 300 5000)
kills=$(proof 9 60)
box=$STACK/box
portion=$((mails / (kills + 1)))

start_mailbox() {
    : >"$STACK/run/mailbox.log"
    background mailbox "$(bin shouwen-mailbox)" watch --maildir "$box" --unit zjj --section bgs \
        --mail-bytes-max 65536 --rescan-s 1
    wait_until 'grep -q msg=.watching "$STACK/run/mailbox.log"' 60 ||
        fail "it starts again after it was killed" "$(tail -n 5 "$STACK/run/mailbox.log")"
}

there() { # there FOLDER...: how many mails
    (cd "$box" && find "$@" -type f ! -name '*.reason' | wc -l)
}

kill_mailbox() { # bitten: how often mails were waiting for it then
    signal mailbox KILL
    finish mailbox 10
    [ "$(there new)" -eq 0 ] || bitten=$((bitten + 1))
    cat "$STACK/run/mailbox.log" >>"$STACK/run/mailboxes.log"
    start_mailbox
}

mkdir -p "$STACK/run" "$box"/{new,cur,tmp}
mkfifo "$STACK/orders"
start_mailbox
watch_offsets
ledger victim
python3 tests/support/mailbox_sender.py "$box" "$mails" "$SEED" <"$STACK/orders" >"$STACK/mails" 2>"$STACK/sender.log" &
sender=$!
exec {orders}>"$STACK/orders"

bitten=0
certain=0 # kills while nothing that was sent had an answer
for ((kill = 1; kill <= kills; kill++)); do
    before=$(there "done" refused aside)
    case $((kill < 4 ? kill : RANDOM % 8)) in
    1)
        echo $portion >&$orders
        wait_until "[ \"\$(there done refused aside)\" -gt $before ]" 60
        kafka_kill9
        echo 1 >&$orders # and while it is away
        kafka_start
        ;;
    2)
        echo $portion >&$orders
        signal victim KILL
        finish victim 10
        ledger victim
        ;;
    3 | 4)
        kafka_freeze
        noted=$(there threads)
        in_hand=$(there new)
        echo $portion >&$orders
        wait_until "[ $in_hand -gt 0 ] || [ \"\$(there threads)\" -gt $noted ]" 60
        certain=$((certain + 1))
        kill_mailbox
        kafka_thaw
        ;;
    *)
        echo $portion >&$orders
        wait_until "[ \"\$(there done refused aside)\" -gt $before ]" 60
        kill_mailbox
        ;;
    esac
done
echo "$mails" >&$orders
exec {orders}>&-
wait "$sender"
is $? 0 "all mails were delivered"
is "$(wc -l <"$STACK/mails")" "$mails" "as many as were to be"
ok 'wait_until "[ \"\$(there new cur)\" = 0 ]" 120' "none stays"
note "$kills times something was killed, $bitten times with mails in hand"
ok '[ "$bitten" -ge "$certain" ]' "the kills bit"
signal mailbox TERM
finish mailbox
is $? 0 "it ends in order"
signal victim TERM
finish victim
drain
is $? 0 "the ledger reads it all"

judged=$(python3 tests/support/mailbox_judge.py "$box" "$STACK/mails" 2>&1)
is $? 0 "every mail is in one folder, every letter in the case of its thread and nothing twice"
note "$judged"
checked "every event is in its file or a letter, and counts once"
letters=$(awk -F '\t' '$2 == "done" && !seen[$3]++' "$STACK/mails" | wc -l)
threads=$(awk -F '\t' '$2 == "done" && !seen[$4]++' "$STACK/mails" | wc -l)
is "$(sql "SELECT count(*) FROM book.section_row")" "$threads" "every thread is a case"
is "$(sql "SELECT count(*) FROM book.section_row WHERE incomplete")" 0 "that was accepted"
is "$(sql "SELECT count(*) FROM stream.dead_letter")" 0 "without a dead letter"
ok '! grep -rq canary "$STACK"/run/*.log "$STACK"/*.log "$box"/*/*.reason "$box/threads"' "nobody's name is in a log or a reason"
note "$letters letters"
done_testing
