#!/bin/bash
# due.sh -- the calculator: when a limit is over, day by day, without a server.
. "$(dirname "$0")/../support/stack.sh"

due() { # due ARGUMENTS...: what it prints on either channel
    "$(bin shouwen-overdue-alerts)" due "$@" 2>&1
}
last() { # last ARGUMENTS...: the answer
    due "$@" | tail -n 1
}
refuses() { # refuses CODE WORDS ARGUMENTS...: with this exit code, and words that name what is wrong
    local code=$1 words=$2 said
    shift 2
    said=$(due "$@")
    is "$?" "$code" "due $*: exit code"
    ok 'grep -q -e "$words" <<<"$said"' "due $*: says \"$words\""
}

said=$(due 2022-09-30T10:00+08:00 --limit 5wd)
is "$?" 0 "it ends in order"
is "$(tail -n 1 <<<"$said")" "due 2022-10-12T24:00+08:00" "five working days over the national holiday of 2022"
ok 'grep -q "^2022-10-07 Fri  rest .*off: 2021-10/25/content_5644835$" <<<"$said"' "a rest day names its notice"
ok 'grep -q "^2022-10-08 Sat  make-up  *1  worked: 2021-10/25/content_5644835$" <<<"$said"' "and so does a make-up day"
is "$(last 2025-03-03T10:00+08:00 --limit 7wd --pause 2025-03-04T15:00/2025-03-06T10:00)" \
    "due 2025-03-14T24:00+08:00" "days that were paused at their close do not count"
is "$(last 2025-03-03T10:00+08:00 --limit 7wd)" "due 2025-03-12T24:00+08:00" "without the pause they do"
is "$(last 2025-03-03T10:00+08:00 --limit 7wd --pause 2025-03-04T15:00/)" "due never" "a pause without an end holds it"
is "$(last 2025-03-03T11:30 --limit 60wmin)" "due 2025-03-03T13:30+08:00" "working minutes leave out the noon"
is "$(last 2026-01-05T10:00 --policy sichuan-2025 --category consultation)" "due 2026-01-08T24:00+08:00" \
    "a policy says the limit"
is "$(last 2026-01-05T10:00 --policy schemas/policy/sichuan-2025.csv --clock sign)" "due 2026-01-06T24:00+08:00" \
    "of any clock, by its file too"
ok 'due 2026-12-30T10:00 --limit 3wd | grep -q "^provisional: "' "a year without a notice makes it provisional"
is "$(TZ=America/New_York last 2022-09-30T10:00 --limit 5wd)" "due 2022-10-12T24:00+08:00" "the machine's zone does not matter"

refuses 2 "'0wd' is less than 1" 2022-09-30T10:00 --limit 0wd
refuses 2 "'5xx' has a unit that is none of" 2022-09-30T10:00 --limit 5xx
refuses 2 "either --limit or --policy is wanted" 2022-09-30T10:00
refuses 2 "one time is wanted" --limit 5wd
refuses 2 "'2022-09-30' has no time of day" 2022-09-30 --limit 5wd
refuses 2 "'2022-02-30T10:00'" 2022-02-30T10:00 --limit 5wd
refuses 2 "ends before it begins" 2022-09-30T10:00 --limit 5wd --pause 2022-10-09T10:00/2022-10-08T10:00
refuses 2 "category 'x' is none there is" 2022-09-30T10:00 --policy base --category x
refuses 1 "cannot read \"schemas/policy/nope.csv\"" 2022-09-30T10:00 --policy nope
refuses 1 "cannot read \"nowhere\"" 2022-09-30T10:00 --limit 5wd --calendar nowhere
ok 'due --help | grep -q -e "--limit TEXT"' "it has a help"
done_testing
