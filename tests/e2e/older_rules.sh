#!/bin/bash
# older_rules.sh -- what rests on older rules: who says so, what is kept for it, and until when.
. "$(dirname "$0")/../support/stack.sh"
stack older_rules

admin=$(bin shouwen-admin)
alerts=$(bin shouwen-overdue-alerts)
rules=$STACK/rules
mkdir -p "$rules/directory"

load() { # load WHAT PATH [OPTIONS...]
    "$admin" load "$@" --yes >>"$STACK/load.log" 2>&1 </dev/null
}
place() { # place PARENT: where the unit stands from now on
    printf '%s\n' "code,name,level,parent" "p1,One,city," "p2,Two,city," "p3,Three,city," "housing,Housing,city,$1" \
        >"$rules/directory/units.csv"
    printf '%s\n' "unit,code,name" "housing,window,Window" >"$rules/directory/sections.csv"
    load directory "$rules/directory" --no-publish
}
limits() { # limits DAYS: of those below p1
    printf '%s\n' preset,clock,scope,unit,time_limit,ladder,basis "base,completion,subtree,p1,$1wd,default,plan" \
        base,completion,subtree,p2,6wd,default,plan base,completion,subtree,p3,8wd,default,plan \
        base,completion,default,,9wd,default,plan >"$rules/base.csv"
    load policy "$rules/base.csv"
}
drain() {
    "$alerts" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/alerts.log"
}
in_use() { # files by revision
    sql 'SELECT rules_version, files FROM book.rules_in_use ORDER BY 1' | tr '\n' ' '
}
trees() { # the revisions that began with a tree
    sql 'SELECT DISTINCT rules_version FROM policy.unit_place ORDER BY 1' | tr '\n' ' '
}
explained() { # the row of the policy that rules the case, and the revision
    "$alerts" explain book/2025-0301 2>&1 | sed -n '/^completion/,/^$/{s/, category.*//;/^policy\|^rules revision/p}' |
        tr '\n' ' '
}
doctor() { # what it says of rules
    "$admin" doctor 2>&1 | grep 'older rules'
}

is "$(sql "SELECT string_agg(name, ' ' ORDER BY name) FROM (
    SELECT DISTINCT (regexp_matches(definition, 'rules_of_([a-z_]+)', 'g'))[1] AS name
    FROM pg_views WHERE schemaname = 'book' AND viewname = 'rules_in_use') AS named")" \
    "$(grep -l '\.load_rules = ' consumers/*/main.c | cut -d/ -f2 | tr - _ | sort | xargs)" \
    "every projection that loads rules says which its rows rest on"
cp -r schemas/policy/calendar schemas/policy/ladders.csv "$rules"
load calendar "$rules/calendar" && place p1 && limits 4
is $? 0 "calendar, directory and policy are loaded"
cat tests/golden/{a_clock_paused_extended_and_urged,a_due_time_in_an_unpublished_year,a_redo_and_its_ratings,seen_from_above}.ndjson |
    "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
drain
is "$? $(in_use)" "0 4|4 " "files are made under the rules in force"
is "$(trees)" "3 " "the tree of units was copied once"
is "$(doctor)" "ok    no rows are of older rules than those in force" "doctor finds nothing"
explanation="policy base version 1, scope subtree p1 rules revision 4 "
is "$(explained)" "$explanation" "a case rests on the tree of units"

# ---- nobody dates them anew ----

place p2
is "$(in_use)$(trees)" "4|4 3 5 " "another tree comes, and the one that files rest on stays"
ok 'doctor | grep -qx "WRONG overdue_alerts has 4 files with rows of older rules (4 of revision 4; 5 is in force), and nobody dates all of them anew; start its consumer"' \
    "doctor says how many, of which rules, and what to do"
place p3
is "$(trees)" "3 6 " "one that no file was made under is removed"
is "$(explained)" "$explanation" "a case explains itself as its rows have it"
limits 5
is "$(trees)" "3 6 " "a policy brings no tree"
is "$(sql 'SELECT count(*) FROM policy.policy')" 2 "and stays, whoever rests on it"
drain
is "$? $(in_use)" "0 7|4 " "the files are dated anew, over the trees between"
is "$(explained)" "policy base version 2, scope subtree p3 rules revision 7 " "under the last of them"
ok '"$alerts" verify >"$STACK/verify.log" 2>&1' "as the log gives them"
place p1
is "$(trees)" "6 8 " "now the first tree is not needed either"
sql "INSERT INTO stream.generation (projection, number, version, state) VALUES ('overdue_alerts', 7, 1, 'building')"
drain
place p2
is "$(trees)" "6 8 9 " "while a generation is built everything stays"
sql "DELETE FROM stream.generation WHERE number = 7"
sql 'REVOKE DELETE ON policy.unit_place FROM shouwen_admin'
place p3
is "$? $(trees) $(tail -n 3 "$STACK/load.log" | grep -c '^older trees of units stay until the next load: ')" "0 6 8 9 10  1" \
    "what cannot be removed is said, and the directory is loaded"
sql 'GRANT DELETE ON policy.unit_place TO shouwen_admin'

# ---- one that PostgreSQL refuses ----

sql "ALTER TABLE overdue_alerts_g1.clock_row ADD CONSTRAINT refused
    CHECK (case_number <> '2025-0301' OR clock <> 'completion' OR policy_version <= 2) NOT VALID"
background stubborn "$alerts" run --lock-dir "$STACK"
ok 'wait_until "[ \"\$(in_use)\" = \"10|4 \" ]" 30' "a consumer dates what is older"
limits 3
ok 'wait_until "grep -q \"a case keeps its rows of older rules\" $STACK/run/stubborn.log" 60' "one that is refused keeps its rows"
ok 'wait_until "[ \"\$(in_use)\" = \"10|1 11|3 \" ]" 30' "the others do not"
ok 'doctor | grep -qx "note  overdue_alerts has 1 files with rows of older rules (1 of revision 10; 11 is in force); its consumer is dating them anew"' \
    "for a while it may be on its way"
sql "UPDATE stream.rules_version SET changed_at = now() - interval '1 hour';
    UPDATE stream.consumer_partition SET taken_at = now() - interval '1 hour'"
ok 'doctor | grep -q "^WRONG overdue_alerts has 1 files with rows of older rules (1 of revision 10; 11 is in force) for longer than dating anew takes; its consumer.s log names cases"' \
    "then it was given up, and doctor says where to look"
place p1
is "$(trees)" "10 12 " "its tree stays"
signal stubborn TERM
finish stubborn
is $? 0 "the consumer ends in order"
sql 'ALTER TABLE overdue_alerts_g1.clock_row DROP CONSTRAINT refused'
drain
is "$? $(in_use)" "0 12|4 " "started again when that is mended, it dates the last one"
is "$(doctor)" "ok    no rows are of older rules than those in force" "and doctor finds nothing"

# ---- another projection, which lags behind ----

"$(bin shouwen-assessment)" run --until-caught-up --lock-dir "$STACK" 2>>"$STACK/assessment.log"
is "$? $(in_use)" "0 12|4 12|4 " "another projection rests on rules, too"
place p2
drain
place p3
is "$(in_use)$(trees)" "12|4 13|4 12 13 14 " "and keeps the tree it needs"
done_testing
