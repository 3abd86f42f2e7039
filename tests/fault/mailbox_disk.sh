#!/bin/bash
# mailbox_disk.sh -- the disk of a Maildir is full or may not be written: no mail is lost, none half moved.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack mailbox_disk
box=$STACK/box
full=$STACK/full
mkdir -p "$box"/{new,cur,tmp} "$STACK/run"
cc -O1 -shared -fPIC -o "$STACK/mailbox_disk.so" tests/fault/mailbox_disk.c

mailbox() { # mailbox once|watch [OPTION...]: what to say to env
    command=("LD_PRELOAD=$BUILD/test-stack/mailbox_disk/mailbox_disk.so" "MAILBOX_DISK=$full"
        "$(bin shouwen-mailbox)" "$1" --maildir "$box" --unit zjj --section bgs "${@:2}")
}

once() {
    mailbox once
    env "${command[@]}" 2>"$STACK/once.log"
}

deliver() { # deliver NAME...
    local name
    for name in "$@"; do
        cp "tests/fixtures/mail/$name.eml" "$box/tmp/$name"
        mv "$box/tmp/$name" "$box/new/$name"
    done
}

there() { # there FOLDER...: what is in them
    (cd "$box" && find "$@" -type f | sort | xargs)
}

letters() { # how many letters the log has
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.inquiry -e -q -f '%k\n' 2>/dev/null | sort -u | wc -l
}

refused() { # how many were counted
    sql "SELECT coalesce(sum(refused), 0) FROM intake.refusal WHERE program = 'mailbox'"
}

# ---- no room for a name ----

: >"$full"
deliver spam automatic bulk
once
is "$? $(there aside refused)" "1 " "where there is no room for a name nothing is set aside, nor a reason alone"
is "$(grep -c 'msg="left"' "$STACK/once.log") $(grep -o 'left=[0-9]*' "$STACK/once.log")" "1 left=3" \
    "and after the first the others are not tried"
ok 'grep -q "could not write in folder .* of the maildir: No space left" "$STACK/once.log"' "which is said"
rm "$box"/new/*
deliver no_from
once
once
is "$? $(refused)" "1 0" "and one that could not be refused is not counted as such, however often it is tried"
deliver gb2312 html_only
mailbox watch --rescan-s 1
background watch env "${command[@]}"
ok 'wait_until "log_has watch \"gb2312.*could not write in folder .done. of the maildir: No space left\"" 60' "a letter that was sent stays"
is "$(there new "done" refused)" "new/gb2312 new/html_only new/no_from" "and so do the others"
rm "$full"
ok 'wait_until "[ -z \"\$(there new)\" ]" 60' "with room again they go"
is "$(there "done" refused)" "done/gb2312 done/html_only refused/no_from refused/no_from.reason" "where they belong"
signal watch TERM
finish watch
is "$? $(letters) $(refused)" "0 2 1" "and every letter is one case, what was refused is counted once"

# ---- a disk that knows no "not over another" ----

echo old >"$full"
deliver gb2312 spam
once
is "$? $(there new "done" aside)" "0 aside/spam aside/spam.reason done/gb2312 done/gb2312.1 done/html_only" \
    "where a name cannot be taken unless it is free mails go all the same, and over none"
rm "$full"

# ---- a disk that is full, and one that may not be written ----

small=/var/tmp/shouwen-mailbox-$$
unmount() {
    [ ! -d "$small" ] || { umount -l "$small" && rmdir "$small"; } 2>/dev/null
}
trap 'status=$?; unmount; (exit "$status"); stack_end' EXIT
if [ "$(id -u)" -ne 0 ] || ! mkdir "$small" || ! mount -t tmpfs -o size=256k,mode=0755 tmpfs "$small"; then
    rmdir "$small" 2>/dev/null
    skip "a disk that fills" "a small one cannot be mounted here"
    done_testing
    exit
fi
box=$small/box
mkdir -p "$box"/{new,cur,tmp}
once
is "$? $(there new)" "0 " "an empty Maildir on a small disk"
deliver gb18030 no_from spam
cat /dev/zero >"$small/filler" 2>/dev/null
before=$(letters)
once
is "$? $(there .)" "1 ./new/gb18030 ./new/no_from ./new/spam" "on a full disk all stays, and nothing is half written"
ok 'grep -q "gb18030.*could not write in folder .* of the maildir: No space left" "$STACK/once.log"' "which is said"
is "$(letters)" "$before" "and nothing is sent whose thread cannot be noted"
rm "$small/filler"
once
is "$? $(there new "done" refused aside)" \
    "1 aside/spam aside/spam.reason done/gb18030 refused/no_from refused/no_from.reason" "with room again all goes"
is "$(letters)" $((before + 1)) "and the letter is sent"

mount -o remount,ro "$small"
once
is $? 1 "a Maildir that may not be written"
ok 'grep -q "cannot write folder .new. of the maildir: Read-only file system" "$STACK/once.log"' "is refused at once"
mount -o remount,rw "$small"
: >"$STACK/run/watch.log"
mailbox watch
background watch env "${command[@]}"
wait_until 'log_has watch watching' 60
kafka_freeze
deliver quoted_printable
ok 'wait_until "[ \"\$(there threads | wc -w)\" = 2 ]" 60' "and one that may not be any longer"
mount -o remount,ro "$small"
kafka_thaw
finish watch
is $? 1 "ends what watches it"
ok 'log_has watch "level=error.*cannot write in folder .* of the maildir: Read-only file system"' "which says why"
mount -o remount,rw "$small"
once
is "$? $(there new) $(letters)" "0  $((before + 2))" "and when it may be again, nothing is lost"
done_testing
