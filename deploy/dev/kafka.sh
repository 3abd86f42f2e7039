# shellcheck shell=bash
# kafka.sh -- one private broker (sourced by lib.sh); STACK is its folder, ROOT the checkout.
#
#   kafka_start  kafka_stop  kafka_kill9  kafka_fresh (an empty broker)  kafka_freeze  kafka_thaw
# KAFKA_MORE_SETTINGS, lines of server.properties, go behind ours, with @PORT@ and @CONTROLLER@ for its ports.
# Settings are those of a broker with one node and controller in one process.  The broker's session is
# short, because after a kill -9 the controller keeps a new broker out until the old session ends (with
# the default of 9 s a restart took 14 s, so it takes 3).  node.id is random: when
# another broker should have taken our port, it answers with another id and is not mistaken for ours.

KAFKA_JAVA=${KAFKA_JAVA:--Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1}

kafka_class_path() { # jar by jar: an archive of classes does not take lib/*
    local -a jars=("$ROOT/$BUILD"/kafka/libs/*.jar)
    local IFS=:
    echo "${jars[*]}"
}

kafka_command() { # kafka_command CLASS ARGUMENTS...: the array KAFKA_COMMAND, run in STACK/kafka
    local archive=$ROOT/$BUILD/kafka/classes.jsa
    # shellcheck disable=SC2206
    KAFKA_COMMAND=(env -C "$STACK/kafka" java $KAFKA_JAVA -Xlog:disable -Xlog:all=error:stderr
        -Djava.awt.headless=true -Dlog4j.configuration=file:log4j.properties)
    if [ -n "${KAFKA_ARCHIVE_TO:-}" ]; then
        KAFKA_COMMAND+=("-XX:ArchiveClassesAtExit=$KAFKA_ARCHIVE_TO")
    elif [ -f "$archive" ]; then # classes as the last run left them: half the time to start
        KAFKA_COMMAND+=(-Xshare:auto "-XX:SharedArchiveFile=$archive")
    fi
    KAFKA_COMMAND+=(-cp "$(kafka_class_path)" "$@")
}

kafka_settings() { # kafka_settings PORT CONTROLLER-PORT
    local node
    node=$(cat "$STACK/kafka/node")
    cat >"$STACK/kafka/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=$node
controller.quorum.voters=$node@127.0.0.1:$2
listeners=PLAINTEXT://127.0.0.1:$1,CONTROLLER://127.0.0.1:$2
advertised.listeners=PLAINTEXT://127.0.0.1:$1
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
num.network.threads=2
num.io.threads=2
background.threads=2
broker.heartbeat.interval.ms=400
broker.session.timeout.ms=2000
log.cleaner.dedupe.buffer.size=2097152
log.retention.check.interval.ms=5000
log.segment.delete.delay.ms=1000
PROPERTIES
    [ -z "${KAFKA_MORE_SETTINGS:-}" ] || sed "s/@PORT@/$1/; s/@CONTROLLER@/$2/" <<<"$KAFKA_MORE_SETTINGS" >>"$STACK/kafka/server.properties"
    cat >"$STACK/kafka/log4j.properties" <<'PROPERTIES'
log4j.rootLogger=WARN, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
log4j.logger.kafka.server.KafkaRaftServer=INFO
PROPERTIES
}

kafka_format() {
    [ ! -f "$STACK/kafka/data/meta.properties" ] || return 0
    local id
    rm -rf "$STACK/kafka/data"
    id=$(head -c 16 /dev/urandom | basenc --base64url | tr -d =)
    kafka_command kafka.tools.StorageTool format -t "$id" -c server.properties -g
    "${KAFKA_COMMAND[@]}" >>"$STACK/kafka.log" 2>&1 </dev/null
}

kafka_answers() {
    kcat -b "127.0.0.1:$KAFKA_PORT" -L -m 1 -X log_level=0 2>/dev/null |
        grep -q "broker $(cat "$STACK/kafka/node") at 127.0.0.1:$KAFKA_PORT"
}

kafka_launch() { # one attempt on the ports of STACK/kafka/ports; 1 when the broker died
    local controller_port deadline=$((SECONDS + 90))
    read -r KAFKA_PORT controller_port <"$STACK/kafka/ports"
    kafka_settings "$KAFKA_PORT" "$controller_port"
    kafka_format || return 1
    kafka_command kafka.Kafka server.properties
    process_spawn "$STACK/kafka.pid" "$STACK/kafka.log" "${KAFKA_COMMAND[@]}" || return 1
    until kafka_answers; do
        process_pid "$STACK/kafka.pid" >/dev/null || return 1
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

# The threads of a killed broker hold its ports for a moment after its process is seen to be gone; clients
# would never find it on others.
kafka_start() { # starts, on the former ports when they are free, and waits until it answers
    local attempt port controller_port
    mkdir -p "$STACK/kafka"
    [ -s "$STACK/kafka/node" ] || echo $((1000 + RANDOM * 32768 + RANDOM)) >"$STACK/kafka/node"
    if process_pid "$STACK/kafka.pid" >/dev/null; then
        read -r KAFKA_PORT _ <"$STACK/kafka/ports"
        wait_until kafka_answers 60
        return
    fi
    for attempt in 1 2 3; do
        if [ "$attempt" -gt 1 ] || ! read -r port controller_port 2>/dev/null <"$STACK/kafka/ports" ||
            ! wait_until "port_is_free $port && port_is_free $controller_port" 10; then
            echo "$(port_pick) $(port_pick)" >"$STACK/kafka/ports"
        fi
        kafka_launch && return
        process_stop "$STACK/kafka.pid" KILL 1
    done
    echo "Kafka does not start; the end of $STACK/kafka.log:" >&2
    tail -n 20 "$STACK/kafka.log" >&2
    return 1
}

kafka_stop() { # in order; a broker that takes too long is killed, which its log survives
    process_stop "$STACK/kafka.pid" TERM 20
}

kafka_kill9() {
    process_stop "$STACK/kafka.pid" KILL 0
}

kafka_freeze() {
    process_signal "$STACK/kafka.pid" STOP
}

kafka_thaw() {
    process_signal "$STACK/kafka.pid" CONT
}

kafka_fresh() { # an empty broker on the same ports
    kafka_kill9
    rm -rf "$STACK/kafka/data"
    kafka_start
}

kafka_make_archive() { # once a checkout: run a broker that writes down its classes when it stops
    local archive=$ROOT/$BUILD/kafka/classes.jsa
    [ ! -f "$archive" ] || return 0
    (
        STACK=$ROOT/$BUILD/kafka/first
        rm -rf "$STACK"
        KAFKA_ARCHIVE_TO=$archive.new
        mkdir -p "$STACK"
        trap 'kafka_kill9; rm -rf "$STACK"' EXIT
        kafka_start >/dev/null && process_stop "$STACK/kafka.pid" TERM 30
        [ ! -s "$archive.new" ] || mv "$archive.new" "$archive"
    )
}
