#!/bin/bash
# quality.sh -- how well each source tells is counted once, by hand as by the programs, and people can read it.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack quality
seed

ago() { # ago WORDS: that time, as an event says it
    date -d "$1" +%Y-%m-%dT%H:%M:%S+08:00
}
export TZ=Asia/Shanghai

event() { # event SOURCE NUMBER WHEN [PRECISION] [UNIT]: an acceptance
    printf '{"header":{"source":"%s","caseSource":"%s","caseNumber":"%s","sourceRef":"%s/1","occurredAt":"%s"%s},"accepted":{"unit":"%s","section":"bgs"}}\n' \
        "$1" "$1" "$2" "$2" "$(ago "$3")" "${4:+,\"precision\":\"$4\"}" "${5:-zjj}"
}

counts() { # counts SOURCE COLUMNS: their sums over all days
    sql "SELECT $2 FROM book.source_day WHERE source = '$1'"
}

# ---- two sources, by hand ----

key=$(head -c 32 /dev/urandom | base64)
cat >"$STACK/keys" <<KEYS
[the hotline]
sha256 = $(printf %s "$key" | sha256sum | cut -d' ' -f1)
sources = hotline, desk
units = zjj
kinds = *
KEYS
log=$STACK/run/hotline.log
background hotline "$(bin shouwen-hotline)" --keys "$STACK/keys" --spool "$STACK/spool" --listen-port 0 \
    --pg-conninfo "$SHOUWEN_PG_CONNINFO"
ok 'wait_until "grep -q msg=.listening \"\$log\"" 60' "the hotline listens"
port=$(sed -n 's/.*msg="listening".* port=\([0-9]*\).*/\1/p' "$log")
post() {
    curl -sS --max-time 60 -o "$STACK/body" -w '%{http_code}' -H "Authorization: Bearer $key" \
        -H 'Content-Type: application/x-ndjson' --data-binary @- "http://127.0.0.1:$port/v1/events"
}

event hotline 1 '2 minutes ago' >"$STACK/first"
is "$({ cat "$STACK/first"; event hotline 2 '5 hours ago'; event hotline 3 '3 days ago'; } | post)" 202 \
    "the hotline tells of three matters, one of them five hours and one three days late"
is "$(post <"$STACK/first")" 202 "and of one of them again"
is "$({ event hotline 4 'now' '' other; event hotline 5 'now' '' other; echo 'no JSON'
    event hotline 6 'now' | sed 's/"unit"/"unti"/'; event counter 1 'now'; } | post)" 207 "of another unit's, of another source's and of nothing it may not"
ok 'wait_until "[ \"\$(sql \"SELECT coalesce(sum(refused), 0) FROM intake.refusal\")\" = 5 ]" 60' \
    "what it refused is in the database while it runs"
is "$(sql "SELECT string_agg(source || ' ' || via || ' ' || reason || ' ' || refused, ', ' ORDER BY source, reason)
    FROM book.source_refusal WHERE stage = 'door'")" \
    " hotline scope 1,  hotline syntax 1, hotline hotline scope 2, hotline hotline unknown_name 1" \
    "by source and reason; a source that is not the key's is not kept"

{ event counter 1 'now'; event counter 2 '30 minutes ago'; event counter 3 '40 days ago'
    event counter 4 '2 hours' # to come
    event counter 5 '3 days ago' PRECISION_DAY; event counter 6 '3 months ago' PRECISION_DAY
    echo '{"header":{}}'; event counter 7 'now' | sed 's/"unit":"zjj",//'; } |
    "$(bin shouwen-publish)" --pg-conninfo "$SHOUWEN_PG_CONNINFO" >"$STACK/publish.out" 2>"$STACK/publish.log"
is "$(grep -c acknowledged "$STACK/publish.out") $(grep -c refused "$STACK/publish.out")" "6 2" \
    "the counter tells of six, and twice of none"
is "$(sql "SELECT string_agg(source || ' ' || reason || ' ' || refused, ', ' ORDER BY source, reason)
    FROM book.source_refusal WHERE via = 'publish'")" " missing 1, counter missing 1" \
    "what it refused is counted at its end, by the source where that could be read"
{ head -n 3 producers/register/sample.csv; sed -n 's/2025-09-22 09:12/2025-13-22 09:12/; 2p' producers/register/sample.csv |
    sed 's/ZJ-2025-001/ZJ-2025-999/'; } >"$STACK/bad.csv"
"$(bin shouwen-register)" --mapping producers/register/sample.map --dry-run "$STACK/bad.csv" >"$STACK/register.log" 2>&1
"$(bin shouwen-register)" --mapping producers/register/sample.map "$STACK/bad.csv" >>"$STACK/register.log" 2>&1
mkdir -p "$STACK/box/new" "$STACK/box/cur"
{ cat tests/fixtures/mail/html_only.eml; head -c 2000 /dev/zero | tr '\0' x; } >"$STACK/box/new/large"
"$(bin shouwen-mailbox)" once --maildir "$STACK/box" --unit zjj --section bgs --mail-bytes-max 1024 2>"$STACK/mailbox.log"
is "$(sql "SELECT string_agg(source || ' ' || via || ' ' || reason || ' ' || refused, ', ' ORDER BY via)
    FROM book.source_refusal WHERE via IN ('register', 'mailbox')")" \
    "mailbox mailbox too_large 1, sample-office register time 1" "a bad row and a mail that is too large, too; a rehearsal is not"
ok '"$(tool poison)" good wrong_key noise >"$STACK/poison"' "and somebody publishes what cannot be taken"
signal hotline TERM
finish hotline
is $? 0 "the hotline ends in order"

drain master
is $? 0 "the master ledger applies it"
is "$(counts hotline 'records, taken, repeated, set_aside, refused')" "4|3|1|0|3" \
    "of the hotline: four records, one of them a repetition, and three refused"
is "$(counts hotline 'timed, ahead, within_10_minutes, within_1_hour, within_1_day, within_7_days, later')" \
    "3|0|1|0|1|1|0" "late by what they were late"
is "$(counts hotline 'minutes_max BETWEEN 4320 AND 4380, days_only, days_max IS NULL, last_at > now() - interval $$1 hour$$')" \
    "t|0|t|t" "three days at most, and heard of just now"
is "$(counts counter 'records, taken, repeated, set_aside, refused')" "6|6|0|0|1" "of the counter: six"
is "$(counts counter 'timed, ahead, within_10_minutes, within_1_hour, within_1_day, within_7_days, later')" \
    "4|1|1|1|0|0|1" "of which one is ahead of the clock"
is "$(counts counter 'days_only, days_same, days_next, days_7, days_30, days_later')" "2|0|0|1|0|1" \
    "and two are of a day, in classes of their own"
is "$(counts poison 'records, taken, set_aside') $(counts '' 'records, taken, set_aside')" "2|1|1 1|0|1" \
    "a record that is set aside is its source's where the header can be read"
is "$(sql "SELECT source, via, reason, refused FROM book.source_refusal WHERE stage = 'log' ORDER BY 1" | xargs)" \
    "|shouwen.inquiry|malformed|1 poison|shouwen.inquiry|key|1" "and so is its letter"
is "$(sql 'SELECT 报送条数, 新收, 重复, 拒收 FROM "台账"."来源日报" WHERE 来源 = $$hotline$$')" "4|3|1|3" \
    "in Chinese the same"

# ---- the page ----

"$(bin shouwen-admin)" quality >"$STACK/page" 2>&1
is $? 0 "there is a page for people"
page_of() { # page_of TITLE
    awk -v title="$1" '/^[^ ]/ { is_it = $0 == title } is_it' "$STACK/page"
}
is "$(page_of hotline | sed 's/ in .*, last 20.*/ lately/; s/; [0-9]* minutes in the mean.*//')" \
    "hotline
  4 records lately
  taken 3, repeated 1, set aside 0
  late, with a time (n = 3), within 10 minutes 1 (33.3 %), 1 day 1 (33.3 %), 7 days 1 (33.3 %)
  refused by hotline: scope 2, unknown_name 1" "which says of the hotline what was counted"
ok 'page_of counter | grep -q "of a day only (n = 2), 7 days 1 (50.0 %), later 1 (50.0 %)"' "of the counter's days"
ok 'grep -q "^  4 records in [12] days*, [42].0 a day; heard on [12] days*, last 20" "$STACK/page"' "and how many that is a day"
ok 'page_of poison | grep -q "dead letters of shouwen.inquiry: key 1"' "of letters"
ok 'page_of "(source not known)" | grep -q "refused by publish: missing 1"' "and of what is nobody's"
"$(bin shouwen-admin)" quality --source hotline >"$STACK/page"
is "$(grep -c '^[^ ]' "$STACK/page")" 1 "of one source"
"$(bin shouwen-admin)" quality --to 2001-01-01 >"$STACK/page"
is "$(cat "$STACK/page")" "nothing was told" "of days of which there is nothing"
"$(bin shouwen-admin)" quality --csv --from "$(date -d '2 days ago' +%F)" >"$STACK/table"
is "$(head -n 1 "$STACK/table" | cut -d, -f 1-7 | tr -d '\357\273\277')" \
    "source,day,records,taken,repeated,set_aside,refused" "or as a table"
is "$(awk -F, '$1 == "hotline" { sum += $3 } END { print sum }' "$STACK/table")" 4 "a row a source and day"
for wrong in "--from yesterday" "--from 2025-03-05 --to 2025-03-04" "--to 2025-02-30" hotline; do
    # shellcheck disable=SC2086 # options
    "$(bin shouwen-admin)" quality $wrong >/dev/null 2>&1
    is $? 2 "$wrong is no way to ask"
done

# ---- killed, and once all the same ----

flood --seed "$SEED" --cases 3000 --events 8 --duplicates 5 --conflicts 2 --bad 1 --rate 4000 &
flooding=$!
for kill in 1 2 3 4; do
    background "victim$kill" "$(bin shouwen-master-ledger)" run --instance victim --lock-dir "$STACK/run" \
        "${LEDGER_OPTIONS[@]}"
    before=$(applied master_ledger)
    ok 'wait_until "[ \"\$(applied master_ledger)\" -gt \$((before + 200)) ]" 60' "it is some way into a flood"
    signal "victim$kill" KILL
    finish "victim$kill"
done
wait "$flooding"
is $? 0 "what is published is acknowledged"
drain master
is $? 0 "what four that were killed left over is applied"

log_of() { # log_of: a line a record of the log
    local topic
    for topic in inquiry transfer completion callback rating oversight; do
        kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$topic" -e -q -f '%s<END>' 2>/dev/null
    done | tr -d '\n\0' | sed 's/<END>/\n/g'
}
log_of >"$STACK/log"
is "$(sql 'SELECT sum(records) FROM book.source_day')" "$(wc -l <"$STACK/log")" "every record of the log is counted once"
for source in hotline poison mailbox 窗口; do
    at_least=$(grep -ac "$source" "$STACK/log")
    ok '[ "$(sql "SELECT sum(records) FROM book.source_day WHERE source = \$\$$source\$\$")" -le "$at_least" ]' \
        "of $source no more than there are"
done

whole="SELECT string_agg(arrival::text, E'\n' ORDER BY source, day, partition) FROM intake.arrival"
counted=$(sql "$whole")
"$(bin shouwen-master-ledger)" rebuild >"$STACK/rebuild.log" 2>&1
is "$? $(sql "$whole" | sha256sum)" "0 $(sha256sum <<<"$counted")" "tables made anew count nothing again"
fresh_database calm
is $? 0 "a second installation"
drain master --batch-events-max 37
is $? 0 "reads the same log, killed by nobody and in other batches"
is "$(ask "$whole" | sha256sum)" "$(sha256sum <<<"$counted")" "and counts the same, to the last minute"
done_testing
