#!/bin/bash
# openapi.sh -- what the door over HTTP says of itself is so: programs of strangers, which know nothing but
# /v1/openapi.json, check it, send what it allows and what it forbids, and compare every answer with it.
# Both come from Python's registry into a folder of their own below build/; without it this is skipped.
# seconds: 60
. "$(dirname "$0")/../support/stack.sh"
. tests/support/hotline.sh

# Accepted data is not one of the checks: what an event must be is more than a schema can say.
CHECKS="--checks all --exclude-checks positive_data_acceptance"
EXAMPLES=${EXAMPLES:-10}
SEED=${SEED:-7}
[ -z "${PROOF:-}" ] || EXAMPLES=2000

venv=$ROOT/$BUILD/openapi
if ! [ -x "$venv/bin/schemathesis" ] && ! { python3 -m venv "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check openapi-spec-validator schemathesis; } >"$BUILD/openapi.log" 2>&1; then
    skip "what it says of itself is so" "schemathesis cannot be fetched"
    done_testing
fi

stack openapi
key=$(new_key)
with_keys "a stranger/$key/*"
start --rate-per-s 1000000
is $? 0 "it listens"
ask /v1/openapi.json >/dev/null
cp "$STACK/body" "$STACK/openapi.json"
ok '"$venv/bin/openapi-spec-validator" "$STACK/openapi.json"' "its description is OpenAPI 3.1"

cd "$STACK" || exit 1 # it leaves files where it stands
# shellcheck disable=SC2086 # words
"$venv/bin/schemathesis" run "http://127.0.0.1:$port/v1/openapi.json" -H "Authorization: Bearer $key" $CHECKS --seed "$SEED" -n "$EXAMPLES" \
    --phases examples,coverage,fuzzing,stateful --continue-on-failure --no-color >schemathesis.log 2>&1
is $? 0 "and every answer is as it says (seed $SEED)"
cd "$ROOT" || exit 1
sed -n 's/^ *\([0-9]* generated.*\)/# \1/p; s/^ *\(API Links:.*\)/# \1/p' "$STACK/schemathesis.log"
ok 'grep -q "API Links: *1 covered" "$STACK/schemathesis.log"' "an event that was accepted is asked for"
stop
is $? 0 "it ends in order"
ok '! grep -e level=error -e "$key" "$log"' "without an error, or the key, in its log"
done_testing
