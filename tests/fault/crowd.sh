#!/bin/bash
# crowd.sh -- ten thousand rude connections at once do not harm who was there, and leave nothing behind.
# seconds: 40
. "$(dirname "$0")/../support/stack.sh"
. tests/support/hotline.sh
connections_max=8000
crowd=10000
kb_max=$((65536 + connections_max * 24)) # of memory: 16 KiB of a head each, and what belongs to it

stack crowd
key=$(new_key)
with_keys "all/$key/*"
pid() { cut -d' ' -f1 "$STACK/run/hotline-$starts.pid"; }
files() { find "/proc/$(pid)/fd" -mindepth 1 | wc -l; }

# ---- how many files it may have ----

limited() { # limited ULIMIT...: its exit status when it starts with this limit
    (
        ulimit "$@" || exit
        exec "$(bin shouwen-hotline)" --keys "$STACK/keys" --spool "$STACK/spool" --listen-port 0 --connections-max 500
    ) >"$STACK/limited.log" 2>&1
}
limited -n 600
is $? 1 "with fewer files than connections it does not start"
ok 'grep -q "connections_max 500 wants 756 open files, and the process may have 600" "$STACK/limited.log"' \
    "and says which setting, and how many"
if [ "$(ulimit -Hn)" != unlimited ] && [ "$(ulimit -Hn)" -lt $((crowd + 500)) ]; then
    skip "ten thousand connections" "a process may have $(ulimit -Hn) files"
    done_testing
fi
ulimit -Sn 700
start --connections-max $connections_max --silence-s-max 5 --request-s-max 5 --rate-per-s 100000
is $? 0 "a soft limit it raises"
is "$(awk '/Max open files/ { print $4 }' "/proc/$(pid)/limits")" $((connections_max + 256)) "to what it needs"
ulimit -Sn "$(ulimit -Hn)"

# ---- the crowd ----

is "$(status "$(accepted before | json)")" 202 "before they come it answers"
before=$(files)
python3 tests/support/hotline_crowd.py "$port" "$key" $crowd "$(pid)" 150 >"$STACK/crowd"
is $? 0 "all of them are cut off, and one honest sender among them is served all the time"
note "$(cat "$STACK/crowd"), $before files before"
seen() { jq "$1" "$STACK/crowd"; }
ok '[ "$(seen .most_files)" -gt $((connections_max * 9 / 10)) ]' "there were as many as it lets in"
ok '[ "$(seen .most_files)" -le $((connections_max + 256)) ]' "and no more"
ok '[ "$(seen .most_kb)" -le $kb_max ]' "with at most $kb_max KiB of memory"
ok 'wait_until "[ \"\$(files)\" -le $((before + 1)) ]" 30' "no file is left open"
is "$(status "$(accepted after | json)")" 202 "and it answers as before"
is "$(status "$(ask /readyz)")" 200 "and is ready"
stop
is $? 0 "it ends in order"
done_testing
