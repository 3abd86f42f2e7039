#!/bin/bash
# register_spool.sh -- what a book says is on the disk before it is sent: Kafka, or room, may be missing.
# seconds: 90
. "$(dirname "$0")/../support/stack.sh"
stack register_spool

register=$(bin shouwen-register)
mapping=producers/register/sample.map
table=producers/register/sample.csv
topics="inquiry transfer completion callback rating oversight citizen"

import() { # import [OPTION...] BOOK: its exit status and what it kept and left
    "$register" --mapping $mapping "$@" >"$STACK/import.log" 2>"$STACK/faults.log"
    echo "$? $(sed -n 's/^\([0-9]*\) messages kept in the spool, \([0-9]*\) wait .*/\1 \2/p' "$STACK/import.log")"
}

sent() { # how many messages all topics have, and how many keys
    local topic
    for topic in $topics; do
        kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$topic" -e -q -f '%k %o\n' 2>/dev/null
    done | wc -l
}

found() { # waiting, as the last import found it
    sed -n 's/.*msg="spool".* waiting=\([0-9]*\) .*/\1/p' "$STACK/faults.log"
}

# ---- without a broker ----

kafka_kill9
is "$(import --state "$STACK/state" --until kept $table)" "0 119 119" "an import ends well when all it says is on the disk"
ok 'grep -q "what is not sent now the next import, or watch, sends" "$STACK/import.log"' "and says who sends it"
is "$(import --state "$STACK/state" --until kept $table)" "0 0 119" "the same again has nothing to say: the state knows what is kept"
is "$(import --state "$STACK/state" --answer-timeout-ms 1000 $table)" "1 0 119" "one that waits for the broker waits so long"
ok 'grep -q "119 messages wait in the spool .* and the broker took none for 1000 ms" "$STACK/faults.log"' "and says for what"
kafka_start
is "$(import --state "$STACK/state" $table)" "0 0 0" "when it is there, the next import sends what waits"
is "$(found)" 119 "which it found"
is "$(sent)" 119 "and all is there, once"
"$(bin shouwen-section-ledger)" run --until-caught-up --lock-dir "$STACK" 2>"$STACK/ledger.log"
is "$(sql "SELECT count(DISTINCT case_number) FROM book.section_row")" 12 "in the ledger too"

# ---- which spool ----

is "$(import --until kept $table)" "1 " "without a spool nothing can be kept"
ok 'grep -q "wants --state or --spool" "$STACK/faults.log"' "which is said"
is "$(import --until never --spool "$STACK/spool" $table)" "1 " "it ends when all is sent or kept"
is "$(import --spool "$STACK/spool" --dry-run $table; ls "$STACK/spool" 2>/dev/null)" "0 " "a rehearsal makes no spool"
is "$(import --spool "$STACK/spool" --kafka.no.such.thing=1 $table)" "1 " "a setting Kafka does not know is told at once"
is "$(import --spool "$STACK/spool" $table)" "0 119 0" "a spool needs no state"
mkfifo "$STACK/pipe"
background first "$register" --mapping $mapping --spool "$STACK/spool" "$STACK/pipe"
exec 9>"$STACK/pipe"
ok 'wait_until "grep -q msg=.aliases \"\$STACK/run/first.log\" || grep -q msg=.spool \"\$STACK/run/first.log\"" 60' "one import has it"
is "$(import --spool "$STACK/spool" $table)" "1 " "a second is refused"
ok 'grep -q "another program has the spool .$STACK/spool." "$STACK/faults.log"' "and told why"
cat $table >&9
exec 9>&-
finish first
is $? 0 "which the first does not notice"

# ---- full ----

mapping=producers/register/form.map
long=$STACK/long.csv
{
    head -n 1 producers/register/form.csv
    for ((i = 0; i < 9000; i++)); do
        printf 'L%d,房产科,2022年4月1日,周敏,甲,000-4,来电,,咨询事项,事由%d,,,答复,2022年4月2日,,,,\n' $i $i
    done
} >"$long"
small=(--state "$STACK/long" --spool-bytes-max 8388608)
kafka_freeze
is "$(import "${small[@]}" --answer-timeout-ms 1000 "$long" | cut -d' ' -f1)" 1 "a full spool is not waited for longer than the broker may be silent"
ok 'grep -q "the spool is full: .*took none for 1000 ms" "$STACK/faults.log"' "which is told"
kept=$(sed -n 's/ messages kept in the spool.*//p' "$STACK/import.log")
ok '[ "$kept" -gt 0 ] && [ $((kept % 5)) = 0 ]' "and no case is kept by halves ($kept messages, 5 a case)"
background long "$register" --mapping $mapping "${small[@]}" "$long"
ok 'wait_until "grep -q \"waiting for the broker\" \"\$STACK/run/long.log\"" 60' "the next one waits for it"
kafka_thaw
finish long 120
is "$? $(sed -n 's/ messages kept in the spool, 0 wait there for the broker$//p' "$STACK/run/long.log")" "0 $((45000 - kept))" \
    "and goes on when it takes what waits, with what was not kept"
"$(bin shouwen-section-ledger)" run --until-caught-up --lock-dir "$STACK" 2>"$STACK/ledger.log"
is "$(sql "SELECT count(*) FROM book.section_row WHERE case_number LIKE 'L%' AND completed_at IS NOT NULL")" 9000 "every row is in the ledger"

disk=/var/tmp/shouwen-register-$$
unmount() {
    [ ! -d "$disk" ] || { umount -l "$disk" && rmdir "$disk"; } 2>/dev/null
}
end() {
    local status=$?
    unmount
    (exit "$status")
    stack_end
}
trap end EXIT
if [ "$(id -u)" -ne 0 ] || ! mkdir "$disk" || ! mount -t tmpfs -o size=2m,mode=0700 tmpfs "$disk"; then
    rmdir "$disk" 2>/dev/null
    skip "a disk that fills" "a small one cannot be mounted here"
    done_testing
    exit
fi
head -n 5001 "$long" | sed 's/^L/D/' >"$STACK/disk.csv"
kafka_kill9 # so that what is kept is the spool's alone
is "$(import --state "$STACK/disk" --spool "$disk/spool" --until kept "$STACK/disk.csv" | cut -d' ' -f1)" 1 "a full disk ends an import"
ok 'grep -q "could not write .*in the spool .*: No space left on device" "$STACK/faults.log"' "and is called that"
kept=$(sed -n 's/ messages kept in the spool.*//p' "$STACK/import.log")
ok '[ "$kept" -gt 0 ] && [ "$kept" -lt 25000 ] && [ $((kept % 5)) = 0 ]' "nothing half is taken ($kept messages, 5 a case)"
mkdir "$STACK/in"
cp "$STACK/disk.csv" "$STACK/in"
background watch "$register" watch --mapping $mapping --state "$STACK/disk" --spool "$disk/spool" --incoming "$STACK/in" --rescan-s 1
ok 'wait_until "grep -q \"msg=.left. .*No space left\" \"\$STACK/run/watch.log\"" 60' "who watches a folder says so, too"
is "$(ls "$STACK/in/taken")" disk.csv "and keeps the book in hand"
mount -o remount,size=64m "$disk"
ok 'wait_until "[ -f \"\$STACK/in/done/disk.csv\" ]" 60' "until there is room"
signal watch TERM
finish watch
is "$? $(sed -n 's/.*msg="done".* kept=\([0-9]*\) .*/\1/p' "$STACK/run/watch.log")" "0 $((25000 - kept))" "and keeps the rest"
is "$(import --state "$STACK/disk" --spool "$disk/spool" --until kept "$STACK/disk.csv" | cut -d' ' -f1,2)" "0 0" \
    "then there is nothing to say"
kafka_start
is "$(import --state "$STACK/disk" --spool "$disk/spool" "$STACK/disk.csv")" "0 0 0" "and all is sent"
"$(bin shouwen-section-ledger)" run --until-caught-up --lock-dir "$STACK" 2>"$STACK/ledger.log"
is "$(sql "SELECT count(*) FROM book.section_row WHERE case_number LIKE 'D%' AND completed_at IS NOT NULL")" 5000 "every row is in the ledger"
is "$(sql "SELECT count(*) FROM stream.dead_letter")" 0 "without a dead letter"

done_testing
