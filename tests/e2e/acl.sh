#!/bin/bash
# acl.sh -- on a broker with ACLs a supervision office reads alerts with the rights that the README names, and nothing
# else.
. "$(dirname "$0")/../support/stack.sh"
offices=$(port_pick)
KAFKA_MORE_SETTINGS="
listeners=PLAINTEXT://127.0.0.1:@PORT@,CONTROLLER://127.0.0.1:@CONTROLLER@,OFFICES://127.0.0.1:$offices
advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,OFFICES://127.0.0.1:$offices
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,OFFICES:SASL_PLAINTEXT
listener.name.offices.sasl.enabled.mechanisms=PLAIN
listener.name.offices.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_ducha=\"d\" user_other=\"o\";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS"
stack acl

tool=$ROOT/$BUILD/release/tests/tool
export SHOUWEN_PG_CONNINFO=host=127.0.0.1\ port=1\ dbname=none # a reader needs none

allow() { # allow ARGUMENT...: to the supervision office
    java -cp "$ROOT/$BUILD/kafka/libs/*" kafka.admin.AclCommand --bootstrap-server "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" \
        --add --allow-principal User:ducha "$@" >>"$STACK/acl.log" 2>&1
}
publish() { # publish WORD...: one alert
    "$tool/alert" <<<"$*" >>"$STACK/alerts.log"
}
follow() { # follow NAME USER ARGUMENT...
    local name=$1 user=$2
    shift 2
    background "$name" "$(bin shouwen-overdue-alerts)" follow --lock-dir "$STACK" \
        --kafka-bootstrap-servers "127.0.0.1:$offices" --kafka.security.protocol=sasl_plaintext --kafka.sasl.mechanisms=PLAIN \
        "--kafka.sasl.username=$user" "--kafka.sasl.password=${user:0:1}" "$@"
}
lines() { # lines NAME: without the log's
    grep -vc '^time=' "$STACK/run/$1.log"
}
as_ducha=(-b "127.0.0.1:$offices" -X security.protocol=sasl_plaintext -X sasl.mechanisms=PLAIN -X sasl.username=ducha
    -X sasl.password=d)

publish number=1 unit=zjj level=red
publish number=2 unit=zjj level=red
allow --operation Read --operation Describe --topic shouwen.alert
is $? 0 "the office may read and describe the topic"
follow groupless ducha --from-beginning
ok 'wait_until "grep -q \"must let it Read its group\" \"\$STACK/run/groupless.log\"" 60' "without its group it is told what it lacks"
signal groupless TERM
finish groupless
allow --operation Read --group shouwen.follow --resource-pattern-type prefixed
is $? 0 "and read its group"
follow office ducha --from-beginning
ok 'wait_until "[ \"\$(lines office)\" = 2 ]" 60' "then it has the alerts"
publish number=3 unit=zjj level=red
ok 'wait_until "[ \"\$(lines office)\" = 3 ]" 60' "those that come, too"
signal office TERM
finish office
is $? 0 "and ends in order"
publish number=4 unit=zjj level=red
follow again ducha
ok 'wait_until "[ \"\$(lines again)\" = 1 ]" 60' "the next time it goes on where it was"
signal again TERM
finish again
follow other other --from-beginning
ok 'wait_until "grep -qi \"authorization\" \"\$STACK/run/other.log\"" 60' "who has no rights is told so"
is "$(lines other)" 0 "and nothing else"
signal other TERM
finish other

for topic in shouwen.inquiry shouwen.citizen shouwen.deadletter; do
    refused=$(kcat "${as_ducha[@]}" -L -t $topic 2>&1)
    ok 'grep -qi "authorization failed" <<<"$refused"' "the office does not see $topic"
done
refused=$(timeout 60 kcat "${as_ducha[@]}" -P -t shouwen.alert -X message.timeout.ms=10000 <<<"no alert" 2>&1)
ok 'grep -qi "authorization failed" <<<"$refused"' "nor write alerts"
done_testing
