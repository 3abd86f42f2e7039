#!/bin/bash
# hotline.sh -- whatever is killed, every event that was answered with 202 is in exactly one case file.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack hotline_kills
seed
senders=4
cases=$(proof 1000 8400) # of each sender, at least; three events each
rate=120                 # events a second of each: they are at it while the kills last
kills=$(proof 8 60)      # that met events under way
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
    python3 tests/support/hotline_sender.py "$port" "$key" "s$sender" "$cases" $((SEED + sender)) $rate "$STACK/enough" \
        >"$STACK/accepted.$sender" 2>"$STACK/sender.$sender.log" &
    sending+=($!)
done

told() { cat "$STACK"/accepted.* | wc -l; }
cut() { cat "$STACK"/sender.*.log | grep -c cut; }
waits() { curl -s "http://127.0.0.1:$port/readyz" | jq .waiting; }
goes_on() { # something more is answered with 202
    local before
    before=$(told)
    wait_until "[ \"\$(told)\" -gt $before ]" 60
}

# Each says whether events were under way: taken while the one was dead, cut off, or waiting in the spool.
kill_broker() {
    kafka_kill9
    wait_until '[ "$(waits)" -gt 0 ]' 10
    local was_met=$?
    kafka_start
    return $was_met
}
kill_ledger() {
    signal victim KILL
    finish victim 10
    goes_on
    local was_met=$?
    ledger victim
    return $was_met
}
kill_hotline() {
    local before
    before=$(cut)
    signal hotline KILL
    finish hotline 10
    start_hotline || fail "it starts again after it was killed" "$(tail -n 5 "$STACK/run/hotline.log")"
    grep -h 'msg="spool"' "$STACK/run/hotline.log" | sed 's/^[^ ]* [^ ]* /# /'
    [ "$(cut)" -gt "$before" ] || ! grep -q 'msg="spool".* waiting=0 ' "$STACK/run/hotline.log"
}

declare -A met=([broker]=0 [ledger]=0 [hotline]=0)
tried=0
for ((kill = 0; kill < kills && tried < 3 * kills; tried++)); do
    goes_on || break
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
    victims=(broker ledger hotline hotline)
    victim=${victims[tried < 3 ? tried : RANDOM % 4]} # each once at least
    "kill_$victim" || continue
    kill=$((kill + 1))
    met[$victim]=$((met[$victim] + 1))
done
is "$kill" "$kills" "something was killed $kills times while events were under way"
note "of $tried: broker ${met[broker]}, hotline ${met[hotline]}, ledger ${met[ledger]}; $(cut) requests were cut off"
for victim in broker ledger hotline; do
    ok '[ "${met[$victim]}" -gt 0 ]' "the $victim among them"
done
: >"$STACK/enough"
for ((sender = 1; sender <= senders; sender++)); do
    wait "${sending[sender - 1]}"
    is $? 0 "sender $sender was told that all its events are safe"
done
cases=$(sed -n 's/^cases=//p' "$STACK"/sender.*.log | paste -sd +)
cases=$((cases)) # of all
note "$(told) answers of 202 to $((cases * 3)) events"
signal hotline TERM
finish hotline
is $? 0 "it ends in order"
start_hotline
ok 'wait_until "[ \"\$(waits)\" = 0 ]" 120' "what waited for the broker is sent"
signal hotline TERM
finish hotline
signal victim TERM
finish victim
drain
is $? 0 "the ledger reads it all"
checked "every event is in its file or a letter, and counts once"
ids=$(cat "$STACK"/accepted.* | sort -u | wc -l)
is "$ids" $((cases * 3)) "every event was answered with 202"
is "$(sql "SELECT count(*) FROM book.section_row")" $((cases * 2)) "every case has both of its sections"
is "$(sql "SELECT count(*) FROM book.section_row WHERE status <> 'completed' OR incomplete")" 0 "and is whole and completed"
is "$(sql "SELECT count(*) FROM stream.dead_letter")" 0 "without a dead letter"
ok '! cat "$STACK"/run/*.log "$STACK"/*.log | grep -q canary' "nobody's name is in a log"
done_testing
