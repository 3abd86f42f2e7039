#!/bin/bash
# hotline_tls.sh -- only clients with a certificate that is vouched for, and a key only from its own.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/hotline.sh

if ! command -v openssl >/dev/null; then
    skip "only clients with a certificate are answered" "openssl is not installed"
    done_testing
fi
stack hotline_tls
tls=$STACK/tls
mkdir "$tls"

authority() { # authority NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
        -addext basicConstraints=critical,CA:TRUE -keyout "$tls/$1.key" -out "$tls/$1.pem"
}
client() { # client NAME AUTHORITY DAYS
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$tls/$1.key" -out "$tls/$1.csr" &&
        openssl x509 -req -in "$tls/$1.csr" -CA "$tls/$2.pem" -CAkey "$tls/$2.key" -CAcreateserial -days "$3" -out "$tls/$1.pem"
}
{
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
        -keyout "$tls/server.key" -out "$tls/server.pem"
    authority ours && authority others
    client sender ours 2 && client neighbour ours 2 && client stranger others 2 && client former ours -1
} >"$STACK/openssl.log" 2>&1
is $? 0 "there are an authority, clients of it, and others"

key=$(new_key)
bound=$(new_key)
with_keys "free/$key/hotline" "bound/$bound/hotline"
echo "certificate = $(openssl x509 -in "$tls/sender.pem" -noout -fingerprint -sha256 | cut -d = -f 2)" >>"$STACK/keys"
on=(--tls-certificate "$tls/server.pem" --tls-private-key "$tls/server.key")
asking=(--tls-client-authorities "$tls/ours.pem")
# shellcheck disable=SC2034 # support/hotline.sh reads both
scheme=https

as() { # as CLIENT COMMAND...: with its certificate, or none
    local who=$1
    shift
    curl_options=(--cacert "$tls/server.pem")
    [ "$who" = nobody ] || curl_options+=(--cert "$tls/$who.pem" --key "$tls/$who.key")
    "$@"
}
event() { accepted "$1" | json; }
said() { # said STATUS WORDS SENTENCE: of $answer
    is "$(status "$answer")" "$1" "$3"
    words=$2
    ok '[[ $(field "$answer" .detail) == *"$words"* && -n $(field "$answer" .advice) ]]' "   and is told so: $2"
}

start "${on[@]}" "${asking[@]}"
is $? 0 "it listens"
is "$(status "$(as sender event 1)")" 202 "a client of the authority is answered"
is "$(status "$(as neighbour event 2)")" 202 "another one too"
for who in nobody stranger former; do
    answer=$(as $who event 3)
    said 401 "client certificate" "$who is not"
done
is "$(status "$(as nobody ask /healthz)")" 401 "not even for its health"
is "$(status "$(as sender ask /healthz)")" 200 "for which a client may ask without a key"
is "$(with=$bound as sender event 4 | status "$(cat)")" 202 "a key with a certificate is of use to who has both"
answer=$(with=$bound as neighbour event 5)
said 403 "key 'bound' belongs to another client certificate" "not to a client of the same authority"
answer=$(with=$bound as sender get /v1/events/22222222-2222-5222-8222-222222222299)
is "$(status "$answer")" 404 "the owner may ask"
is "$(status "$(with=$bound as neighbour get /v1/events/22222222-2222-5222-8222-222222222299)")" 403 "the other may not"
stop
is $? 0 "it ends in order"

refused() { # refused WORDS SENTENCE OPTION...
    words=$1
    local sentence=$2
    shift 2
    ! start "$@"
    is $? 0 "$sentence"
    ok 'grep -q "$words" "$log"' "   and says so: $words"
}
refused "key 'bound' is to come with a certificate" "without authorities it does not take a key with a certificate" "${on[@]}"
with_keys "free/$key/hotline"
refused "of no use without tls_certificate" "nor authorities without TLS" "${asking[@]}"
refused "go together" "nor a certificate without its key" --tls-certificate "$tls/server.pem"
echo "no certificate" >"$tls/garbage.pem"
refused "no certificate among the authorities" "nor authorities that are none" "${on[@]}" --tls-client-authorities "$tls/garbage.pem"
start "${on[@]}"
is "$(status "$(as nobody event 6)")" 202 "without authorities every client is answered"
stop
done_testing
