#!/bin/bash
# receipt.sh -- a municipality's log that nobody here wrote gives the numbers it is known to give.
. "$(dirname "$0")/../support/stack.sh"

receipt=${SHOUWEN_RECEIPT:-../shared/data/receipt.csv}
mapping=producers/register/receipt.map
[ -f "$receipt" ] || {
    skip "a municipality's log becomes events" "$receipt is not here"
    done_testing
}

number() { # number KIND: of the summary in $summary
    awk -v kind="$1" '$1 == kind { print $2 }' <<<"$summary"
}

numbers_are_known() { # numbers_are_known WHERE
    is "$(number accepted)" 1434 "1,434 cases are accepted$1"
    is "$(number transferred)" 5440 "5,440 times a case changes hands$1"
    is "$(number progressed)" 3137 "3,137 times it goes on$1"
    is "$(number completed)" 1329 "1,329 cases are completed$1"
}

summary=$("$(bin shouwen-register)" --mapping "$mapping" --dry-run "$receipt")
is $? 0 "the log is read without a bad row"
numbers_are_known " in a rehearsal"

stack receipt

events() { # what the event topics hold, read at once
    local topic
    for topic in inquiry transfer completion; do
        kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t "shouwen.$topic" -e -q -f "$1" \
            >"$STACK/events.$topic" &
    done
    wait
    cat "$STACK"/events.*
}

ids() { # a record's first two ids are its event's and its subject's
    events '%s\n' | grep -aoE '[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}' |
        paste - - | cut -f 1 | sort -u | wc -l
}

summary=$("$(bin shouwen-register)" --mapping "$mapping" "$receipt")
is $? 0 "the log is published"
numbers_are_known ""
is "$(events '%k\n' | wc -l)" 11340 "all of them are in the topics"

"$(bin shouwen-register)" --mapping "$mapping" "$receipt" >"$STACK/second.log"
is $? 0 "the log is published again"
is "$(events '%k\n' | wc -l)" 22680 "which sends every event again"
is "$(ids)" 11340 "under the ids it had"

for program in section-ledger master-ledger; do
    [ -x "$(bin shouwen-$program)" ] || {
        skip "the ledgers have the numbers known of this log" "shouwen-$program is not built"
        done_testing
    }
    ok "timeout 120 '$(bin shouwen-$program)' run --until-caught-up" "shouwen-$program catches up"
done

rows() { # rows TABLE CONDITION
    sql "SELECT count(*) FROM book.$1 WHERE $2"
}
is "$(rows section_row true)" 5923 "the sections' books have 5,923 rows"
is "$(rows section_row "entry = 'first'")" 1434 "1,434 of them are first inquiries"
is "$(rows section_row "handling = ''")" 15 "15 have no handling"
is "$(rows master_row true)" 1434 "the unit's book has a row a case"
is "$(rows master_row "handling = 'own'")" 331 "331 were handled by the section asked first"
is "$(rows master_row "handling = 'other_section'")" 1103 "1,103 by another section"

done_testing
