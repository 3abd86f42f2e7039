#!/bin/bash
# mailbox.sh -- mails of a Maildir become events, and go where they belong.
. "$(dirname "$0")/../support/stack.sh"

stack mailbox
mailbox=$(bin shouwen-mailbox)
box=$STACK/box
fixtures=tests/fixtures/mail

once() { # once [OPTION...]
    "$mailbox" once --maildir "$box" --unit zjj --section bgs "$@" 2>>"$STACK/once.log"
}

empty() { # a Maildir without mails
    rm -rf "$box"
    mkdir -p "$box/new" "$box/cur" "$box/tmp"
}

deliver() { # deliver NAME [AS]: as a mailer does it
    cp "$fixtures/$1.eml" "$box/tmp/$1"
    mv "$box/tmp/$1" "$box/new/${2:-$1}"
}

there() { # there FOLDER: what is in it
    (cd "$box/$1" && printf '%s\n' *) | grep -v '^\*$' | xargs
}

records() { # records TOPIC: keys and bytes
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$1" -e -q -f '%k %s\n' 2>/dev/null
}

events() { # their keys
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.inquiry -e -q -f '%k\n' 2>/dev/null
}

empty
deliver gb2312
once --dry-run
is "$? $(there new) $(there threads)" "0 gb2312 " "a rehearsal moves nothing"
"$mailbox" once --maildir "$box" --unit zjj 2>/dev/null
is $? 2 "a mailbox of no section is wrong usage"
"$mailbox" twice --maildir "$box" --unit zjj --section bgs 2>/dev/null
is $? 2 "a word nobody knows is wrong usage"

once
is "$? $(there new) $(there "done")" "0  gb2312" "an acknowledged mail is done"
is "$(events | wc -l)" 1 "and one event"
is "$(records inquiry | grep -ac -e 张三 -e zhang@ -e 申请要)" 0 "with nothing of the citizen's"
is "$(records citizen | grep -ac -e 张三)" 1 "who wrote is told to the topic of citizens"
is "$(records citizen | grep -ac -e 申请要哪些材料)" 1 "and in what words"

mv "$box/done/gb2312" "$box/cur/gb2312:2,S"
once
is "$(there "done")" "gb2312:2,S" "a mail is found in cur too"
"$(bin shouwen-section-ledger)" run --until-caught-up --lock-dir "$STACK" >>"$STACK/ledger.log" 2>&1
is "$(sql "SELECT unit, section, channel, flags FROM book.section_row WHERE case_number = 'gb2312@example.org'")" \
    "zjj|bgs|mailbox|" "the same mail again is the same event, and in the ledger"

deliver reply
deliver in_reply_to
once
is "$(events | sort | uniq -c | xargs | cut -d' ' -f1)" 4 "replies are of the same case"
is "$(records inquiry | grep -a 'reply' | wc -l)" 2 "and add to it"

"$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1 <<'END'
{"header":{"source":"mailbox","caseSource":"mailbox","caseNumber":"gb2312@example.org","occurredAt":"2025-09-24T09:12:00+08:00","sourceRef":"c"},"completed":{}}
END
"$(bin shouwen-master-ledger)" run --until-caught-up --lock-dir "$STACK" >>"$STACK/ledger.log" 2>&1
reply() { # reply NAME REFERENCES: to those
    printf 'Message-ID: <%s@example.org>\nFrom: <zhang@example.org>\nReferences: %s\nDate: Thu, 25 Sep 2025 09:00:00 +0800\nSubject: again\n\nwords\n' \
        "$1" "$2" >"$box/new/$1"
}
before=$(events | sort -u | wc -l)
reply later '<gb2312@example.org> <reply@example.org>'
once
is "$(events | sort -u | wc -l)" $((before + 1)) "a reply to what is completed is a case of its own"
ok 'records citizen | grep -aq "续已办结事项 gb2312@example.org"' "which says so"
mv "$box/done/later" "$box/new/later"
reply latest '<gb2312@example.org> <reply@example.org> <later@example.org>'
once
is "$(events | sort -u | wc -l) $(there new)" "$((before + 1)) " "to which the next reply adds"
reply nobody_to_ask '<gb2312@example.org>'
once --pg-conninfo ""
is "$(events | sort -u | wc -l) $(there new)" "$((before + 1)) " "and where nobody can be asked, to the first"

for name in no_from automatic spam bounce_report no_id quoted_printable; do deliver $name; done
once
is "$?" 1 "a refused mail is told by the exit status"
is "$(there refused)" "no_from no_from.reason" "which goes to refused"
is "$(cat "$box/refused/no_from.reason")" "missing: the mail has no From" "with the reason beside it"
is "$(there aside)" \
    "automatic automatic.reason bounce_report bounce_report.reason spam spam.reason" \
    "machines, bounces and spam are set aside"
deliver quoted_printable gb2312:2,S
once
is "$(there "done" | tr ' ' '\n' | grep -c gb2312)" 2 "a name that is taken is not written over"

# ---- odd mails ----

empty
{
    cat "$fixtures/gb2312.eml"
    head -c 60000000 /dev/zero | tr '\0' 'A'
} >"$box/new/large"
{
    echo "Message-ID: <many@example.org>"
    echo "From: <zhang@example.org>"
    printf 'To: a@example.org'
    for ((i = 0; i < 10000; i++)); do printf ',\n r%s@example.org' "$i"; done
    printf '\nSubject: many\n\nwords\n'
} >"$box/new/many"
{
    echo "Message-ID: <deep@example.org>"
    echo "From: <zhang@example.org>"
    for ((i = 0; i < 5000; i++)); do printf 'Content-Type: multipart/mixed; boundary=b%s\n\n--b%s\n' $i $i; done
} >"$box/new/deep"
head -c 100000 /dev/urandom >"$box/new/noise"
: >"$box/new/nothing"
{
    cat "$fixtures/attachments.eml" | sed '/^--b--/,$d; s/<attachments@/<big@/'
    printf -- '--b\nContent-Type: application/zip\n\n'
    head -c 52000000 /dev/zero | tr '\0' 'A'
    printf '\n--b--\n'
} >"$box/new/big"
{
    printf 'Message-ID: <long@example.org>\nFrom: <zhang@example.org>\nX-Long: '
    head -c 1048576 /dev/zero | tr '\0' 'A'
    printf '\nSubject: long\n\n'
    head -c 10485760 /dev/zero | tr '\0' 'A'
} >"$box/new/long"
{
    printf 'Message-ID: <mails@example.org>\nFrom: <zhang@example.org>\n'
    for ((i = 0; i < 1000; i++)); do printf 'Content-Type: message/rfc822\n\nFrom: <inner-%s@example.org>\n' $i; done
    printf '\nwords\n'
} >"$box/new/mails"
printf 'Message-ID: <nul@example.org>\nFrom: <zhang@example.org>\nSubject: a\0b\n\nwords\0words\0' >"$box/new/nul"
printf 'Message-ID: no brackets, and \001 in it\nFrom: <zhang@example.org>\n\nwords' >"$box/new/odd_id"
name=$(printf 'n%.0s' {1..255})
cp "$fixtures/no_from.eml" "$box/new/$name"
cp "$fixtures/no_from.eml" "$box/new/z.reason"
cp "$fixtures/no_from.eml" "$box/new/z"
mkdir "$box/new/folder"
mkfifo "$box/new/pipe"
once
is "$?" 1 "odd mails are told of"
is "$(there "done")" "big deep long mails many nul odd_id" \
    "10,000 recipients, 5,000 levels, 1,000 mails in mails, 50 MB, a line of 10 MiB and NULs are a mail"
is "$(there refused | tr ' ' '\n' | grep -v 'reason$' | cut -c1-10 | xargs)" "folder large nnnnnnnnnn noise nothing pipe z z.reason.1" \
    "60 MB and what is no mail are not"
is "$(there refused | wc -w)" 16 "each with its own reason beside it"
is "$(cut -d: -f1 "$box/refused/large.reason")" too_large "and why"
is "$(there new)" "" "nothing stays"

# ---- watching ----

empty
background watch "$mailbox" watch --maildir "$box" --unit zjj --section bgs --rescan-s 86400
ok 'wait_until "grep -q watching \"$STACK/run/watch.log\"" 60' "it watches"
is "$(once; echo $?)" 1 "one program a Maildir"
deliver html_only
ok 'wait_until "[ -f \"$box/done/html_only\" ]" 60' "what comes is taken at once"
kafka_freeze
deliver gb18030
ok 'wait_until "[ -n \"\$(ls \"$box/threads\" | sed -n 2p)\" ]" 60' "while the broker is away"
signal watch TERM
finish watch
is "$(there new)" gb18030 "a mail without an answer stays"
kafka_thaw
once
is "$? $(there new) $(there "done")" "0  gb18030 html_only" "and is sent when the broker is there"

# ---- without a database ----

empty
deliver gb2312
once
background away "$mailbox" watch --maildir "$box" --unit zjj --section bgs
wait_until 'grep -q watching "$STACK/run/away.log"' 60
pg_freeze
reply one '<gb2312@example.org>'
reply two '<gb2312@example.org>'
ok 'wait_until "[ \"\$(there done | wc -w)\" = 3 ]" 60' "replies go on while the database says nothing"
is "$(grep -c 'whether a case is completed' "$STACK/run/away.log")" 1 "which is not asked for every one of them"
pg_thaw
signal away TERM
finish away
is $? 0 "and it ends in order"

ok '! grep -a -e 张三 -e zhang@ -e 申请要 "$STACK"/*.log "$STACK"/run/*.log "$box"/refused/*.reason 2>/dev/null' \
    "no log and no reason says who wrote"
done_testing
