#!/bin/bash
# mailbox.sh -- mails a second that shouwen-mailbox takes out of a Maildir, with a broker behind it.
#
# BENCH_MAILS mails, every fifth a reply, in BENCH_RUNS turns; time and memory of a whole `once`.  Beside each, on the
# same disk: a note written, synced and named as that of a case that is opened, and a mail renamed, and nothing else.
# Sizes: BENCH_MAILS (5000).
set -u
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
mails=${BENCH_MAILS:-5000}

servers mailbox
topics shouwen
database bench_mailbox
box=$out/mailbox.box

turn() { # turn NUMBER: a line of JSON
    rm -rf "$box"
    mkdir -p "$box"/{new,cur,tmp,limit}
    python3 - "$box" "$mails" "$1" "$BUILD/bin/shouwen-mailbox" "$out/mailbox.log" <<'PYTHON'
import json, os, resource, subprocess, sys, time
box, mails, turn, program, log = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]
for number in range(mails):
    reply = f"References: <{turn}-{number - number % 5}@example.org>\n" if number % 5 == 4 else ""
    with open(f"{box}/new/{number:06}", "w", encoding="utf-8") as file:
        file.write(f"Message-ID: <{turn}-{number}@example.org>\nFrom: 张三 <a@example.org>\n{reply}"
                   f"Date: Mon, 22 Sep 2025 09:12:00 +0800\nSubject: 公租房\n\n{'申请要哪些材料？' * 40}\n")
os.sync()
begun = time.monotonic()
with open(log, "w", encoding="utf-8") as file:
    code = subprocess.run([program, "once", "--maildir", box, "--unit", "zjj", "--section", "bgs"], stderr=file).returncode
taken = time.monotonic() - begun
if code != 0 or len(os.listdir(f"{box}/done")) != mails:
    sys.exit(f"not all is done, see {log}")
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
folder = os.open(f"{box}/limit", os.O_RDONLY)
count = min(mails, 1000)
begun = time.monotonic()
for number in range(count):
    note = os.open("new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600, dir_fd=folder)
    os.write(note, b"0123456789" * 4)
    os.fdatasync(note)
    os.close(note)
    os.rename("new", str(number), src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)
    os.rename(f"{box}/done/{number:06}", f"{box}/cur/{number:06}")
print(json.dumps({"rate": mails / taken, "mib": memory / 1024, "limit": count / (time.monotonic() - begun)}))
PYTHON
}

: >"$out/mailbox.jsonl"
for ((run = 1; run <= runs; run++)); do
    turn "$run" >>"$out/mailbox.jsonl" || die "a turn failed"
    say "run $run of $runs: $(tail -n 1 "$out/mailbox.jsonl")"
done
rm -rf "$box"
result mailbox '{title: "Mailbox: a Maildir of \($mails) mails, once",
    settings: ($machine.settings + {mails: $mails}),
    rows: [
        row("mails of a Maildir"; "/s"; [$turns[].rate]; null),
        row("limit: the disk, a note safe and a mail moved"; "/s"; [$turns[].limit]; null),
        row("memory, at most"; "MiB"; [$turns[].mib]; null)]}' \
    --argjson turns "$(lines "$out/mailbox.jsonl")" --argjson mails "$mails"
tests/bench/report.sh mailbox
