#!/bin/bash
# stale_plans.sh -- a statement whose plan no longer fits is prepared again, on either connection.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack stale_plans

# The same bytes under another name of the type: what was prepared for the old one is refused.
retype() { # retype TABLE COLUMN
    sql "CREATE DOMAIN public.$2 AS bigint; GRANT USAGE ON TYPE public.$2 TO PUBLIC;
         ALTER TABLE $1 ALTER COLUMN $2 TYPE public.$2"
}

flood --seed 1 --cases 100 --events 5
ledger one
ok 'wait_until "[ \$(applied) -ge 300 ]" 30' "a ledger reads"
before=$(applied)
retype section_ledger_g1.case_file rules_version
flood --seed 2 --cases 100 --events 5
ok "wait_until '[ \$(applied) -ge $((before + 250)) ]' 30" \
    "files that come as another type are asked for again"
is "$(grep -c 'must not change result type' "$STACK/run/one.log")" 1 "once"
signal one TERM
finish one
is $? 0 "and the ledger ends in order"
drain
is $? 0 "what is left is projected"
checked "every event is in its file or a letter, and counts once" section_ledger
done_testing
