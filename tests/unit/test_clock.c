/* test_clock -- every clock of a case and of a unit's year, as tables: what starts it, whom it
 * waits for, when it is due, and what it came to. */
#include "core/clock.h"

#include "support/build.h"
#include "support/clock_text.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

/* Minutes from Monday 2024-03-04 09:00 to so many days later, at that hour. */
#define DAY(days, hour) ((days) *1440 + ((hour) -9) * 60)

#define ASKED(n, ...)                                                                              \
    EVENT(n, ACCEPTED,                                                                             \
          .accepted = {.unit = T("U"), .section = T("A"), .has_contact = true, __VA_ARGS__})
#define BY_NAME .receiver = T("li")
#define AMENDED_TO(n, what) EVENT(n, AMENDED, .amended = {.category = CATEGORY_##what})
#define PAUSED(n) EVENT(n, PAUSED, .paused = {.reason = T("papers"), .approver = T("zhao")})
#define RESUMED(n) EVENT(n, RESUMED, .resumed = {.by = PARTY("", "", "")})
#define EXTENDED(n, asked, days)                                                                   \
    EVENT(n, EXTENDED,                                                                             \
          .extended = {.asked_at_us = MINUTE(asked),                                               \
                       .approved_at_us = MINUTE(n),                                                \
                       .amount = days,                                                             \
                       .amount_unit = LIMIT_UNIT_WORKING_DAY})
#define FOUND(n, how)                                                                              \
    EVENT(n, SPOT_CHECKED, .spot_checked = {.finding = FINDING_##how, .checkers = 2})
#define ORDERED(n, ...)                                                                            \
    EVENT(n, RECTIFICATION_ORDERED, .rectification_ordered = {.order_id = T("r1"), __VA_ARGS__})
#define DATED .precision = PRECISION_DAY

/* clang-format off */
static const struct clock_text_row completions[] = {
    {"a case accepted by name has nothing to sign, is completed, and is to be called back",
     "sign first_contact completion callback",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 10))},
    
     "first_contact U/A/li 2024-03-04 09:00 1wd due 2024-03-05 24:00 moved_on 2024-03-05 10:00 left 0+1\n"
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-05 10:00 on_time 0+7\n"
     "callback U/A/ 2024-03-05 10:00 5wd due 2024-03-12 24:00 running\n"},
    {"what nobody did yet is running, and no present time is asked",
     "sign first_contact completion callback",
     {ASKED(0, BY_NAME)},
    
     "first_contact U/A/li 2024-03-04 09:00 1wd due 2024-03-05 24:00 running\n"
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"},
    {"a completion on the due day is on time, the last instant too",
     "completion", {ASKED(0, BY_NAME), COMPLETED(DAY(9, 24))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-13 24:00 on_time 7+0\n"},
    {"a minute later it is late",
     "completion", {ASKED(0, BY_NAME), COMPLETED(DAY(9, 24) + 1)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-14 00:01 late 7+0\n"},
    {"of a completed round the first completion counts",
     "completion", {ASKED(0, BY_NAME), COMPLETED(DAY(1, 10)), COMPLETED(DAY(15, 10))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-05 10:00 on_time 0+7\n"},
    {"a transfer never restarts the clock, and the holder is who has it",
     "completion", {ASKED(0, BY_NAME), TRANSFERRED(DAY(2, 9), "U", "B", "wu")},
     "completion U/B/wu 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"},
    {"of an outside unit who accepted the case is asked",
     "sign completion",
     {ASKED(0, BY_NAME), EVENT(DAY(2, 9), TRANSFERRED, .transferred = {.to = {.unit = T("V"), .is_outside = true}})},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"},
    {"a redo has a limit and a verdict of its own",
     "completion redo",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 10)), REOPENED(DAY(30, 9)), COMPLETED(DAY(36, 9))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-05 10:00 on_time 0+7\n"
     "redo U/A/li 2024-04-03 09:00 3wd due 2024-04-09 24:00 done 2024-04-09 09:00 on_time 2+1\n"},
    {"reopened while open changes nothing",
     "completion redo", {ASKED(0, BY_NAME), REOPENED(DAY(1, 9)), COMPLETED(DAY(2, 9))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-06 09:00 on_time 1+6\n"},
    {"completed before it was accepted is done in no time",
     "completion", {ASKED(DAY(1, 9), BY_NAME), COMPLETED_BY(0, "U", "A", "li")},
     "completion U/A/li 2024-03-05 09:00 7wd due 2024-03-14 24:00 done 2024-03-04 09:00 on_time 0+7\n"},
    {"a case that was never accepted has no clocks",
     "sign first_contact completion callback", {TRANSFERRED(0, "U", "B", ""), COMPLETED(DAY(1, 9))}, ""},
    {"merged before it was due it is neither due nor late",
     "completion callback", {ASKED(0, BY_NAME), MERGED(DAY(1, 9), 7)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 merged 2024-03-05 09:00 left 0+7\n"},
    {"merged when it was late it stays late",
     "completion", {ASKED(0, BY_NAME), MERGED(DAY(10, 9), 7)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 merged 2024-03-14 09:00 late 7+0\n"},
    {"a withdrawn case is over, and what is completed then comes too late",
     "completion callback", {ASKED(0, BY_NAME), WITHDRAWN(DAY(1, 9)), COMPLETED(DAY(2, 9))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 withdrawn 2024-03-05 09:00 left 0+7\n"},
    {"a child that is reopened has a clock again",
     "completion redo", {ASKED(0, BY_NAME), MERGED(DAY(1, 9), 7), REOPENED(DAY(2, 9))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 merged 2024-03-05 09:00 left 0+7\n"
     "redo U/A/li 2024-03-06 09:00 3wd due 2024-03-11 24:00 running\n"},
    {"merged into itself nothing stops",
     "completion", {ASKED(0, BY_NAME), MERGED(DAY(1, 9), BUILD_CASE_BYTE)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"},
    {"a merge stops a callback that is owed, and a withdrawal does not",
     "callback", {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), WITHDRAWN(DAY(2, 9)), MERGED(DAY(3, 9), 7)},
     "callback U/A/ 2024-03-05 09:00 5wd due 2024-03-12 24:00 merged 2024-03-07 09:00 left 1+4\n"},
    {"a date without a time is on time when it is the due date",
     "completion", {ASKED(0, BY_NAME), EVENT(DAY(9, 24) - 1, COMPLETED, .completed = {.result_length = 0}, DATED)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-13 23:59 on_time 6+1\n"},
    {"and late when it is the day behind",
     "completion", {ASKED(0, BY_NAME), EVENT(DAY(10, 24) - 1, COMPLETED, .completed = {.result_length = 0}, DATED)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-14 23:59 late 7+0\n"},
};

static const struct clock_text_row policies[] = {
    {"a consultation has three days", "completion", {ASKED(0, BY_NAME, .category = CATEGORY_CONSULTATION)},
     "completion U/A/li 2024-03-04 09:00 3wd due 2024-03-07 24:00 running\n"},
    {"a category set until the due time rules from the beginning",
     "completion", {ASKED(0, BY_NAME), AMENDED_TO(DAY(9, 12), COMPLAINT)},
     "completion U/A/li 2024-03-04 09:00 15wd due 2024-03-25 24:00 running\n"},
    {"one set after the due time does not",
     "completion", {ASKED(0, BY_NAME), AMENDED_TO(DAY(10, 12), COMPLAINT)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"},
    {"a shorter limit may be over when it is set, and then it is too late for a longer one",
     "completion", {ASKED(0, BY_NAME), AMENDED_TO(DAY(7, 12), CONSULTATION), AMENDED_TO(DAY(8, 12), COMPLAINT)},
     "completion U/A/li 2024-03-04 09:00 3wd due 2024-03-07 24:00 running\n"},
    {"what was amended before the acceptance holds too",
     "completion", {ASKED(DAY(1, 9), BY_NAME), AMENDED_TO(0, CONSULTATION)},
     "completion U/A/li 2024-03-05 09:00 3wd due 2024-03-08 24:00 running\n"},
    {"the same of channel and priority, which this policy does not ask",
     "completion", {ASKED(0, BY_NAME), EVENT(DAY(1, 9), AMENDED, .amended = {.channel = CHANNEL_CALL, .priority = T("urgent")})},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"},
};

static const struct clock_text_row pauses[] = {
    {"a day that is paused when it closes does not count",
     "completion", {ASKED(0, BY_NAME), PAUSED(DAY(1, 15)), RESUMED(DAY(3, 10))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-15 24:00 running\n"},
    {"overlapping pauses are one",
     "completion", {ASKED(0, BY_NAME), PAUSED(DAY(1, 15)), PAUSED(DAY(1, 16)), RESUMED(DAY(3, 10))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-15 24:00 running\n"},
    {"an unfounded pause stops nothing",
     "completion", {ASKED(0, BY_NAME), EVENT(DAY(1, 9), PAUSED, .paused = {.reason = T("papers")})},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"},
    {"a pause that still runs holds the due time",
     "completion", {ASKED(0, BY_NAME), PAUSED(DAY(1, 15))},
     "completion U/A/li 2024-03-04 09:00 7wd due never paused running\n"},
    {"and the time that it was due is not moved by a later one",
     "completion", {ASKED(0, BY_NAME), PAUSED(DAY(10, 15))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 paused running\n"},
    {"a pause ends with the completion",
     "completion callback redo",
     {ASKED(0, BY_NAME), PAUSED(DAY(1, 15)), COMPLETED(DAY(3, 10)), REOPENED(DAY(4, 9))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-15 24:00 done 2024-03-07 10:00 on_time 0+7\n"
     "callback U/A/ 2024-03-07 10:00 5wd due 2024-03-14 24:00 reopened 2024-03-08 09:00 left 0+5\n"
     "redo U/A/li 2024-03-08 09:00 3wd due 2024-03-13 24:00 running\n"},
    {"a pause behind the completion is no pause of it; it ends when the case is reopened",
     "completion redo",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 10)), PAUSED(DAY(1, 11)), REOPENED(DAY(4, 9))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-05 10:00 on_time 0+7\n"
     "redo U/A/li 2024-03-08 09:00 3wd due 2024-03-13 24:00 running\n"},
    {"and is not longer when it is resumed behind that",
     "completion", {ASKED(0, BY_NAME), PAUSED(DAY(1, 15)), COMPLETED(DAY(3, 10)), RESUMED(DAY(8, 9))},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-15 24:00 done 2024-03-07 10:00 on_time 0+7\n"},
    {"other clocks are not paused",
     "sign first_contact", {ASKED(0, .receiver = T("")), PAUSED(60)},
     "first_contact U/A/ 2024-03-04 09:00 1wd due 2024-03-05 24:00 running\n"
     "sign U/A/ 2024-03-04 09:00 1wd due 2024-03-05 24:00 running\n"},
    {"a rectification is, and what then holds it ends with it",
     "rectification",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 10)), FOUND(DAY(2, 9), BAD), PAUSED(DAY(3, 15)), RECTIFIED(DAY(4, 9))},
     "rectification U/A/li 2024-03-06 09:00 15wd due 2024-03-28 24:00 done 2024-03-08 09:00 on_time 0+15\n"},
};

static const struct clock_text_row extensions[] = {
    {"an extension runs from the old due time",
     "completion", {ASKED(0, BY_NAME), EXTENDED(DAY(2, 9), DAY(1, 9), 3)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-18 24:00 running\n"},
    {"asked for at the due instant it counts", "completion", {ASKED(0, BY_NAME), EXTENDED(DAY(20, 9), DAY(9, 24), 3)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-18 24:00 running\n"},
    {"a minute later it does not", "completion", {ASKED(0, BY_NAME), EXTENDED(DAY(20, 9), DAY(9, 24) + 1, 3)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"
     "not extended: it was asked for too late: what was approved by then was due already\n"},
    {"one that was not approved does not",
     "completion",
     {ASKED(0, BY_NAME), EVENT(DAY(2, 9), EXTENDED, .extended = {.asked_at_us = MINUTE(0), .amount = 3, .amount_unit = LIMIT_UNIT_WORKING_DAY})},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"
     "not extended: it was not approved\n"},
    {"nor one of more days than a limit may have",
     "completion", {ASKED(0, BY_NAME), EXTENDED(DAY(2, 9), DAY(1, 9), 10001)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 running\n"
     "not extended: it is for longer than any limit may be\n"},
    {"two of them run on from each other",
     "completion", {ASKED(0, BY_NAME), EXTENDED(DAY(2, 9), DAY(1, 9), 3), EXTENDED(DAY(10, 9), DAY(10, 9), 1)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-19 24:00 running\n"},
    {"what was due then is what had been approved by then",
     "completion", {ASKED(0, BY_NAME), EXTENDED(DAY(12, 9), DAY(1, 9), 3), EXTENDED(DAY(13, 9), DAY(10, 9), 1)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-18 24:00 running\n"
     "not extended: it was asked for too late: what was approved by then was due already\n"},
    {"while a pause holds it an extension counts and is held too",
     "completion", {ASKED(0, BY_NAME), PAUSED(DAY(1, 15)), EXTENDED(DAY(2, 9), DAY(2, 9), 3)},
     "completion U/A/li 2024-03-04 09:00 7wd due never paused running\n"},
    {"a round's extensions are its own",
     "completion redo",
     {ASKED(0, BY_NAME), EXTENDED(60, 30, 2), COMPLETED(DAY(1, 9)), REOPENED(DAY(2, 9)), EXTENDED(DAY(3, 9), DAY(3, 9), 1)},
     "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-15 24:00 done 2024-03-05 09:00 on_time 0+9\n"
     "redo U/A/li 2024-03-06 09:00 3wd due 2024-03-12 24:00 running\n"},
    {"an amendment until what it was extended to counts",
     "completion", {ASKED(0, BY_NAME), EXTENDED(DAY(2, 9), DAY(1, 9), 3), AMENDED_TO(DAY(11, 9), COMPLAINT)},
     "completion U/A/li 2024-03-04 09:00 15wd due 2024-03-28 24:00 running\n"},
};

static const struct clock_text_row signs[] = {
    {"who is asked by no name signs", "sign", {ASKED(0, .receiver = T("")), SIGNED(60, "U", "A", "li")},
     "sign U/A/ 2024-03-04 09:00 1wd due 2024-03-05 24:00 done 2024-03-04 10:00 on_time 0+1\n"},
    {"silence is not signed in time", "sign", {ASKED(0, .receiver = T("")), SIGNED(DAY(2, 9), "U", "A", "li")},
     "sign U/A/ 2024-03-04 09:00 1wd due 2024-03-05 24:00 done 2024-03-06 09:00 late 1+0\n"},
    {"every stay is signed for, by its own unit's calendar",
     "sign", {ASKED(0, BY_NAME), TRANSFERRED(DAY(1, 9), "U", "B", ""), SIGNED(DAY(1, 10), "U", "B", "wu"),
              TRANSFERRED(DAY(2, 9), "V", "C", ""), RETURNED(DAY(2, 12)), COMPLETED(DAY(3, 9))},
     "sign U/B/ 2024-03-05 09:00 1wd due 2024-03-06 24:00 done 2024-03-05 10:00 on_time 0+1\n"
     "sign V/C/ 2024-03-06 09:00 1wd due 2024-03-07 24:00 moved_on 2024-03-06 12:00 left 0+1\n"
     "sign U/B/wu 2024-03-06 12:00 1wd due 2024-03-07 24:00 moved_on 2024-03-07 09:00 left 0+1\n"},
    {"what is handed on or ends is not signed any more",
     "sign", {ASKED(0, .receiver = T("")), TRANSFERRED(DAY(2, 9), "U", "B", ""), MERGED(DAY(2, 10), 7)},
     "sign U/A/ 2024-03-04 09:00 1wd due 2024-03-05 24:00 moved_on 2024-03-06 09:00 late 1+0\n"
     "sign U/B/ 2024-03-06 09:00 1wd due 2024-03-07 24:00 merged 2024-03-06 10:00 left 0+1\n"},
    {"a signature behind the end is none of this clock's",
     "sign", {ASKED(0, .receiver = T("")), COMPLETED(60), SIGNED(120, "U", "A", "li")},
     "sign U/A/ 2024-03-04 09:00 1wd due 2024-03-05 24:00 moved_on 2024-03-04 10:00 left 0+1\n"},
    {"what is handed over behind the end is not signed, unless it was reopened",
     "sign", {ASKED(0, BY_NAME), COMPLETED(60), TRANSFERRED(120, "U", "B", ""), REOPENED(180), TRANSFERRED(240, "U", "C", "")},
     "sign U/C/ 2024-03-04 13:00 1wd due 2024-03-05 24:00 running\n"},
};

static const struct clock_text_row contacts[] = {
    {"the first contact that reached somebody", "first_contact",
     {ASKED(0, BY_NAME), CONTACTED(30, false), CONTACTED(60, true), CONTACTED(90, true)},
     "first_contact U/A/li 2024-03-04 09:00 1wd due 2024-03-05 24:00 done 2024-03-04 10:00 on_time 0+1\n"},
    {"and that is what counts when it is completed then", "first_contact",
     {ASKED(0, BY_NAME), CONTACTED(60, true), COMPLETED(90)},
     "first_contact U/A/li 2024-03-04 09:00 1wd due 2024-03-05 24:00 done 2024-03-04 10:00 on_time 0+1\n"},
    {"a contact behind the completion is none", "first_contact",
     {ASKED(0, BY_NAME), COMPLETED(60), CONTACTED(90, true)},
     "first_contact U/A/li 2024-03-04 09:00 1wd due 2024-03-05 24:00 moved_on 2024-03-04 10:00 left 0+1\n"},
    {"nobody can be called who left no contact", "first_contact callback",
     {ACCEPTED(0, "U", "A", "li"), COMPLETED(60)},
     "first_contact U/A/li 2024-03-04 09:00 1wd due 2024-03-05 24:00 exempt\n"
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 exempt\n"},
    {"reached or refused ends it", "callback", {ASKED(0, BY_NAME), COMPLETED(60), CALLED_BACK(DAY(1, 9), UNREACHABLE), CALLED_BACK(DAY(1, 10), REFUSED)},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 done 2024-03-05 10:00 on_time 0+5\n"},
    {"a call before the completion does not", "callback", {ASKED(0, BY_NAME), CALLED_BACK(30, REACHED), COMPLETED(60)},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 running\n"},
    {"three in vain on one day do not suffice, a fourth on the next does",
     "callback", {ASKED(0, BY_NAME), COMPLETED(60), CALLED_BACK(DAY(1, 9), UNREACHABLE), CALLED_BACK(DAY(1, 10), UNREACHABLE),
                  CALLED_BACK(DAY(1, 11), UNREACHABLE), CALLED_BACK(DAY(2, 9), UNREACHABLE)},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 done 2024-03-06 09:00 on_time 1+4\n"},
    {"a Saturday is no working day",
     "callback", {ASKED(0, BY_NAME), COMPLETED(60), CALLED_BACK(DAY(4, 9), UNREACHABLE), CALLED_BACK(DAY(4, 10), UNREACHABLE),
                  CALLED_BACK(DAY(5, 9), UNREACHABLE)},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 running\n"},
    {"each round is called back, and what was rectified again",
     "callback", {ASKED(0, BY_NAME), COMPLETED(60), CALLED_BACK(120, REACHED), RECTIFIED(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REACHED),
                  REOPENED(DAY(3, 9)), COMPLETED(DAY(4, 9))},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 done 2024-03-04 11:00 on_time 0+5\n"
     "callback U/A/ 2024-03-05 09:00 5wd due 2024-03-12 24:00 done 2024-03-06 09:00 on_time 0+5\n"
     "callback U/A/ 2024-03-08 09:00 5wd due 2024-03-15 24:00 running\n"},
    {"a rectification that was not accepted is none",
     "callback", {ASKED(0, BY_NAME), COMPLETED(60), CALLED_BACK(120, REACHED),
                  EVENT(DAY(1, 9), RECTIFICATION_DONE, .rectification_done = {.order_id = T("r1"), .accepted = ANSWER_NO})},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 done 2024-03-04 11:00 on_time 0+5\n"},
    {"a redo takes the place of a callback that is owed",
     "callback", {ASKED(0, BY_NAME), COMPLETED(60), REOPENED(DAY(10, 9))},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 reopened 2024-03-14 09:00 late 7-2\n"},
    {"who acts the citizen is not called back",
     "callback", {ASKED(0, BY_NAME), COMPLETED(60), EVENT(DAY(1, 9), INSPECTED, .inspected = {.mode = INSPECTION_MODE_MOCK_VISIT})},
     "callback U/A/ 2024-03-04 10:00 5wd due 2024-03-11 24:00 exempt\n"},
};

static const struct clock_text_row rectifications[] = {
    {"not satisfied, rectified", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, DISSATISFIED), RECTIFIED(DAY(2, 9))},
     "rectification U/A/li 2024-03-04 11:00 15wd due 2024-03-25 24:00 done 2024-03-06 09:00 on_time 1+14\n"},
    {"satisfied, or not the citizen: nothing", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, SATISFIED), FOUND(130, GOOD), EVENT(140, RATED, .rated = {.satisfaction = SATISFACTION_DISSATISFIED, .is_default = true})}, ""},
    {"one a round: what is found later is the same", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, DISSATISFIED), FOUND(180, BAD), RECTIFIED(DAY(2, 9)), FOUND(DAY(3, 9), BAD)},
     "rectification U/A/li 2024-03-04 11:00 15wd due 2024-03-25 24:00 done 2024-03-06 09:00 on_time 1+14\n"},
    {"an order says when it is due, and who", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, DISSATISFIED),
      ORDERED(DAY(1, 9), .due_at_us = MINUTE(DAY(4, 17)), .about = PARTY("U", "B", "wu"))},
     "rectification U/B/wu 2024-03-04 11:00 15wd due 2024-03-08 17:00 running\n"},
    {"or how long it may take from then", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, DISSATISFIED), ORDERED(DAY(1, 9), .limit = 2, .limit_unit = LIMIT_UNIT_WORKING_DAY)},
     "rectification U/A/li 2024-03-04 11:00 2wd due 2024-03-07 24:00 running\n"},
    {"or nothing, and then the policy's limit from then", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), ORDERED(DAY(1, 9), .about = {.person = T("wu")})},
     "rectification U/A/wu 2024-03-05 09:00 15wd due 2024-03-26 24:00 running\n"},
    {"an order cannot be due before it was found", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, DISSATISFIED), ORDERED(DAY(1, 9), .due_at_us = MINUTE(0))},
     "rectification U/A/li 2024-03-04 11:00 15wd due 2024-03-04 11:00 running\n"},
    {"an order when the round's rectification is over has a clock of its own", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), FOUND(120, BAD), RECTIFIED(DAY(1, 9)), ORDERED(DAY(2, 9), .limit = 1, .limit_unit = LIMIT_UNIT_WORKING_DAY)},
     "rectification U/A/li 2024-03-04 11:00 15wd due 2024-03-25 24:00 done 2024-03-05 09:00 on_time 0+15\n"
     "rectification U/A/li 2024-03-06 09:00 1wd due 2024-03-07 24:00 running\n"},
    {"reopened it turns into a redo", "rectification redo",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, DISSATISFIED), REOPENED(DAY(1, 9))},
     "rectification U/A/li 2024-03-04 11:00 15wd due 2024-03-25 24:00 reopened 2024-03-05 09:00 left 0+15\n"
     "redo U/A/li 2024-03-05 09:00 3wd due 2024-03-08 24:00 running\n"},
    {"a merge stops it", "rectification",
     {ASKED(0, BY_NAME), COMPLETED(60), RATED(120, DISSATISFIED), MERGED(DAY(40, 9), 7), RECTIFIED(DAY(41, 9))},
     "rectification U/A/li 2024-03-04 11:00 15wd due 2024-03-25 24:00 merged 2024-04-13 09:00 late 28-13\n"},
    {"an inspection may find it, while the case is open", "rectification",
     {ASKED(0, BY_NAME), EVENT(60, INSPECTED, .inspected = {.mode = INSPECTION_MODE_COVERT, .finding = FINDING_BAD})},
     "rectification U/A/li 2024-03-04 10:00 15wd due 2024-03-25 24:00 running\n"},
};
/* clang-format on */

static void a_round_is_to_be_completed(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_shipped(), completions);
}

static void the_policy_of_the_category_rules(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_shipped(), policies);
}

static void pauses_stop_the_handling(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_shipped(), pauses);
}

static void extensions_count_when_they_were_asked_for_in_time(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_shipped(), extensions);
}

static void stays_are_signed_for(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_shipped(), signs);
}

static void citizens_are_called(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_shipped(), contacts);
}

static void what_was_bad_is_rectified(void **state)
{
    (void) state;
    CLOCKS_CHECK(rules_shipped(), rectifications);
}

/* Completed and reopened before it was accepted: what is told then is of the redo. */
static void a_case_that_was_reopened_before_its_acceptance_has_a_first_round(void **state)
{
    (void) state;
    static const struct clock_text_row rows[] = {
        {"completed and reopened before it was accepted",
         "first_contact completion redo",
         {COMPLETED(-120), REOPENED(-60), ASKED(0, BY_NAME), EXTENDED(60, 30, 2)},
         "first_contact U/A/li 2024-03-04 09:00 1wd due 2024-03-05 24:00 moved_on 2024-03-04 07:00 "
         "left 0+1\n"
         "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-04 07:00 "
         "on_time "
         "0+7\n"
         "redo U/A/li 2024-03-04 08:00 3wd due 2024-03-11 24:00 running\n"},
    };
    struct clocks clocks;
    struct err err;
    CLOCKS_CHECK(rules_shipped(), rows);
    build_begin();
    build_add_all(rows[0].events);
    assert_int_equal(clocks_of(build_fold(), rules_shipped(), build_arena(), &clocks, &err), OK);
    for (int32_t i = 0; i < clocks.clocks.count; i++) {
        const struct clock *clock = &clocks.clocks.items[i];
        assert_int_equal(clock->round, clock->kind == CLOCK_REDO ? 1 : 0);
        assert_int_equal(clock->extensions_count, clock->kind == CLOCK_REDO ? 1 : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_is_to_be_completed),
        cmocka_unit_test(the_policy_of_the_category_rules),
        cmocka_unit_test(pauses_stop_the_handling),
        cmocka_unit_test(extensions_count_when_they_were_asked_for_in_time),
        cmocka_unit_test(stays_are_signed_for),
        cmocka_unit_test(citizens_are_called),
        cmocka_unit_test(what_was_bad_is_rectified),
        cmocka_unit_test(a_case_that_was_reopened_before_its_acceptance_has_a_first_round),
    };
    return RUN(tests);
}
