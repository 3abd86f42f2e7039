#!/bin/bash
# hotline.sh -- what shouwen-hotline takes, all of it durable, with a broker behind it.
#
# wrk for BENCH_SECONDS each: lone events on 32 connections, 100 events a request on 8.  Beside it, in the same run:
# what the disk does (a write of 512 bytes and a sync, by dd), what the server does when it has nothing to do
# (/healthz).  Then its memory with 1,000 connections that say nothing.
# Sizes: BENCH_SECONDS (10).
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
seconds=${BENCH_SECONDS:-10}
command -v wrk >/dev/null || die "wrk is not installed: deploy/dev/setup.sh bench"

servers hotline
topics shouwen
database bench_hotline
KEY=$(head -c 32 /dev/urandom | base64)
export KEY
printf '[bench]\nsha256 = %s\nsources = bench\nunits = *\nkinds = *\n' \
    "$(printf %s "$KEY" | sha256sum | cut -d ' ' -f 1)" >"$out/hotline.keys"
rm -rf "$out/hotline.spool"
"$BUILD/bin/shouwen-hotline" --keys "$out/hotline.keys" --spool "$out/hotline.spool" --listen-port 0 \
    --rate-per-s 1000000 --log-level info 2>"$out/hotline.log" &
hotline=$!
others+=("$hotline")
wait_until "grep -q msg=.listening '$out/hotline.log'" 60 || die "it does not listen, see $out/hotline.log"
url=http://127.0.0.1:$(sed -n 's/.*msg="listening".* port=\([0-9]*\).*/\1/p' "$out/hotline.log")

drive() { # drive BATCH CONNECTIONS: a line of JSON
    BATCH=$1 wrk -t1 "-c$2" "-d${seconds}s" -s tests/bench/hotline.lua "$url" | sed -n 's/^RESULT //p'
}
disk() { # syncs a second
    local count=1000 started=$EPOCHREALTIME
    dd if=/dev/zero of="$out/hotline.disk" bs=512 count=$count oflag=dsync 2>/dev/null
    echo $((count * 1000000 / (${EPOCHREALTIME//./} - ${started//./})))
    rm -f "$out/hotline.disk"
}

say "lone events, 32 connections"
single=$(drive 1 32)
say "100 events a request, 8 connections"
batches=$(drive 100 8)
say "the limits"
syncs=$(disk)
empty=$(wrk -t1 -c32 "-d${seconds}s" "$url/healthz" | sed -n 's/^Requests.sec: *//p')
idle=$(python3 - "${url##*:}" "$hotline" <<'PYTHON'
import socket, sys, time
idle = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(1000)]
time.sleep(1)
print(next(line.split()[1] for line in open(f"/proc/{sys.argv[2]}/status") if line.startswith("VmRSS")))
PYTHON
)
waiting() { curl -s "$url/readyz" | jq .waiting; }
wait_until '[ "$(waiting)" = 0 ]' 300 || die "not all is sent"
kill "$hotline" && wait "$hotline"
[ "$(jq -n "$single.bad + $batches.bad")" = 0 ] || die "some requests were not answered with 202"
result hotline '{title: "HTTP door: every event on disk before its answer",
    settings: ($machine.settings + {seconds: $seconds}),
    rows: [
        row("lone events, 32 connections"; "/s"; [$single.rate]; {at_least: 2000}),
        row("the slowest in a hundred"; "ms"; [$single.p99_ms]; {at_most: 10}),
        row("100 a request, 8 connections"; "events/s"; [$batches.rate]; {at_least: 20000}),
        row("limit: the disk, 512 bytes and a sync"; "/s"; [$syncs]; null),
        row("limit: an empty answer, 32 connections"; "/s"; [$empty]; null),
        row("memory with 1,000 idle connections"; "MiB"; [$idle / 1024]; {at_most: 64})]}' \
    --argjson single "$single" --argjson batches "$batches" --argjson syncs "$syncs" --argjson empty "$empty" \
    --argjson idle "$idle" --argjson seconds "$seconds"
tests/bench/report.sh hotline
