#!/bin/bash
# readme.sh -- every block of the README, pasted into a shell on a clone whose path has a space.
#
# One block, `make test`, is this very run and not pasted.  The clone gets the objects built so far, so
# that nothing is compiled twice.
# seconds: 90
. "$(dirname "$0")/../support/stack.sh"
clone="$ROOT/$BUILD/test-stack/readme/a clone"
rm -rf "$clone"
mkdir -p "$clone/build"

stop() {
    trap - EXIT INT TERM
    (cd "$clone" && deploy/dev/stack.sh drop) >/dev/null 2>&1
    rm -rf "${clone%/*}"
    exit "$1"
}
trap 'stop $?' EXIT
trap 'stop 130' INT TERM

git ls-files -z | xargs -0 cp -a --parents -t "$clone"
cp -a "$BUILD/release" "$BUILD/gen" "$BUILD/kafka" "$clone/build/" 2>/dev/null

blocks=$(awk '/^```sh$/ {inside = 1; number++; next} /^```$/ {inside = 0} inside {print number "\t" $0}' README.md)
count=$(tail -n 1 <<<"$blocks" | cut -f 1)
ok '[ "$count" -ge 6 ]' "the README has its blocks"

# One shell, as a reader would have, told after each block how it went.
{
    echo 'cd "$CLONE" || exit 1'
    for number in $(seq "$count"); do
        awk -F '\t' -v n="$number" '$1 == n {sub(/^[0-9]+\t/, ""); print}' <<<"$blocks"
        echo "echo \"BLOCK $number \$?\""
    done
} >"$clone/build/pasted.sh"
CLONE=$clone env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u BUILD bash "$clone/build/pasted.sh" >"$clone/build/pasted.out" 2>&1 </dev/null
for number in $(seq "$count"); do
    first=$(awk -F '\t' -v n="$number" '$1 == n {print $2; exit}' <<<"$blocks")
    ok 'grep -q "^BLOCK $number 0$" "$clone/build/pasted.out"' "block $number works: $first"
done
said() { grep -qE "$1" "$clone/build/pasted.out"; }
ok 'said "housing *\\| *registry *\\| *first *\\| *other_section *\\| *2022-03-09"' "the section asked first handed it on"
ok 'said "housing *\\| *loans *\\| *transferred_in *\\| *own *\\| *2022-03-09"' "the section that received it completed it"
ok 'said "\"line\":3,\"status\":\"acknowledged\""' "every line of events has its answer"
ok 'said "\"status\":202,\"state\":\"new\",\"eventId\":"' "an event over HTTP is answered for"
ok 'said "\"accepted\":1,\"refused\":1,.*\"field\":\"header.occurred_at\""' "so is each of several"
ok 'said "^gb2312.eml$" && said "^reply.eml$"' "a mail is taken and done"
ok 'said "^book.csv$"' "a book that is put into a folder is imported"
ok 'said "\"number\":\"20250922-17\",\"status\":\"open\".*\"holderSection\":\"fck\""' "and what became of a case can be asked"
ok 'said "红色预警 办结 counter/2025-0009，zjj/fck/周敏承办.*；办结限3个工作日，.*；编号[0-9a-f-]{36}$"' "an alert is a line"
ok 'said "撤销 红色预警 办结 counter/2025-0009，.*；已按时办理，登记迟到；原编号"' "and so is what is taken back"
is "$(grep -c '红色预警 办结 counter/2025-0009' "$clone/build/pasted.out")" 2 "each once, the second time from where it was"
ok 'said "^\{.*\"level\":\"LEVEL_URGE\""' "or JSON"
ok 'said "^raised LEVEL_RED CLOCK_COMPLETION counter/2025-0009 办结限3个工作日"' "a program in Python reads them"
ok 'said "^cleared LEVEL_RED CLOCK_COMPLETION counter/2025-0009 "' "and what is taken back"
ok 'said "^  case_number: \"2025-0009\""' "kcat and protoc read them"
ok 'said "^ +1  工作方案  部分完成$" && said "缺：督查考核$"' "the lead department reads what a plan lacks"
is "$(grep -c '^  sample-book/2025-房-.*首问责任人 周敏$' "$clone/build/pasted.out")" 8 "a sample is drawn twice, the same"
ok 'said "房产科 *\\| *([0-9]+) *\\| *\\1 *\\| *1 *\\| *1 *\\| *0 "' "and followed up"
ok 'grep -q "^# 市住建局 2025 年首问责任制落实情况报告$" "$clone/build/report-zjj-2025.md"' "and the year has its report"
[ "$(grep -c "^BLOCK .* 0$" "$clone/build/pasted.out")" = "$count" ] || note "$(tail -n 60 "$clone/build/pasted.out")"
done_testing
