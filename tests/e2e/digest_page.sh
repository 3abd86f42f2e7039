#!/bin/bash
# digest_page.sh -- the page of a day: due, due next and overdue, of a unit and those below it.
. "$(dirname "$0")/../support/stack.sh"
stack digest_page

alerts=$(bin shouwen-overdue-alerts)

case_of() { # case_of NUMBER DAY CATEGORY UNIT SECTION [RECEIVER]: accepted at nine, contacted at once
    local header="\"caseSource\":\"desk\",\"caseNumber\":\"$1\",\"source\":\"desk\""
    echo "{\"header\":{$header,\"sourceRef\":\"$1.1\",\"occurredAt\":\"$2T09:00:00+08:00\"},\"accepted\":{\"unit\":\"$4\",
        \"section\":\"$5\",\"receiver\":\"${6:-}\",\"hasContact\":true,\"category\":\"CATEGORY_$3\"}}" | tr -d '\n'
    echo
    echo "{\"header\":{$header,\"sourceRef\":\"$1.2\",\"occurredAt\":\"$2T09:10:00+08:00\"},\"contacted\":{\"by\":{\"unit\":\"$4\",
        \"section\":\"$5\"},\"reached\":true}}" | tr -d '\n'
    echo
}
report_of() { # report_of UNIT YEAR: handed in
    echo "{\"header\":{\"subject\":\"unit/$1/$2\",\"caseSource\":\"$1\",\"caseNumber\":\"$2\",\"source\":\"desk\",
        \"sourceRef\":\"$1.$2\",\"occurredAt\":\"$2-12-20T09:00:00+08:00\"},\"checklistEvidence\":{\"item\":\"4\"}}" | tr -d '\n'
    echo
}
page() {
    "$alerts" digest-page --under zjj --on 2025-09-26 "$@" 2>&1
}

# ---- refused ----

"$alerts" digest-page >/dev/null 2>&1
is $? 2 "a page is of a unit"
said=$(page --on 2025-09-31)
is $? 2 "a day that does not exist is a mistake"
ok 'grep -q "^on: \"2025-09-31\" is a day that does not exist" <<<"$said"' "and named"
said=$(page)
is $? 1 "without a calendar nothing is due"
ok 'grep -q "no calendar is loaded: shouwen-admin load calendar" <<<"$said"' "which is said"

# ---- who, what and when ----

cp -r deploy/directory "$STACK/directory"
sed -i '/^cgj,/d' "$STACK/directory/units.csv"
printf '%s\n' 'cgj,市城管局,市级,机关,zjj,否,,2025-09-26,' 'cgj,城市管理局,市级,机关,,否,2025-09-27,,' >>"$STACK/directory/units.csv"
admin() {
    "$(bin shouwen-admin)" "$@" --yes >>"$STACK/load.log" 2>&1
}
ok 'admin load directory "$STACK/directory" && admin load calendar schemas/policy/calendar && admin load policy schemas/policy/base.csv' \
    "a directory is loaded, with a unit that is below another until Friday, and rules"
{
    case_of today 2025-09-23 CONSULTATION zjj fck 周敏
    case_of next 2025-09-24 CONSULTATION cgj cgbgs 马超
    case_of overdue 2025-09-12 SERVICE zjj zak 吴刚
    case_of later 2025-09-25 SERVICE zjj fck 周敏
    case_of "'=1" 2025-09-15 CONSULTATION cgj cgbgs
    for year in 2022 2023 2024; do
        report_of zjj $year
        [ $year = 2022 ] || report_of cgj $year
    done
    case_of others 2025-09-23 CONSULTATION rsj sbk 许静
} | "$(bin shouwen-publish)" >"$STACK/publish.log" 2>&1
is $? 0 "matters are published"
"$alerts" run --until-caught-up --lock-dir "$STACK" 2>"$STACK/alerts.log"
is $? 0 "and their clocks made"

page >"$STACK/page"
is $? 0 "the page of a Friday is printed"
is "$(cat "$STACK/page")" "市住建局 时限清单 2025-09-26 星期五
截至 2025-09-26 08:30，今日到期 1 件，下一工作日到期 1 件，已超期 4 件

今日到期
  desk/today  办结  市住建局 房产科  承办人 周敏  电话 000-30003  到期 2025-09-26 24:00

下一工作日到期，至 2025-09-28 星期日（调休上班）
  desk/next  办结  市城管局 办公室  承办人 马超  电话 000-30021  到期 2025-09-28 24:00

已超期
  cgj/2022  年度报告  市城管局  首问责任总岗 马超  电话 000-30021  到期 2022-12-30 24:00，超期1000天8小时（684个工作日）
  desk/'=1  签收  市城管局 办公室  首问责任岗 马超  电话 000-30021  到期 2025-09-16 24:00，超期9天8小时（8个工作日）
  desk/'=1  办结  市城管局 办公室  首问责任岗 马超  电话 000-30021  到期 2025-09-18 24:00，超期7天8小时（6个工作日）
  desk/overdue  办结  市住建局 质安科  承办人 吴刚  电话 000-30004  到期 2025-09-23 24:00，超期2天8小时（3个工作日）" \
    "with numbers, holders, desk phones and by how much, until the next working day"
is "$(page --on 2025-09-28 | grep -c 城)" 0 "who is no longer below the unit is not on it"
is "$("$alerts" digest-page --under cgj --on 2025-09-28 | sed -n '1p;/desk.next/p')" \
    "城市管理局 时限清单 2025-09-28 星期日（调休上班）
  desk/next  办结  城市管理局 办公室  承办人 马超  电话 000-30021  到期 2025-09-28 24:00" "but on its own, by its name of that day"
page --csv --output "$STACK/page.csv"
is "$? $(head -c 3 "$STACK/page.csv" | od -An -tx1)" "0  ef bb bf" "a table for spreadsheets begins with a BOM"
is "$(tail -n +2 "$STACK/page.csv" | tr -d '\r' | head -n 2)" \
    "今日到期,desk,today,办结,市住建局,房产科,周敏,承办人,000-30003,2025-09-26 24:00,,,
下一工作日到期,desk,next,办结,市城管局,办公室,马超,承办人,000-30021,2025-09-28 24:00,,," "with a row a clock"
is "$("$alerts" digest-page --under zjj | tail -n +3 | sed "/^已超期/,\$!d" | grep -c desk)" 3 "without a day it is of now"
said=$(page --under nobody)
is $? 2 "a unit that is not in the directory is refused"
is "$said" 'unit "nobody" is not in the directory' "by name"
"$alerts" digest-page --help >"$STACK/help" 2>&1
ok 'grep -q -- "--under" "$STACK/help"' "its help names its settings"
done_testing
