#!/bin/bash
# office_books.sh -- the same book in every shape that offices and spreadsheets give it, and what is odd in it.
. "$(dirname "$0")/../support/stack.sh"

register=$(bin shouwen-register)
mapping=producers/register/form.map
work=$BUILD/report/office_books
rm -rf "$work"
mkdir -p "$work"

rehearse() { # rehearse FILE [OPTION...]: $out (without the rows that were skipped) and $faults
    local file=$1
    shift
    out=$("$register" --mapping $mapping --dry-run "$@" "$file" 2>"$work/faults" | grep -v '^skipped')
    faults=$(cat "$work/faults")
}

book=producers/register/form.csv
rehearse $book
wanted=$out
is "$(grep -c . <<<"$out") $faults" "8 " "the sample book is read"

same() { # same FILE SENTENCE
    rehearse "$1"
    is "$out$faults" "$wanted" "$2"
}

iconv -f UTF-8 -t GB18030 $book >"$work/gb18030.csv"
same "$work/gb18030.csv" "as GB18030"
{ printf '\xef\xbb\xbf'; cat $book; } >"$work/bom.csv"
same "$work/bom.csv" "with a BOM"
{ printf '\xff\xfe'; tr ',' '\t' <$book | iconv -f UTF-8 -t UTF-16LE; } >"$work/unicode.txt"
same "$work/unicode.txt" "as a spreadsheet's Unicode text"
tr ',' ';' <$book | sed 's/$/\r/' >"$work/semicolons.csv"
same "$work/semicolons.csv" "with semicolons and CRLF"
{
    printf '市住建局首问责任制工作台账（2025年）%s\n' ,,,,,,,,,,,,,,,,,
    printf '单位：市住建局,,,首问责任岗：周敏%s\n' ,,,,,,,,,,,,,,
    cat $book
    printf '%s\n' ,,,,,,,,,,,,,,,,, "$(head -n 1 $book)" '合　计,5,,,,,,,,,,,,,,,,' '填表人：周敏'
} >"$work/printed.csv"
same "$work/printed.csv" "with a cover, footers and the head again"
is "$("$register" --mapping $mapping --dry-run "$work/printed.csv" | grep skipped)" \
    "skipped: 1 blank rows, 1 of the head again, 2 footers" "of which it is said what was skipped"
sed 's/$/,,,/' $book >"$work/empty.csv"
same "$work/empty.csv" "with empty columns at its end"
awk -F , -v OFS=, 'NR > 1 { $3 = substr($3, 8) } { print }' $book |
    sed -e '1i 2025年,,,,,,,,,,,,,,,,,' -e 's/,9月/,９月/' >"$work/short.csv"
same "$work/short.csv" "with dates that leave the year to the cover, in wide digits"
awk -F , -v OFS=, 'NR > 1 && $7 != "其他" { $7 = "☑" $7 " □其他" }
    NR > 1 && $7 == "其他" { $7 = "□来电 ☑其他：" $8; $8 = "" } { print }' $book >"$work/boxes.csv"
same "$work/boxes.csv" "with ticked boxes in a cell"
awk -v n=180 '{ printf "%s", $0; for (i = 0; i < n; i++) printf ",%s", NR == 1 ? "备用" i : "x"; print "" }' \
    $book >"$work/wide.csv"
same "$work/wide.csv" "with two hundred columns"
awk -v n=600 '{ printf "%s", $0; for (i = 0; i < n; i++) printf ",%s", NR == 1 ? "备用" i : "x"; print "" }' \
    $book >"$work/wider.csv"
rehearse "$work/wider.csv"
ok '[[ "$faults" == *"618 fields, and there may be 512"* ]]' "six hundred are too many, which is said"

# two rows of names, a column a box, no column for the number or the section
cat >"$work/two.csv" <<'END'
×××局首问责任制工作台账,,,,,,,,,,,,,,,,,,,,,
科室：房产科,,,,2025年,,,,,,,,,,,,,,,,,
序号,受理时间,首问责任人,服务对象,联系方式,首问方式,,,,,,首问类别,,,,,首问内容,办理情况,,,,"办结
时间"
,,,,,来电,来访,来信,局长信箱,政务热线,其他,咨询事项,办理事情,问题反映,投诉,其他,,本人本科室办理,转交其他科室办理,转交其他单位办理,具体办理情况,
1,9月3日,周敏,卫一,000-30001,,√,,,,,√,,,,,过户,√,,,给了清单,9.3
2,9/4,周敏,蒋二,000-30002,,,,,,微信,,1,,,,退款,,办公室,,已退,45904.5
END
rehearse "$work/two.csv"
is "$(awk 'NF == 2 { printf "%s ", $0 }' <<<"$out" | tr -s ' ')$faults" \
    "accepted 2 transferred 1 completed 2 " "a book with its names in two rows is read"
sed 's/^2,9\/4/2,45904.5/' "$work/two.csv" >"$work/serial.csv"
rehearse "$work/serial.csv" --year 2024
is "$(grep -c 'the day is one of 2025, and the book of 2024' <<<"$faults")" 1 \
    "a year that is said goes before the cover's, and a day number's is looked at too"
sed 's/^1,9月3日/1,2024年9月3日/' "$work/two.csv" >"$work/other_year.csv"
rehearse "$work/other_year.csv"
ok '[[ "$faults" == *"受理时间"*"the day is one of 2024, and the book of 2025"* ]]' "an acceptance of another year is named with both"
sed 's/^1,9月3日/1,2月30日/; s/^2,9\/4,周敏,蒋二,000-30002,/&√/' "$work/two.csv" >"$work/odd.csv"
rehearse "$work/odd.csv"
ok '[[ "$faults" == *"2月30日\": at: there is no such day"* && "$faults" == *"column 首问方式: two boxes are ticked"* ]]' \
    "so are 30 February and two ticks"
ok '[[ "$faults" != *蒋二* && "$faults" != *000-3* && "$faults" != *退款* ]]' "and no name, number or text is told"
rehearse "$work/two.csv" --year 22
ok '[[ "$faults" == *"year is 22, but must be 2000 to 2100"* ]]' "a year wants its four digits"
{ head -c 40 "$work/gb18030.csv"; printf '\xff'; tail -c +42 "$work/gb18030.csv"; } >"$work/damaged.csv"
rehearse "$work/damaged.csv"
ok '[[ "$faults" == *"row 1: not GB18030"* ]]' "a damaged head says its row and encoding"

quality() { # quality FILE [OPTION...]
    "$register" quality --mapping $mapping "$@" 2>&1
}

cat >"$work/quality.csv" <<'END'
编号,科室,受理时间,首问责任人,服务对象,联系方式,首问方式,首问类别,首问内容,办理情况,转交科室,转交单位,具体办理情况,办结时间,回访时间,群众满意度,备注
1,房产科,2025-09-03,,,,,,,本人本科室办理,,,,2025-09-02,2025-09-01,满意,
2,某某科,2025-09-03,周敏,canary,canary,来电,投诉,canary,转交其他科室办理,,,canary,2025-09-04,,不满意,
3,房产科,2025-09-03,周敏,canary,canary,来电,投诉,canary,本人本科室办理,办公室,,,,2025-09-05,,
3,房产科,2025-09-03,周敏,canary,canary,来电,投诉,canary,,,,,,,,
4,房产科,2025-09-03,周敏,canary,canary,canary,投诉,canary,,,,,,,,
5,房产科,2999-09-03,周敏,canary,canary,来电,投诉,canary,,,,,,,,
END
found=$(quality "$work/quality.csv")
is $? 0 "what is odd in a book is no failure"
is "$(awk '/^ +[0-9]+ / { print $1, $2 }' <<<"$found" | xargs)" \
    "3 refused 1 no_receiver 1 no_name 1 no_contact 1 no_content 1 no_channel 1 no_category 1 no_result 1 completed_before_accepted 1 called_back_early 1 called_back_open 1 no_callback 1 rated_without_callback 1 callback_without_rating 1 no_follow_up 1 tick_without_text 1 text_without_tick 1 word_for_code" \
    "all of it is counted by kind"
ok 'grep -q "^row 2, 1: called_back_early" <<<"$found" && grep -q "^row 5, 3: row 4 has this number already" <<<"$found"' \
    "and named by row and case"
ok '[[ "$found" != *canary* ]]' "without a name, number or text"
quality --report "$work/quality.report.csv" "$work/quality.csv" >/dev/null
is "$(head -c 3 "$work/quality.report.csv" | od -An -tx1 | tr -d ' ') $(wc -l <"$work/quality.report.csv")" "efbbbf 21" \
    "a report for a spreadsheet has its BOM"
ok '! quality "$work/missing.csv" >/dev/null' "a book that is not there is a failure"

done_testing
