#!/bin/bash
# growing_book.sh -- a section's book imported as it grows: only what is new, changed or emptied goes out.
. "$(dirname "$0")/../support/stack.sh"
stack growing_book

register=$(bin shouwen-register)
mapping=producers/register/form.map
book=$STACK/book.csv
header=$(head -n 1 producers/register/form.csv)
one='1,房产科,2022年3月1日,周敏,卫一,000-30001,来访,,咨询事项,过户要交哪些税,,,给了清单,2022年3月1日,2022年3月5日,满意,同意,'
two='2,房产科,2022年3月2日,周敏,蒋二,000-30002,来电,,办理事情,维修基金退款,办公室,,,,,,,'
three='3,房产科,2022年3月3日,周敏,沈三,000-30003,来电,,投诉,中介收费不合理,,,已约谈,2022年3月9日,2022年3月10日,不满意,,'

write() { # write ROW...
    printf '%s\n' "$header" "$@" >"$book"
}

sent() { # sent [OPTION...]: imports the book and prints how many messages went out
    "$register" --mapping $mapping --state "$STACK/state" "$@" "$book" >"$STACK/import.log" 2>"$STACK/faults.log"
    echo "$? $(sed -n 's/^\([0-9]*\) messages kept in the spool, 0 wait there for the broker$/\1/p' \
        "$STACK/import.log")"
}

growing() { # what the import said of the state
    sed -n 's/ events unchanged//; s/^\([0-9]*\), \([0-9]*\) emptied, \([0-9]*\) cases no longer in the book, \([0-9]*\) .*/\1 \2 \3 \4/p' \
        "$STACK/import.log"
}

ledger() { # every case's row, as far as the book tells
    "$(bin shouwen-section-ledger)" run --until-caught-up 2>>"$STACK/ledger.log"
    sql "SELECT case_number, section, coalesce(to_char(completed_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD'), '-'),
        satisfaction, section_head_agrees, has_contact, handling, flags
        FROM book.section_row ORDER BY case_number, section"
}

digest() { # of the rows: the files keep when the source last said a thing
    "$(bin shouwen-section-ledger)" run --until-caught-up 2>>"$STACK/ledger.log"
    "$(bin shouwen-section-ledger)" digest 2>>"$STACK/ledger.log" | grep _row
}

write "$one" "$two"
is "$(sent)" "0 13" "the first stage is sent whole"
is "$(growing)" "0 0 0 0" "for nothing was known"
is "$(ledger)" "1|fck|03-01|satisfied|yes|t|own|
2|bgs|-|||t|own|
2|fck|-|||t|other_section|" "and stands in the ledger"
is "$(sent)" "0 0" "nothing is sent of a book that is as it was"
ok '[ -s "$STACK/state/book.index" ] && ! grep -qaE "000-3000|卫一|退款|清单" "$STACK/state/book.index"' \
    "the state holds no name, number or text"

two=${two/,办公室,,,,/,办公室,,财务已退款,2022年3月7日,}
write "$one" "$two" "$three"
is "$(sent)" "0 9" "the second stage sends a row that came and cells that were filled"
is "$(growing)" "7 0 0 0" "and nothing else"

one=${one/过户要交哪些税/过户税费}
one=${one/满意,同意,/满意,,}
two=${two/000-30002/}
three=${three/不满意/一般}
write "$one" "$two" "$three"
is "$(sent)" "0 8" "the third stage sends what was changed and voids what was emptied"
is "$(growing)" "8 1 0 0" "one cell of it"
is "$(kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.citizen -e -q -f '%S %k\n' | sed -n 's|^-1 .*/.*/|text |p' | sort | xargs)" \
    "text 1 text 7" "tombstones lie on the text of the event that was, and on the emptied opinion's"
is "$(ledger)" "1|fck|03-01|satisfied||t|own|book_corrected
2|bgs|03-07|||f|own|
2|fck|03-07|||f|other_section|
3|fck|03-09|fair||t|own|" "the ledger shows the emptied cell, the lost contact and the other rating"

one=${one/满意,,/满意,同意,}
write "$one" "$two" "$three"
is "$(sent)" "0 2" "the fourth stage fills the cell again, word for word"
is "$(ledger | head -n 1)" "1|fck|03-01|satisfied|yes|t|own|" "and it counts again"

write "$three" "$one" "$two"
is "$(sent)" "0 0" "nothing is sent of rows in another order"
four='4,房产科,2022年3月2日,周敏,韩四,000-30004,来电,,咨询事项,公租房轮候,,,,,,,,'
write "$three" "$four" "$one" "$two"
is "$(sent)" "0 3" "of an inserted row only that row is sent"

write "$one" "$three" "$four"
is "$(sent)" "0 0" "of a deleted row nothing is sent"
ok 'grep -q "2: the case is no longer in the book" "$STACK/faults.log"' "but it is told"
is "$(growing)" "10 0 1 0" "and counted"
is "$(sent --deleted void --dry-run)" "0 " "a rehearsal sends nothing"
is "$(growing)" "10 0 1 3" "and says what would be voided"
is "$(sent --deleted void)" "0 6" "when that is wished, all it said is voided"
is "$(sent --deleted void)" "0 0" "once"
is "$(ledger)" "1|fck|03-01|satisfied|yes|t|own|
3|fck|03-09|fair||t|own|
4|fck|-|||t|own|" "its rows go"
write "$one" "$three" "$four" "$two"
is "$(sent)" "0 6" "a row that comes back is sent again"
is "$(ledger)" "1|fck|03-01|satisfied|yes|t|own|
2|bgs|03-07|||f|own|
2|fck|03-07|||f|other_section|
3|fck|03-09|fair||t|own|
4|fck|-|||t|own|" "and counts again"

# ---- without a state, and with two of them ----

before=$(digest)
"$register" --mapping $mapping "$book" >"$STACK/import.log"
is "$? $(digest)" "0 $before" "an import without a state says everything, and changes nothing"
ok '"$register" --mapping $mapping --state "$STACK/state" "$book" --deleted never 2>&1 | grep -q "warn or void"' \
    "what becomes of deleted rows is warn or void"
sed '/^source = /a recorded_at = {受理时间}' $mapping >"$STACK/recorded.map"
ok '"$register" --mapping "$STACK/recorded.map" --state "$STACK/state" "$book" 2>&1 | grep -q "says recorded_at"' \
    "a mapping that says when a cell was written cannot be followed as it changes"
sed 's/^source = .*/source = another/' $mapping >"$STACK/another.map"
ok '"$register" --mapping "$STACK/another.map" --state "$STACK/state" "$book" 2>&1 | grep -q "a folder of its own"' \
    "a state of another book is refused"
cp -r "$STACK/state" "$STACK/damaged"
sed -i 's/受理/受里/' "$STACK/damaged/book.index"
ok '"$register" --mapping $mapping --state "$STACK/damaged" "$book" 2>&1 | grep -q "is damaged"' \
    "a damaged one is refused"

# ---- rows that cannot be read ----

write "$one" "${three/来电/喊话}" "$four" "$two"
is "$(sent --deleted void)" "1 0" "what a bad row said before stays as it is"
is "$(growing)" "9 0 0 0" "and the rest is looked at"
write "$one" "3,too,short" "$four" "$two"
is "$(sent --deleted void)" "1 0" "of a row that could be anybody's"
ok 'grep -q "nothing was taken for emptied or gone" "$STACK/import.log"' "nothing is taken for gone"
ok '"$register" --mapping $mapping --deleted void "$book" 2>&1 | grep -q "wants --state"' \
    "without a state nothing can be voided"

# ---- killed in the middle ----

long=$STACK/long.csv
{
    printf '%s\n' "$header"
    for ((i = 0; i < 6000; i++)); do
        printf 'L%d,房产科,2022年4月1日,周敏,甲,000-4,来电,,咨询事项,事由%d,,,答复,2022年4月2日,,,,\n' $i $i
    done
} >"$long"
mkfifo "$STACK/pipe"
background half "$register" --mapping $mapping --state "$STACK/long" "$STACK/pipe"
exec 9>"$STACK/pipe"
head -n 4001 "$long" >&9
index_bytes() {
    stat -c %s "$STACK/long/book.index"
}
records() {
    kcat -b "$SHOUWEN_KAFKA_BOOTSTRAP_SERVERS" -C -t shouwen.completion -e -q -f '%k\n' | wc -l
}
ok 'wait_until "[ \"\$(records)\" -gt 3000 ]" 60' "half of a long book is on its way"
head -n 5001 "$long" | tail -n 1000 >&9
ok 'wait_until "[ \"\$(index_bytes)\" -gt 300000 ]" 60' "and a part of it is in the state"
ok '! "$register" --mapping $mapping --state "$STACK/long" "$long" >"$STACK/second.log" 2>&1 &&
    grep -q "another program has the spool" "$STACK/second.log"' "a second import of it is refused meanwhile"
signal half KILL
exec 9>&-
finish half
book=$long
sent=$("$register" --mapping $mapping --state "$STACK/long" "$long" | sed -n 's/ messages kept.*//p')
ok '[ "$sent" -lt 30000 ] && [ "$sent" -ge 10000 ]' "the next import sends what was not kept ($sent of 30000)"
is "$("$register" --mapping $mapping --state "$STACK/long" "$long" | sed -n 's/ messages kept.*//p')" 0 \
    "the one after it nothing"
is "$(ledger | grep -c '^L[0-9]*|fck|04-02|||t|own|$')" 6000 "and every row of the book is in the ledger"
before=$(digest)
"$register" --mapping $mapping "$long" >"$STACK/import.log"
is "$(digest)" "$before" "as an import of the whole book leaves it"

# ---- whom an old book names ----

named() { # how many cases of the sample book have a name
    "$(bin shouwen-citizen-register)" run --until-caught-up --lock-dir "$STACK/run" >>"$STACK/citizen.log" 2>&1
    sql "SELECT count(*) FROM citizen_register_g1.citizen_row WHERE case_number LIKE '2025-房-%' AND name <> ''"
}
sample() {
    "$register" --mapping $mapping producers/register/form.csv >"$STACK/sample.log" 2>&1
}
sample
is "$(named)" 4 "a book's names are kept"
"$(bin shouwen-citizen-register)" erase --case sample-book/2025-房-01 --approver chief --yes >"$STACK/erase.log" 2>&1
is $? 0 "one is erased"
is "$(named)" 3 "and gone"
sample
is "$(named)" 3 "the same book read once more does not bring it back"

done_testing
