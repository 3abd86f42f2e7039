#!/bin/bash
# hotline.sh -- whatever is killed, every event that was answered with 202 is in exactly one case file.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack hotline_kills
seed
senders=4
cases=$(proof 1000 8400) # of each sender; three events each
kills=$(proof 8 60)
key=$(head -c 32 /dev/urandom | base64)
printf '[all]\nsha256 = %s\nsources = *\nunits = *\nkinds = *\n' "$(printf %s "$key" | sha256sum | cut -d' ' -f1)" >"$STACK/keys"

port=0
start_hotline() {
    : >"$STACK/run/hotline.log"
    background hotline "$(bin shouwen-hotline)" --keys "$STACK/keys" --spool "$STACK/spool" \
        --listen-port "$port" --spool-segment-bytes 1048576
    wait_until 'grep -q msg=.listening "$STACK/run/hotline.log"' 60 || return
    port=$(sed -n 's/.*msg="listening".* port=\([0-9]*\).*/\1/p' "$STACK/run/hotline.log")
}

mkdir -p "$STACK/run"
start_hotline
is $? 0 "it listens"
watch_offsets
ledger victim
sending=()
for ((sender = 1; sender <= senders; sender++)); do
    python3 tests/support/hotline_sender.py "$port" "$key" "s$sender" "$cases" $((SEED + sender)) \
        >"$STACK/accepted.$sender" 2>"$STACK/sender.$sender.log" &
    sending+=($!)
done

told() { cat "$STACK"/accepted.* | wc -l; }
for ((kill = 1; kill <= kills; kill++)); do
    before=$(told)
    wait_until "[ \"\$(told)\" -gt $before ] || [ \"\$(told)\" -ge $((senders * cases * 3)) ]" 60
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
    case $((RANDOM % 4)) in
    0)
        kafka_kill9
        sleep "0.$((RANDOM % 10))"
        kafka_start
        ;;
    1)
        signal victim KILL
        finish victim 10
        ledger victim
        ;;
    *)
        signal hotline KILL
        finish hotline 10
        grep -h 'msg="spool"' "$STACK/run/hotline.log" | sed 's/^[^ ]* [^ ]* /# /'
        start_hotline || fail "it starts again after it was killed" "$(tail -n 5 "$STACK/run/hotline.log")"
        ;;
    esac
done
for ((sender = 1; sender <= senders; sender++)); do
    wait "${sending[sender - 1]}"
    is $? 0 "sender $sender was told that all its events are safe"
done
note "$(told) answers of 202, $kills times something was killed"
signal hotline TERM
finish hotline
is $? 0 "it ends in order"
start_hotline
ready() { curl -s "http://127.0.0.1:$port/readyz"; }
ok 'wait_until "[ \"\$(ready | jq .waiting)\" = 0 ]" 120' "what waited for the broker is sent"
signal hotline TERM
finish hotline
signal victim TERM
finish victim
drain
is $? 0 "the ledger reads it all"
checked "every event is in its file or a letter, and counts once"
ids=$(cat "$STACK"/accepted.* | sort -u | wc -l)
is "$ids" $((senders * cases * 3)) "every event was answered with 202"
is "$(sql "SELECT count(*) FROM book.section_row")" $((senders * cases * 2)) "every case has both of its sections"
is "$(sql "SELECT count(*) FROM book.section_row WHERE status <> 'completed' OR incomplete")" 0 "and is whole and completed"
is "$(sql "SELECT count(*) FROM stream.dead_letter")" 0 "without a dead letter"
ok '! cat "$STACK"/run/*.log "$STACK"/*.log | grep -q canary' "nobody's name is in a log"
done_testing
