#!/bin/bash
# published.sh -- a score that was published stays as it was, and says what it is now and why.
. "$(dirname "$0")/../support/stack.sh"
stack published

admin=$(bin shouwen-admin)
assessment=$(bin shouwen-assessment)

subject() { # subject NUMBER: the id of case NUMBER
    python3 -c 'import sys, uuid; print(uuid.uuid5(uuid.UUID(sys.argv[1]), "book\x1f" + sys.argv[2]))' \
        6f0c3a10-5e0b-4c5e-9d3a-7b21e488a101 "$1" # the namespace of cases, proto/shouwen/v1/header.proto
}
tell() { # tell NUMBER REF TIME BODY: one event of case NUMBER
    printf '{"header":{"subject":"%s","caseSource":"book","caseNumber":"%s","source":"book","sourceRef":"%s","occurredAt":"%s"},%s}\n' \
        "$(subject "$1")" "$1" "$1.$2" "$3" "$4"
}
accepted() { # accepted NUMBER DAY
    tell "$1" accepted "2024-03-$2T09:00:00+08:00" \
        '"accepted":{"unit":"u","section":"s","receiver":"li","channel":"CHANNEL_CALL","category":"CATEGORY_CONSULTATION","hasContact":true}'
}
completed() { # completed NUMBER DAY
    tell "$1" completed "2024-03-$2T10:00:00+08:00" '"completed":{"by":{"person":"li"}}'
}
called() { # called NUMBER TIME
    tell "$1" called "$2" '"callbackMade":{"outcome":"CALLBACK_OUTCOME_REACHED"}'
}
rated() { # rated NUMBER DAY WORD
    tell "$1" rated "2024-03-$2T16:00:00+08:00" "\"rated\":{\"satisfaction\":\"SATISFACTION_$3\"}"
}
publish() { # publish: lines from stdin, and count them
    "$(bin shouwen-publish)" >>"$STACK/publish.log" 2>&1 &&
        "$assessment" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/assessment.log"
}
load() { # load WHAT FILE...: rules, and count under them
    "$admin" load "$@" --yes >>"$STACK/load.log" 2>&1 &&
        "$assessment" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/assessment.log"
}
ask() { # ask VERB OPTION...: of the period and formula in question
    said=$("$assessment" "$@" --period 2024-03 --formula small 2>&1)
}
line() { # line ITEM: words of its line, single spaces
    grep "^$1 " <<<"$said" | tr -s ' '
}
causes() { # causes ITEM: below its line, sorted: matters with their differences, and the first word of each cause
    awk -v item="$1" '$0 !~ /^ / { is_in = $1 == item; next }
        is_in && /^    [^ ]/ { printf "%s%s", (n++ ? "; " : ""), $1; for (i = 2; i <= NF; i++) printf " %s", $i }
        is_in && /^        / { printf " < %s %s", $1, ($1 == "rules" ? "" : $2) } END { print "" }' <<<"$said" |
        tr ';' '\n' | sed 's/^ *//; s/ *$//' | sort | paste -sd ';'
}

cat >"$STACK/small.csv" <<'CSV'
formula,item,numerator,denominator,account,cap,out_of,minimum,basis
small,on_time,on_time,due,handling,50,100,1,试验
small,satisfaction,satisfied,rated,receiver,30,100,1,试验
small,callback,called_back,callback_owed,receiver,20,100,1,试验
CSV
load calendar schemas/policy/calendar && load policy schemas/policy/base.csv && load formula "$STACK/small.csv"
is $? 0 "there are rules and a formula"

# Five matters of three working days: 1, 4 and 5 in time, 2 late, 3 never; 1, 4 and 5 rated, 1 and 5 called back.
{
    accepted 1 04; completed 1 06; called 1 2024-03-07T09:00:00+08:00; rated 1 07 SATISFIED
    accepted 2 04; completed 2 11
    accepted 3 04
    accepted 4 05; completed 4 06; rated 4 07 DISSATISFIED
    accepted 5 06; completed 5 07; called 5 2024-03-08T09:00:00+08:00; rated 5 08 SATISFIED
} | publish
is $? 0 "five matters are counted"

# ---- published ----

ask freeze --unit u --frozen-by zhao
is $? 0 "a score is published"
is "$(line on_time | cut -d ' ' -f 2-7) | $(line satisfaction | cut -d ' ' -f 2-7) | $(line callback | cut -d ' ' -f 2-7)" \
    "on_time 3 / due 5 60.00% | satisfied 2 / rated 3 66.67% | called_back 2 / callback_owed 4 50.00%" "with its items"
is "$(line published) | $(line total) | $(line grade)" "published as edition 1 | total scaled to 100 60.00 | grade 合格" \
    "edition, total and grade"
is "$(sql "SELECT edition, formula_version, out_of, rated_out_of, points, total, adjustment, final, grade, frozen_by, frozen_as,
           cut_off_at <= now(), offsets <> '{}', rules_version = (SELECT version FROM stream.rules_version) FROM fact.score")" \
    "1|1|10000|10000|6000|6000|0|6000|合格|zhao|shouwen_assessor|t|t|t" "which is kept, with who, when and upon what"
is "$(sql "SELECT count(*), sum((counted ->> 'due')::int), sum((counted ->> 'on_time')::int), sum(length(events)) / 16
           FROM fact.score_case")" "5|5|3|14" "and the matters behind it with their events"
ask freeze --unit u
is "$? $(grep -c 'was published already, edition 1: --again publishes a new one' <<<"$said")" "1 1" "twice it is refused"
is "$(sql 'SELECT count(*) FROM fact.score')" 1 "and nothing is kept"
ask published --unit u
is "$? $(grep -c ' now the same$' <<<"$said") $(grep -c '^no matter behind it counts otherwise$' <<<"$said")" "0 3 1" \
    "nothing changed yet"
ask published --unit other
is "$? $(grep -c '2024-03 of .other. was not published by formula .small.' <<<"$said")" "1 1" "what was not published is not there"
ask freeze --unit u --section s --person li
is "$?:$(line total)" "0:total scaled to 100 62.50" "a person has a score of one's own"
ask freeze --unit nobody
is "$?:$(line total | cut -d ' ' -f 2-):$(sql "SELECT is_rated, grade = '' FROM fact.score WHERE unit = 'nobody'")" \
    "0:less than half of the weight is rated not rated:f|t" "a unit without matters is published as not rated"
said=$("$assessment" freeze --unit u --period "$(date +%Y)" --formula small 2>&1)
is "$? $(grep -c 'the period is not over' <<<"$said")" "1 1" "a period that is not over is not published"
said=$("$assessment" freeze --unit u --period 2024-13 --formula small 2>&1)
is $? 2 "one that does not exist is a mistake"

# ---- what changed ----

# What comes: 3 was completed in time; 2 was a complaint; 4 was satisfied, says the corrected book; the rating of 5 was of
# another; 6 was never told of; 2 is called back today.
sleep 1 # an event says whole seconds, and is to lie behind the cut-off
now=$(TZ=Asia/Shanghai date +%Y-%m-%dT%H:%M:%S+08:00)
{
    completed 3 06
    tell 2 amended 2024-03-05T09:00:00+08:00 '"amended":{"category":"CATEGORY_COMPLAINT"}'
    rated 4 07 SATISFIED
    tell 5 voided 2024-03-09T09:00:00+08:00 '"voided":{"sourceRef":"5.rated","reason":"another_case","approver":"zhao"}'
    accepted 6 13; completed 6 14
    called 2 "$now"
    tell 1 points "2024-03-20T09:00:00+08:00" '"pointsAdjusted":{"pointsHundredths":"-50","about":{"unit":"u"},"reason":"urged","approver":"zhao"}'
} | publish
ask published --unit u
is $? 0 "published, now and cause are printed"
is "$(line on_time)" "on_time published 3 / 5 60.00% 30.00 now 6 / 6 100.00% 50.00" "what was in time, and is"
is "$(causes on_time)" \
    "book/2 on_time +1 < amendment amended;book/3 on_time +1 < late completed;book/6 on_time +1 due +1 < late accepted < late completed" \
    "by an amendment, a completion and a whole matter that were told late"
is "$(line satisfaction)" "satisfaction published 2 / 3 66.67% 20.00 now 2 / 2 100.00% 30.00" "who was satisfied, and is"
is "$(causes satisfaction)" \
    "book/4 satisfied +1 < correction rated;book/5 satisfied -1 rated -1 < void voided" "by a correction and a voiding"
is "$(line callback)" "callback published 2 / 4 50.00% 10.00 now 3 / 6 50.00% 10.00" "who was called back"
ok 'grep -q "^        since  *callback_made of $now, recorded " <<<"$said"' "by what happened since"
is "$(grep -A 1 '^deductions' <<<"$said" | tr -s ' ' | tr '\n' ';')" \
    "deductions and bonuses published 0.00 now -0.50; came since 2024-03-20 book/1 urged, approved by zhao -0.50;" \
    "a decision that came since is told"
is "$(line final) $(line grade)" "final published 60.00 now 89.50 grade published 合格 now 良好" "and what it comes to"
is "$(sql "SELECT total, grade FROM fact.score WHERE unit = 'u' AND section = ''")" "6000|合格" "what was published stays"

is "$(sql "SELECT item, published_numerator, published_denominator, published_rate, published_points, present_numerator,
           present_denominator, is_changed FROM book.published_item WHERE unit = 'u' AND section = '' ORDER BY item_number" | tr '\n' ' ')" \
    "on_time|3|5|60.00|30.00|6|6|t satisfaction|2|3|66.67|20.00|2|2|t callback|2|4|50.00|10.00|3|6|t " "analysts read both, item by item"

# ---- a new edition, and new rules ----

ask freeze --unit u --again
is "$?:$(line published)" "0:published as edition 2" "a new edition supersedes it"
is "$(sql "SELECT string_agg(edition || ' ' || final || ' ' || grade, ', ' ORDER BY edition) FROM fact.score
           WHERE unit = 'u' AND section = ''")" "1 6000 合格, 2 8950 良好" "and the old one stays, too"
ask published --unit u
is "$(grep -c ' now the same$' <<<"$said") $(line edition | cut -d ' ' -f 1-3)" "3 edition 2, published" "with which nothing changed"
ask published --unit u --edition 1
is "$(line final)" "final published 60.00 now 89.50" "while the old one says what it said"
cp schemas/policy/ladders.csv "$STACK"
sed 's/consultation,3wd/consultation,1wd/' schemas/policy/base.csv >"$STACK/base.csv"
load policy "$STACK/base.csv"
ask published --unit u
is "$(line on_time)" "on_time published 6 / 6 100.00% 50.00 now 4 / 6 66.67% 33.34" "a shorter limit makes two of them late"
is "$(causes on_time)" \
    "book/1 on_time -1 < rules;book/3 on_time -1 < rules" "by the rules alone"
ok 'line rules | grep -q "^rules published under revision [0-9]*, now [0-9]*: policy base version 2$"' "which are named"
ask published --unit u --edition 1
is "$(causes on_time)" \
    "book/1 on_time -1 < rules;book/2 on_time +1 < amendment amended;book/6 on_time +1 due +1 < late accepted < late completed" \
    "of the first edition each by its own cause; what was late by both counts as it did"

# ---- what it refuses ----

"$admin" load policy schemas/policy/base.csv --yes >>"$STACK/load.log" 2>&1
ask freeze --unit u --again
is "$? $(grep -c 'matters that rest on revision [0-9]* of the rules, and [0-9]* is in force' <<<"$said")" "1 1" \
    "matters that rest on older rules are not published"
"$assessment" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/assessment.log"
ask freeze --unit u --again
is "$?:$(line published)" "0:published as edition 3" "until they are counted anew"
table=$(sql "SELECT 'assessment_g1.' || relname FROM pg_class WHERE relnamespace = 'assessment_g1'::regnamespace AND relkind = 'r'
    AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'on_time')")
sql "UPDATE $table SET on_time = on_time + 1 WHERE ctid = (SELECT min(ctid) FROM $table WHERE on_time > 0)" >/dev/null
ask freeze --unit u --again
is "$? $(grep -c 'counter on_time is 7, and the matters give 6: shouwen-assessment verify says where' <<<"$said")" "1 1" \
    "counters that are not what the matters give are not published"
sql "UPDATE $table SET on_time = on_time - 1 WHERE ctid = (SELECT max(ctid) FROM $table WHERE on_time > 0)" >/dev/null
is "$("$assessment" freeze --unit u --period 2024-02 --formula small --pg-assessor-user shouwen_assessment 2>&1 |
    grep -c 'permission denied for table score')" 1 "who counts does not publish"
for statement in "UPDATE fact.score SET final = 10000" "DELETE FROM fact.score_case" "TRUNCATE fact.score_item"; do
    is "$(sql "SET ROLE shouwen_assessor; $statement" 2>&1 | grep -c 'permission denied')" 1 "and nobody may: $statement"
done

is "$(sql "SELECT string_agg(edition || ' ' || is_in_force || ' ' || final, ', ' ORDER BY edition) FROM book.published_score
           WHERE unit = 'u' AND section = ''"): $(sql "SELECT 得分, 等次 FROM \"台账\".\"公布得分\" WHERE 单位代码 = 'u'
           AND 科室代码 = '' AND 版次 = 1")" \
    "1 false 60.00, 2 false 89.50, 3 true 89.50: 60.00|合格" "analysts read every edition, in both languages"

# ---- it outlives everything ----

before=$(sql "SELECT md5(string_agg(score::text, ',' ORDER BY score)) FROM fact.score")
"$assessment" rebuild --lock-dir "$STACK" >"$STACK/rebuild.log" 2>&1
is "$? $(sql "SELECT md5(string_agg(score::text, ',' ORDER BY score)) FROM fact.score")" "0 $before" "a rebuild leaves it as it is"
ask published --unit u
is "$?:$(line published):$(grep -c ' now the same$' <<<"$said")" "0::3" "and can be compared with"
ask freeze --unit u --again
is "$?:$(line published)" "0:published as edition 4" "and published from"

done_testing
