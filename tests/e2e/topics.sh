#!/bin/bash
# topics.sh -- topics are made from the list, and one that is otherwise is said loudly.
. "$(dirname "$0")/../support/stack.sh"
stack topics bare

admin=$(bin shouwen-admin)
list=$STACK/topics.tsv

topics() {
    "$admin" topics "$@" 2>&1
}

variant() { # variant SED-SCRIPT: another list
    sed "$1" deploy/topics.tsv >"$list"
}

said=$(topics)
is "$?" 0 "an empty broker gets its topics"
is "$(grep -c '^made ' <<<"$said")" 9 "all nine"
is "$(kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -L | grep -c 'topic "shouwen\.[a-z]*" with 12 partitions')" 9 \
    "with twelve partitions each"
is "$(topics)" "all 9 topics are as the list says" "the second time nothing is made"
is "$(topics --topic-prefix other | grep -c '^made other\.')" 9 "another installation has another prefix"

variant 's/^shouwen.rating\t12/shouwen.rating\t6/'
said=$(topics --file "$list")
is "$?" 1 "a list of event topics with different numbers is refused"
ok 'grep -q "shouwen.rating has 6 partitions, shouwen.inquiry has 12: they must be equal" <<<"$said"' "in words"
variant 's/\t12\t1\t/\t6\t1\t/'
said=$(topics --file "$list")
is "$?" 1 "other numbers of partitions than the list's are unfit"
ok 'grep -q "^WRONG topic shouwen.rating has 12 partitions instead of 6; " <<<"$said"' "and said of each topic"

variant 's/retention.ms=-1/retention.ms=1000/'
said=$(topics --topic-prefix odd --file "$list")
is "$?" 1 "so is one whose event topics forget"
ok 'grep -q "shouwen.inquiry must have cleanup.policy=delete, retention.ms=-1" <<<"$said"' "in words"

alerts() { # of an installation whose topic of alerts is another than the list's
    "$(bin shouwen-overdue-alerts)" run --topic-prefix other --until-caught-up --lock-dir "$STACK" >"$STACK/alerts.log" 2>&1
}
topic=$ROOT/$BUILD/release/tests/tool/topic
"$topic" drop other.alert
alerts
is "$?" 1 "what is told of nowhere is not begun with"
ok 'grep -q "topic other.alert does not exist: make it with shouwen-admin topics" "$STACK/alerts.log"' "and what to do is said"
"$topic" make other.alert 6
alerts
is "$?" 1 "nor what is told of in other partitions than it came in"
ok 'grep -q "topic other.alert has 6 partitions and others have 12" "$STACK/alerts.log"' "in numbers"

kafka_configs() { # kafka_configs TOPIC NAME=VALUE: by the broker's own tool
    java -cp "$ROOT/$BUILD/kafka/libs/*" kafka.admin.ConfigCommand --bootstrap-server \
        "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" --alter --entity-type topics --entity-name "$1" --add-config "$2"
}
ok 'kafka_configs shouwen.inquiry retention.ms=3600000,message.timestamp.type=CreateTime' "(an operator's hand)"
said=$(topics)
is "$?" 1 "event topics that forget, or carry producers' timestamps, are unfit"
ok 'grep -q "^WRONG topic shouwen.inquiry does not keep every event; " <<<"$said"' "the first is said"
ok 'grep -q "^WRONG topic shouwen.inquiry carries timestamps of whoever publishes; " <<<"$said"' "and the second"
ok 'kafka_configs shouwen.citizen cleanup.policy=delete' "(the hand again)"
ok 'topics | grep -q "^WRONG topic shouwen.citizen is not compacted; "' "a topic of texts that keeps erased ones is unfit"

kafka_kill9
said=$(topics --kafka.socket.connection.setup.timeout.ms=1000)
is "$?" 1 "without a broker nothing is pretended"
ok 'grep -q "level=error msg=\"topics stopped\" outcome=retry" <<<"$said"' "and it is said once"

done_testing
