#!/bin/bash
# draw.sh -- a sample for spot checks is drawn, drawn again by another way, and kept.
. "$(dirname "$0")/../support/stack.sh"
stack draw

admin=$(bin shouwen-admin)
assessment=$(bin shouwen-assessment)

"$(bin shouwen-simulate)" --cases 1500 --units 6 --seed 3 --last-day 2022-12-31 --directory-to "$STACK/city" \
    --to-file "$STACK/city.ndjson" >/dev/null
ok '"$(bin shouwen-publish)" <"$STACK/city.ndjson" >"$STACK/publish.log" 2>&1' "a city's year is published"
"$admin" load directory "$STACK/city" --yes >"$STACK/load.log" 2>&1
is $? 0 "and its directory is loaded"
"$(bin shouwen-master-ledger)" run --until-caught-up 2>"$STACK/master.log"
is $? 0 "the master ledger has them"

draw() { # draw OPTION...
    "$assessment" draw --unit "$unit" --period 2022 "$@" 2>"$STACK/draw.log"
}
population() { # a line a case: id|section|rating
    sql "SELECT case_id, entry_section, satisfaction FROM book.master_row WHERE unit = '$unit' AND is_accepting
        AND status = 'completed' AND NOT is_mock_visit AND NOT erased
        AND completed_at >= '2021-12-31 16:00Z' AND completed_at < '2022-12-31 16:00Z' ORDER BY $1"
}
ids() {
    jq -r .case_id
}

unit=$(sql "SELECT unit FROM book.master_row WHERE is_accepting GROUP BY unit ORDER BY count(*) DESC, unit LIMIT 1")
strata=$(population 1 | cut -d '|' -f 2- | sort -u | wc -l)
all=$(population 1 | wc -l)
ok '[ "$strata" -gt 6 ] && [ "$all" -gt 100 ]' "a unit has cases of several sections and ratings"
same=0
for size in 1 5 "$strata" 20 37 100 "$all" 100000; do
    for seed in 0 8 9223372036854775807; do
        cmp -s <(draw --size "$size" --seed "$seed" --json | ids) <(population md5\(case_id::text\) | python3 tests/naive/draw.py "$size" "$seed") &&
            same=$((same + 1))
    done
done
is "$same" 24 "samples of any size are those that another program draws, given the cases in another order"
draw --size 20 --seed 8 --json >"$STACK/one.json"
is "$(jq -s 'map([.section, .satisfaction]) | unique | length' "$STACK/one.json")" \
    "$(sql "SELECT least(20, $strata)")" "of a sample that suffices every section and rating has one"
smallest=$(jq -r '.section + "|" + .satisfaction' "$STACK/one.json" | head -n 1)
is "$(head -n 1 "$STACK/one.json" | ids)" "$(population 1 | grep "|$smallest\$" | cut -d '|' -f 1 | while read -r id; do
    echo "$(printf '8/%s' "$id" | sha256sum | cut -c 1-64) $id"; done | sort | head -n 1 | cut -d ' ' -f 2)" \
    "the first of them is who has the smallest SHA-256, by coreutils"
is "$(MALLOC_PERTURB_=85 draw --size 20 --seed 8 --json | cmp - "$STACK/one.json"; build/check/bin/shouwen-assessment draw --unit "$unit" --period 2022 \
    --size 20 --seed 8 --json 2>/dev/null | cmp - "$STACK/one.json" && echo same)" same "another build draws the same"
is "$(draw --size 20 --seed 8 --csv | wc -l)" 21 "there is a table for spreadsheets"
is "$(draw --size 20 --seed 8 | grep -c '首问责任人')" 20 "and a page for people"
ok 'draw --size 20 --seed 8 | head -n 2 | tail -n 1 | grep -q "2022-01-01 至 2022-12-31 办结的首问事项.*$all 件，抽取 20 件，种子 8"' \
    "that says what was drawn from"

# ---- what is not drawn ----

draw --seed 8
is "$?:$(cat "$STACK/draw.log")" "2:how many cases is not said: --size 20" "a size is wanted"
draw --size 20
is "$?:$(cat "$STACK/draw.log")" "2:the seed is not said: --seed 8" "and a seed"
draw --size 20 --seed 8 --csv --json
is "$?" 2 "a table is of one kind"
is "$(draw --size 20 --seed 8 --period 2031-Q1 --json)" "" "nothing is drawn of a period in which nothing was completed"
is "$("$assessment" draw --unit nobody --period 2022 --size 3 --seed 1 --json)" "" "nor of a unit nobody knows"

# ---- a sample that is kept ----

draw --size 20 --seed 8 --keep --drawn-by zhao --json | cmp - "$STACK/one.json"
is $? 0 "a sample is kept"
is "$(sql "SELECT sample, size, seed, population, drawn, drawn_by, drawn_as FROM fact.draw")" \
    "2022/8|20|8|$all|20|zhao|shouwen_assessment" "with what it was drawn by"
is "$(sql "SELECT case_id FROM fact.draw_case ORDER BY number")" "$(ids <"$STACK/one.json")" "its cases in their order"
is "$(sql "SELECT sum(population), sum(drawn), count(*) FROM fact.draw_stratum")" "$all|20|$strata" "and its strata"
draw --size 20 --seed 8 --keep
is "$?:$(grep -c 'was kept already, and is not changed' "$STACK/draw.log")" "1:1" "once"
draw --size 30 --seed 8 --json >"$STACK/more.json"
ok 'grep -q "^sample 2022/8 was kept on [-0-9]* with size 20; of its 20 cases [0-9]* are drawn again now$" "$STACK/draw.log"' \
    "whoever draws it again is told that, and what is the same"
is "$(sql "SET ROLE shouwen_assessment; UPDATE fact.draw SET seed = 9" 2>&1 | grep -c 'permission denied')" 1 "and nobody changes it"

# ---- and followed up ----

for each in "load policy schemas/policy/base.csv" "load calendar schemas/policy/calendar"; do
    # shellcheck disable=SC2086 # words
    "$admin" $each --yes >>"$STACK/load.log" 2>&1
done
said() { # said PLACE DAY KIND BODY: an event of the case at that place of the sample
    jq -c --argjson place "$1" --arg day "$2" --arg kind "$3" --argjson body "$4" -s '.[$place] | {
        header: {subject: .case_id, caseSource: .case_source, caseNumber: .case_number, source: "supervision",
            sourceRef: ($kind + $day), occurredAt: ($day + "T10:00:00+08:00")}, ($kind): $body}' "$STACK/one.json"
}
bad='{"checkers": ["CHECKER_MASTER_POST"], "satisfaction": "SATISFACTION_DISSATISFIED", "finding": "FINDING_BAD", "sample": "2022/8"}'
order='{"orderId": "ZG", "limit": 5, "limitUnit": "LIMIT_UNIT_WORKING_DAY"}'
{
    said 0 2023-03-01 spotChecked "$bad"
    said 0 2023-03-02 rectificationOrdered "$order"
    said 0 2023-03-06 rectificationDone '{"orderId": "ZG"}'
    said 1 2023-03-01 spotChecked "$bad"
    said 1 2023-03-02 rectificationOrdered "$order"
    said 1 2023-04-28 rectificationDone '{"orderId": "ZG"}'
    said 2 2023-03-01 spotChecked "$bad"
    said 3 2023-03-01 spotChecked "${bad/BAD/GOOD}"
    said 4 2023-03-01 spotChecked "${bad/2022\/8/2022\/9}"
} | "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
is "$(grep -c '"status":"acknowledged"' "$STACK/publish.log")" 9 "four cases are checked, three found bad, two told to put it right"
for each in master-ledger overdue-alerts assessment; do
    "$(bin shouwen-$each)" run --until-caught-up >>"$STACK/$each.log" 2>&1
done
is "$(sql "SELECT sum(drawn), sum(checked), sum(bad), sum(ordered), sum(rectified), sum(rectified_in_time) FROM book.draw_result
    WHERE sample = '2022/8'")" "20|4|3|2|2|1" "what came of the sample, by section: one in time"
is "$(sql "SELECT draw_number, is_bad, is_ordered, is_rectified, is_rectified_on_time FROM book.drawn_case WHERE is_checked ORDER BY 1" |
    tr '\n' ' ')" "1|t|t|t|t 2|t|t|t|f 3|t|f|f|f 4|f|f|f|f " "and matter by matter; a check of another sample is none of this"
is "$(sql "SELECT sum(抽中件数), sum(已抽查件数), sum(有问题件数), sum(按时整改件数) FROM \"台账\".\"抽查结果\"")" "20|4|3|1" "in Chinese, too"

done_testing
