/* test_clock_moves -- clocks of what is sent on and sent back: dispatch and return, as tables. */
#include "core/clock.h"

#include "support/build.h"
#include "support/clock_text.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

/* Minutes from Monday 2024-03-04 09:00 to so many days behind Monday 2024-11-25, when lvliang-2024
 * is in force, at that hour. */
#define LATER(days, hour) ((266 + (days)) * 1440 + ((hour) -9) * 60)

#define ASKED(n, ...)                                                                              \
    EVENT(n, ACCEPTED, .accepted = {.unit = T("U"), .section = T("A"), __VA_ARGS__})
#define BY_NAME .receiver = T("li")
#define DATED .precision = PRECISION_DAY

/* clang-format off */
static const struct clock_text_row dispatches[] = {
    {"a centre has half a day from the call, whose own session does not count; the last instant is on time",
     "dispatch", {ASKED(LATER(0, 17), .asked_at_us = MINUTE(LATER(0, 9) + 30))},
     "dispatch book// 2024-11-25 09:30 1hd due 2024-11-25 17:00 done 2024-11-25 17:00 on_time 1+0\n"},
    {"a minute later it is late",
     "dispatch", {ASKED(LATER(0, 17) + 1, .asked_at_us = MINUTE(LATER(0, 9) + 30))},
     "dispatch book// 2024-11-25 09:30 1hd due 2024-11-25 17:00 done 2024-11-25 17:01 late 1+0\n"},
    {"who calls in the afternoon is sent on until the next noon",
     "dispatch", {ASKED(LATER(1, 9), .asked_at_us = MINUTE(LATER(0, 14)))},
     "dispatch book// 2024-11-25 14:00 1hd due 2024-11-26 12:00 done 2024-11-26 09:00 on_time 0+1\n"},
    {"at lunch, until the evening",
     "dispatch", {ASKED(LATER(0, 16), .asked_at_us = MINUTE(LATER(0, 12) + 30))},
     "dispatch book// 2024-11-25 12:30 1hd due 2024-11-25 17:00 done 2024-11-25 16:00 on_time 0+1\n"},
    {"and on a Friday evening until Monday noon",
     "dispatch", {ASKED(LATER(7, 13), .asked_at_us = MINUTE(LATER(4, 18)), .priority = T("urgent"))},
     "dispatch book// 2024-11-29 18:00 1hd due 2024-12-02 12:00 done 2024-12-02 13:00 late 1+0\n"},
    {"who did it is whom it is of",
     "dispatch", {EVENT(LATER(0, 10), ACCEPTED, .accepted = {.unit = T("U"), .section = T("A"), .asked_at_us = MINUTE(LATER(0, 9))},
                        .source = T("12345"), .actor = T("fang"))},
     "dispatch 12345//fang 2024-11-25 09:00 1hd due 2024-11-25 17:00 done 2024-11-25 10:00 on_time 0+1\n"},
    {"a date without a time stands where its day begins",
     "dispatch", {EVENT(LATER(1, 0), ACCEPTED, .accepted = {.unit = T("U"), .section = T("A"), .asked_at_us = MINUTE(LATER(0, 14))}, DATED)},
     "dispatch book// 2024-11-25 14:00 1hd due 2024-11-26 12:00 done 2024-11-25 24:00 on_time 0+1\n"},
    {"asked behind the acceptance it took no time",
     "dispatch", {ASKED(LATER(0, 9), .asked_at_us = MINUTE(LATER(0, 10)))},
     "dispatch book// 2024-11-25 10:00 1hd due 2024-11-25 17:00 done 2024-11-25 09:00 on_time 0+1\n"},
    {"who does not say when the citizen asked has nothing to keep to", "dispatch", {ASKED(LATER(0, 9), BY_NAME)}, ""},
    {"nor has a case before the policy", "dispatch", {ASKED(1440, .asked_at_us = MINUTE(0))}, ""},
};

static const struct clock_text_row returns[] = {
    {"returned at the mark exactly it is on time",
     "return", {ASKED(LATER(0, 9), BY_NAME), TRANSFERRED(LATER(0, 10), "U", "B", ""), RETURNED(LATER(1, 24))},
     "return U/B/ 2024-11-25 10:00 1wd due 2024-11-26 24:00 done 2024-11-26 24:00 on_time 1+0\n"},
    {"a minute later it is a late return",
     "return", {ASKED(LATER(0, 9), BY_NAME), TRANSFERRED(LATER(0, 10), "U", "B", ""), RETURNED(LATER(1, 24) + 1)},
     "return U/B/ 2024-11-25 10:00 1wd due 2024-11-26 24:00 done 2024-11-27 00:01 late 1+0\n"},
    {"over a weekend, also by who has signed: from the handing over, not from the signature",
     "return", {ASKED(LATER(0, 9), BY_NAME), TRANSFERRED(LATER(4, 10), "V", "C", ""), SIGNED(LATER(4, 16), "V", "C", "wu"), RETURNED(LATER(7, 9))},
     "return V/C/wu 2024-11-29 10:00 1wd due 2024-12-02 24:00 done 2024-12-02 09:00 on_time 0+1\n"},
    {"silence takes it: nothing runs when nobody returns it",
     "return", {ASKED(LATER(0, 9), BY_NAME), TRANSFERRED(LATER(0, 10), "U", "B", ""), TRANSFERRED(LATER(9, 10), "U", "C", "")}, ""},
    {"what is returned may be returned again, down a stack of three",
     "return", {ASKED(LATER(0, 9), BY_NAME), TRANSFERRED(LATER(0, 10), "U", "B", ""), TRANSFERRED(LATER(3, 10), "U", "C", ""),
                RETURNED(LATER(3, 11)), RETURNED(LATER(7, 11))},
     "return U/C/ 2024-11-28 10:00 1wd due 2024-11-29 24:00 done 2024-11-28 11:00 on_time 0+1\n"
     "return U/B/ 2024-11-28 11:00 1wd due 2024-11-29 24:00 done 2024-12-02 11:00 late 1+0\n"},
    {"a centre's dispatch is handed over, too",
     "return", {ASKED(LATER(0, 10), .receiver = T("")), RETURNED_TO(LATER(0, 15), "12345", "centre", "")},
     "return U/A/ 2024-11-25 10:00 1wd due 2024-11-26 24:00 done 2024-11-25 15:00 on_time 0+1\n"},
    {"but not what somebody was asked by name",
     "return", {ASKED(LATER(0, 10), BY_NAME), RETURNED_TO(LATER(0, 15), "12345", "centre", "")}, ""},
    {"what another says to have returned is not the holder's return",
     "return", {ASKED(LATER(0, 9), BY_NAME), TRANSFERRED(LATER(0, 10), "U", "B", ""), RETURNED_FROM(LATER(5, 11), "U", "C")}, ""},
    {"who completed it has taken it",
     "return", {ASKED(LATER(0, 9), BY_NAME), TRANSFERRED(LATER(0, 10), "U", "B", ""), COMPLETED(LATER(0, 11)), RETURNED(LATER(0, 12))}, ""},
    {"an outside unit tells us nothing",
     "return", {ASKED(LATER(0, 9), BY_NAME), EVENT(LATER(0, 10), TRANSFERRED, .transferred = {.to = {.unit = T("V"), .is_outside = true}}),
                RETURNED(LATER(5, 9))}, ""},
};
/* clang-format on */

static void centres_dispatch_in_time(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_of_file("tests/fixtures/policy/lvliang-2024.csv"), dispatches);
}

static void what_is_not_theirs_is_returned_in_time(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_of_file("tests/fixtures/policy/lvliang-2024.csv"), returns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(centres_dispatch_in_time),
        cmocka_unit_test(what_is_not_theirs_is_returned_in_time),
    };
    return RUN(tests);
}
