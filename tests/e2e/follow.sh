#!/bin/bash
# follow.sh -- alerts are read by `follow`: each once, from where it was, whatever stops.
# seconds: 50
. "$(dirname "$0")/../support/stack.sh"
stack follow

alerts=$(bin shouwen-overdue-alerts)
tool=$ROOT/$BUILD/release/tests/tool
export SHOUWEN_PG_CONNINFO=host=127.0.0.1\ port=1\ dbname=none # it needs none

publish() { # publish WORD...: one alert
    "$tool/alert" <<<"$*"
}
follow() { # follow NAME ARGUMENT...: in the background; its lines are in NAME.out
    local name=$1
    shift
    background "$name" "$alerts" follow --lock-dir "$STACK" "$@"
}
lines() { # lines NAME: without the log's
    grep -v '^time=' "$STACK/run/$1.log"
}
has() { # has NAME NUMBER: so many lines
    [ "$(lines "$1" | wc -l)" = "$2" ]
}
end() { # end NAME SENTENCE: SIGTERM, and in order
    signal "$1" TERM
    finish "$1"
    is "$?" 0 "$2"
}
numbers() { # numbers NAME: the cases, in the order of their lines
    lines "$1" | grep -o 'hotline/[^，]*' | sed 's/.*-//' | sort -n | tr '\n' ' '
}

# ---- words ----

refused() { # refused WORDS ARGUMENT...: how these are answered
    local words=$1 said
    shift
    said=$("$alerts" follow "$@" 2>&1)
    is "$? $said" "2 $words" "refused: follow $*"
}
refused "--level 'loud' is none of yellow, red, urge, notice" --level loud
refused "either --unit or --under is wanted, not both" --unit a --under b
refused "--unit is no unit's code: it holds NUL or a control character" --unit $'a\tb'
refused "--under is no unit's code: it is not UTF-8" --under $'\xff'

# ---- from the beginning, each once ----

for number in 1 2 3; do
    publish number=2025-$number unit=zjj section=fck person=li above=fu level=red told=handler:zjj/li,master_post:zjj/
done >"$STACK/ids"
follow a --from-beginning
ok 'wait_until "has a 3" 30' "all alerts there are"
is "$(lines a | grep -F 2025-1，)" \
    "2025-03-15 00:00 红色预警 办结 hotline/2025-1，zjj/fck/li承办，2025-03-14 24:00到期；告知承办人li、首问责任总岗（空缺）；办结限7个工作日；编号$(head -n 1 "$STACK/ids")" \
    "a line each, in Chinese"
publish number=2025-2 unit=zjj section=fck person=li >/dev/null
publish number=2025-4 unit=zjj >/dev/null
ok 'wait_until "has a 4" 30' "a new one comes, and one that is repeated does not"
is "$(numbers a)" "1 2 3 4 " "those four"
end a "asked to stop it ends in order"

# ---- from where it was ----

publish number=2025-5 unit=zjj >/dev/null
publish number=2025-3 unit=zjj >/dev/null
publish number=2025-1 unit=zjj clear=corrected >/dev/null
follow b
ok 'wait_until "has b 2" 30' "the next time it goes on where it was"
is "$(numbers b)" "1 5 " "without those it had, told again meanwhile"
ok 'lines b | grep -qF "撤销 红色预警 办结 hotline/2025-1，zjj承办，2025-03-14 24:00到期；登记更正；原编号$(head -n 1 "$STACK/ids")"' \
    "and says what does not hold"
publish number=2025-6 unit=zjj >/dev/null
ok 'wait_until "has b 3" 30' "and goes on"
signal b KILL
finish b
publish number=2025-7 unit=zjj >/dev/null
follow c
ok 'wait_until "lines c | grep -q 2025-7" 30' "killed, it loses none"
ok '! lines c | grep -qE "2025-[1-5]"' "and repeats at most what it had not kept"

# ---- what is no alert ----

printf ff | "$tool/raw" shouwen.alert 0 >/dev/null
publish number=2025-8 unit=zjj >/dev/null
ok 'wait_until "lines c | grep -q 2025-8" 30' "what is no alert does not stop it"
ok 'grep -q "left out what is no alert.*partition=0 offset=[0-9]* reason=malformed" "$STACK/run/c.log"' "and is told"

# ---- the broker ----

kafka_kill9
ok 'wait_until "grep -q \"reading waits\" \"\$STACK/run/c.log\"" 60' "that the broker is away is told"
kafka_start
publish number=2025-9 unit=zjj >/dev/null
ok 'wait_until "lines c | grep -q 2025-9" 60' "when it is back, reading goes on"
kafka_kill9
end c "asked to stop while the broker is away it ends in order"
follow d
ok 'wait_until "grep -q \"reading waits\" \"\$STACK/run/d.log\"" 60' "started while it is away, it waits"
kafka_start
publish number=2025-10 unit=zjj >/dev/null
ok 'wait_until "lines d | grep -q 2025-10" 60' "until it is there"
ok '! lines d | grep -qE "2025-[1-8]，"' "and goes on where it was"
end d "and ends"

# ---- whose ----

follow new --group another
follow own --unit zjj --from-beginning
follow under --under fu --level urge --from-beginning
follow told --unit rsj --from-beginning --json
ok 'wait_until "has own 11" 30' "of a unit: what is its to do"
publish number=2025-11 unit=zjj above=fu level=red >/dev/null
publish number=2025-12 unit=zjj above=fu level=notice >/dev/null
publish number=2025-13 unit=cgj told=receiver:rsj/wang >/dev/null
ok 'wait_until "has under 1" 30' "below a unit, from a level upwards"
ok 'lines under | grep -q "提请通报 办结 hotline/2025-12，"' "that one"
ok 'wait_until "has told 1" 30' "or what its people are told of"
is "$(lines told | jq -r '[.header.caseNumber, .raised.recipients[0].post, .raised.rung.level] | join(" ")')" \
    "2025-13 POST_RECEIVER LEVEL_RED" "as JSON"
ok 'wait_until "lines new | grep -q 2025-13" 30' "a new group begins with what comes now"
ok '! lines new | grep -qE "2025-([1-9]|10)，"' "and not before"
for name in new own under told; do
    end $name "$name ends"
done
follow quiet --group later
ok 'wait_until "[ \"\$(kcat -b \"\$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS\" -C -t __consumer_offsets -o beginning -e -q -f \"%k\\n\" 2>/dev/null | grep -ac later)\" -gt 0 ]" 60' \
    "a new group keeps where it began"
end quiet "before anything came"
publish number=2025-14 unit=zjj >/dev/null
follow later --group later
ok 'wait_until "lines later | grep -q 2025-14" 30' "so that nothing between is lost"
is "$(numbers later)" "14 " "and nothing else told"

# ---- a topic made anew ----

"$tool/topic" drop shouwen.alert
ok 'wait_until "grep -q \"there is no topic shouwen.alert\" \"\$STACK/run/later.log\"" 60' "a topic that vanished is told"
"$(bin shouwen-admin)" topics >"$STACK/topics.log" 2>&1
publish number=2025-15 unit=zjj >/dev/null
ok 'wait_until "lines later | grep -q 2025-15" 60' "made anew it is read from its beginning"
end later "and follow ends"

# ---- who reads is gone ----

"$alerts" follow --from-beginning --group pipe 2>"$STACK/pipe.log" | head -c 1 >/dev/null &
piped=$!
publish number=2025-16 unit=zjj >/dev/null
publish number=2025-17 unit=zjj >/dev/null
ok 'wait_until "publish number=2025-\$RANDOM unit=zjj >/dev/null; ! kill -0 $piped 2>/dev/null" 30' "without a reader it ends"
wait "$piped"
ok 'grep -q "cannot write" "$STACK/pipe.log"' "and says why"
done_testing
