#!/bin/bash
# first_event.sh -- the first event becomes a row of both ledgers, seconds after it is said.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/fault.sh
stack first_event

accepted='{"header": {"caseSource": "hotline", "caseNumber": "2024-1", "source": "hotline",
    "sourceRef": "call/1", "occurredAt": "2024-06-03T01:20:00Z"},
    "accepted": {"unit": "U01", "section": "S1", "receiver": "P001", "channel": "CHANNEL_CALL"}}'

say() {
    tr -d '\n' | "$(bin shouwen-publish)"
}

ledger first
background master "$(bin shouwen-master-ledger)" run --lock-dir "$STACK/run"
ok 'say <<<"$accepted"' "an event is accepted"
ok "wait_until '[ \"\$(sql \"SELECT count(*) FROM book.section_row\")\" = 1 ]' 30" \
    "and becomes a row of a section's ledger"
is "$(sql 'SELECT unit, section, entry, receiver, case_number FROM book.section_row')" \
    'U01|S1|first|P001|2024-1' "which says what it said"
ok "wait_until '[ \"\$(sql \"SELECT count(*) FROM book.master_row\")\" = 1 ]' 30" \
    "and a row of its unit's"

ok 'say <<<"$accepted"' "said again, it is accepted again"
ok 'say <<<"${accepted/S1/S2}"' "and a changed cell is a new event"
ok "wait_until '[ \"\$(sql \"SELECT section FROM book.section_row\")\" = S2 ]' 30" \
    "of which the one that counts makes the row"
signal first TERM
finish first
is $? 0 "the section ledger ends in order"
signal master TERM
finish master
is $? 0 "the master ledger ends in order"
checked "log and tables agree"
done_testing
