/* test_contribution -- what a case and a unit's year add to the counters: whose, and of which day.
 */
#include "core/contribution.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "support/build.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

enum { EVENTS_MAX = 16, TEXT_MAX = 4096 };

/* Minutes from Monday 2024-03-04 09:00 to so many days later, at that hour. */
#define DAY(days, hour) ((days) *1440 + ((hour) -9) * 60)
#define ASKED(n, ...)                                                                              \
    EVENT(n, ACCEPTED,                                                                             \
          .accepted = {.unit = T("U"), .section = T("A"), .has_contact = true, __VA_ARGS__})
#define BY_NAME .receiver = T("li")
#define FOUND(n, how)                                                                              \
    EVENT(n, SPOT_CHECKED, .spot_checked = {.finding = FINDING_##how, .checkers = 2})
#define FOUND_OF(n, how, ...)                                                                      \
    EVENT(n, SPOT_CHECKED, .spot_checked = {.finding = FINDING_##how, .about = __VA_ARGS__})
#define INSPECTED(n, how, ...)                                                                     \
    EVENT(n, INSPECTED,                                                                            \
          .inspected = {.finding = FINDING_##how, .mode = INSPECTION_MODE_COVERT, __VA_ARGS__})
#define OUTSIDE(n)                                                                                 \
    EVENT(n, TRANSFERRED, .transferred = {.to = {.unit = T("V"), .is_outside = true}})
#define SAID_SOLVED(n, answer)                                                                     \
    EVENT(n, CALLBACK_MADE,                                                                        \
          .callback_made = {.outcome = CALLBACK_REACHED, .solved = ANSWER_##answer})
/* With these fields of the form. */
#define FILLED(n, who, named, reachable, told, by, about)                                          \
    EVENT(n, ACCEPTED,                                                                             \
          .accepted = {.unit = T("U"),                                                             \
                       .section = T("A"),                                                          \
                       .receiver = T(who),                                                         \
                       .has_name = named,                                                          \
                       .has_contact = reachable,                                                   \
                       .has_content = told,                                                        \
                       .channel = by,                                                              \
                       .category = about})
#define FULL(n) FILLED(n, "li", true, true, true, CHANNEL_CALL, CATEGORY_SERVICE)
#define DONE_WITH_RESULT(n) EVENT(n, COMPLETED, .completed = {.result_length = 7})

struct row {
    const char *title;
    const char *counters; /* which are looked at */
    struct event events[EVENTS_MAX];
    const char *contributions; /* a line each */
};

/* clang-format off */
static const struct row rows[] = {
    /* whose, and when */
    {"what is received is of who was asked, on the day of the acceptance", "received incomplete",
     {ASKED(0, BY_NAME), TRANSFERRED(DAY(1, 9), "U", "B", "wu")}, "received U/A/li 2024-03-04\n"},
    {"what runs is due, and nothing else yet", "due on_time excluded",
     {ASKED(0, BY_NAME)}, "due U/A/li 2024-03-13\n"},
    {"in time it is the closing holder's, on the day that it was due", "due on_time last_hour",
     {ASKED(0, BY_NAME), TRANSFERRED(DAY(1, 9), "U", "B", "wu"), COMPLETED(DAY(2, 9)), TRANSFERRED(DAY(3, 9), "U", "C", "xu")},
     "due U/B/wu 2024-03-13\non_time U/B/wu 2024-03-13\n"},
    {"late it is of who held it when it was due", "due on_time",
     {ASKED(0, BY_NAME), TRANSFERRED(DAY(1, 9), "U", "B", "wu"), TRANSFERRED(DAY(10, 9), "U", "C", "xu"), COMPLETED(DAY(11, 9))},
     "due U/B/wu 2024-03-13\n"},
    {"and when nobody did it, of who holds it", "due on_time",
     {ASKED(0, BY_NAME), TRANSFERRED(DAY(10, 9), "U", "C", "xu"), TRANSFERRED(DAY(9, 9), "U", "B", "wu")},
     "due U/B/wu 2024-03-13\n"},
    {"of an outside unit it is who accepted the case", "due",
     {ASKED(0, BY_NAME), OUTSIDE(DAY(1, 9))}, "due U/A/li 2024-03-13\n"},
    {"a pause without an end is due on no day", "due",
     {ASKED(0, BY_NAME), EVENT(60, PAUSED, .paused = {.reason = T("papers"), .approver = T("zhao")})}, ""},
    {"nobody by name is the section's post", "due received",
     {ASKED(0, .receiver = T(""))}, "received U/A/ 2024-03-04\ndue U/A/ 2024-03-13\n"},
    {"withdrawn before it was due it is neither due nor late", "due on_time excluded",
     {ASKED(0, BY_NAME), WITHDRAWN(DAY(1, 9))}, "excluded U/A/li 2024-03-13\n"},
    {"merged when it was late it stays due", "due on_time excluded",
     {ASKED(0, BY_NAME), MERGED(DAY(10, 9), 7)}, "due U/A/li 2024-03-13\n"},
    {"a completion in the last hour is told", "last_hour",
     {ASKED(0, BY_NAME), COMPLETED(DAY(9, 23))}, "last_hour U/A/li 2024-03-13\n"},
    {"one before that is not", "last_hour", {ASKED(0, BY_NAME), COMPLETED(DAY(9, 23) - 1)}, ""},
    {"of a day without a time nobody knows", "last_hour",
     {ASKED(0, BY_NAME), EVENT(DAY(9, 24) - 1, COMPLETED, .precision = PRECISION_DAY)}, ""},

    /* signing and contact */
    {"signed in time it is of who signed", "sign_due signed_on_time",
     {ASKED(0, BY_NAME), TRANSFERRED(60, "U", "B", "wu"), SIGNED(90, "U", "B", "xu")},
     "sign_due U/B/xu 2024-03-05\nsigned_on_time U/B/xu 2024-03-05\n"},
    {"signed too late it is of whom it was addressed to", "sign_due signed_on_time",
     {ASKED(0, BY_NAME), TRANSFERRED(60, "U", "B", "wu"), SIGNED(DAY(2, 9), "U", "B", "xu")},
     "sign_due U/B/wu 2024-03-05\n"},
    {"handed on before it was due there was nothing to sign", "sign_due excluded",
     {ASKED(0, BY_NAME), TRANSFERRED(60, "U", "B", "wu"), TRANSFERRED(90, "U", "A", "li")},
     "sign_due U/A/li 2024-03-05\n"},
    {"a citizen is contacted in time", "contact_due contacted_on_time",
     {ASKED(0, BY_NAME), CONTACTED(60, true)}, "contact_due U/A/li 2024-03-05\ncontacted_on_time U/A/li 2024-03-05\n"},

    /* redo */
    {"what is reopened is of who held it, and its redo has a day of its own", "redone redo_due redone_on_time due",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 10)), REOPENED(DAY(30, 9)), COMPLETED(DAY(36, 9))},
     "redone U/A/li 2024-04-03\ndue U/A/li 2024-03-13\nredo_due U/A/li 2024-04-09\nredone_on_time U/A/li 2024-04-09\n"},
    {"reopened before anybody held it, of the receiver", "redone",
     {COMPLETED(0), REOPENED(30), ASKED(60, BY_NAME)}, "redone U/A/li 2024-03-04\n"},
    {"reopened while open nothing is redone", "redone redo_due", {ASKED(0, BY_NAME), REOPENED(DAY(1, 9))}, ""},

    /* callbacks and ratings */
    {"a callback is owed by the section's post, on the day of the completion", "callback_owed called_back reached refused",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(3, 9), REACHED)},
     "callback_owed U/A/ 2024-03-05\ncalled_back U/A/ 2024-03-05\nreached U/A/ 2024-03-05\n"},
    {"refused is called back", "callback_owed called_back reached refused",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(3, 9), REFUSED)},
     "callback_owed U/A/ 2024-03-05\ncalled_back U/A/ 2024-03-05\nrefused U/A/ 2024-03-05\n"},
    {"three calls in vain are enough", "callback_owed called_back unreachable",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(2, 9), UNREACHABLE), CALLED_BACK(DAY(2, 10), UNREACHABLE),
      CALLED_BACK(DAY(3, 9), UNREACHABLE)},
     "callback_owed U/A/ 2024-03-05\ncalled_back U/A/ 2024-03-05\nunreachable U/A/ 2024-03-05\n"},
    {"nobody called yet, and it is owed", "callback_owed called_back", {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9))},
     "callback_owed U/A/ 2024-03-05\n"},
    {"what was rectified is called back again", "callback_owed called_back reached",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REACHED), RATED(DAY(2, 10), DISSATISFIED),
      RECTIFIED(DAY(4, 9)), CALLED_BACK(DAY(5, 9), REACHED)},
     "callback_owed U/A/ 2024-03-05\ncalled_back U/A/ 2024-03-05\nreached U/A/ 2024-03-05\n"
     "callback_owed U/A/ 2024-03-05\ncalled_back U/A/ 2024-03-05\nreached U/A/ 2024-03-05\n"},
    {"which counts apart", "callback_owed_after called_back_after",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REACHED), RATED(DAY(2, 10), DISSATISFIED),
      RECTIFIED(DAY(4, 9)), CALLED_BACK(DAY(5, 9), REACHED)},
     "callback_owed_after U/A/ 2024-03-05\ncalled_back_after U/A/ 2024-03-05\n"},
    {"owed after a rectification, and not made yet", "callback_owed_after called_back_after",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REACHED),
      RATED(DAY(2, 10), DISSATISFIED), RECTIFIED(DAY(4, 9))},
     "callback_owed_after U/A/ 2024-03-05\n"},
    {"every call after the completion is counted, to the section's post", "callback_attempts",
     {ASKED(0, BY_NAME), CALLED_BACK(DAY(0, 11), REACHED), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(2, 9), UNREACHABLE),
      CALLED_BACK(DAY(2, 10), REACHED)},
     "callback_attempts U/A/ 2024-03-05 x2\n"},
    {"who left no contact is not called", "callback_owed callback_exempt",
     {EVENT(0, ACCEPTED, .accepted = {.unit = T("U"), .section = T("A")}), COMPLETED(DAY(1, 9))},
     "callback_exempt U/A/ 2024-03-05\n"},
    {"reopened before it was due it is owed no longer", "callback_owed callback_exempt",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), REOPENED(DAY(2, 9))}, ""},
    {"reopened when it was overdue it is", "callback_owed called_back",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), REOPENED(DAY(20, 9))}, "callback_owed U/A/ 2024-03-05\n"},
    {"a rating is of the receiver, on the day of the completion", "rated satisfied fair dissatisfied provincial_rated",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), RATED(DAY(3, 9), FAIR)}, "rated U/A/li 2024-03-05\nfair U/A/li 2024-03-05\n"},
    {"of each round the first counts, and after a rectification the last beside it",
     "rated satisfied fair dissatisfied satisfied_after fair_after dissatisfied_after",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), RATED(DAY(2, 9), DISSATISFIED), RECTIFIED(DAY(3, 9)), RATED(DAY(4, 9), SATISFIED),
      REOPENED(DAY(5, 9)), COMPLETED(DAY(6, 9)), RATED(DAY(7, 9), SATISFIED)},
     "rated U/A/li 2024-03-05\ndissatisfied U/A/li 2024-03-05\nsatisfied_after U/A/li 2024-03-05\n"
     "rated U/A/li 2024-03-10\nsatisfied U/A/li 2024-03-10\n"},
    {"rated before it was completed it is of that day", "rated fair",
     {ASKED(0, BY_NAME), RATED(DAY(1, 9), FAIR)}, "rated U/A/li 2024-03-05\nfair U/A/li 2024-03-05\n"},
    {"the province counts its own", "provincial_rated provincial_satisfied",
     {ASKED(0, BY_NAME, .priority = T("provincial")), COMPLETED(DAY(1, 9)), RATED(DAY(2, 9), SATISFIED), REOPENED(DAY(3, 9)),
      COMPLETED(DAY(4, 9)), RATED(DAY(5, 9), FAIR)},
     "provincial_rated U/A/li 2024-03-05\nprovincial_satisfied U/A/li 2024-03-05\nprovincial_rated U/A/li 2024-03-08\n"},
    {"solved is what the citizen says", "solved unsolved",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), SAID_SOLVED(DAY(2, 9), NO), RATED(DAY(2, 10), FAIR)}, "unsolved U/A/li 2024-03-05\n"},
    {"first with the rating", "solved unsolved",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), SAID_SOLVED(DAY(2, 9), NO),
      EVENT(DAY(2, 10), RATED, .rated = {.satisfaction = SATISFACTION_FAIR, .solved = ANSWER_YES})}, "solved U/A/li 2024-03-05\n"},

    /* records */
    {"a record with every field is complete", "records complete_records",
     {FULL(0), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REACHED), RATED(DAY(2, 10), FAIR)},
     "records U/A/li 2024-03-05\ncomplete_records U/A/li 2024-03-05\n"},
    {"who did not want to answer explains that there is no rating", "complete_records",
     {FULL(0), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, "complete_records U/A/li 2024-03-05\n"},
    {"reached and not rated it is not complete", "records complete_records",
     {FULL(0), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REACHED)}, "records U/A/li 2024-03-05\n"},
    {"rated and never called back neither", "complete_records",
     {FULL(0), DONE_WITH_RESULT(DAY(1, 9)), RATED(DAY(2, 9), FAIR)}, ""},
    {"called back too early it is", "complete_records",
     {FULL(0), CALLED_BACK(60, REACHED), DONE_WITH_RESULT(DAY(1, 9)), RATED(DAY(2, 9), FAIR)}, "complete_records U/A/li 2024-03-05\n"},
    {"an inspector is not called back", "complete_records",
     {FULL(0), DONE_WITH_RESULT(DAY(1, 9)), EVENT(DAY(2, 9), INSPECTED, .inspected = {.mode = INSPECTION_MODE_MOCK_VISIT})},
     "complete_records U/A/li 2024-03-05\n"},
    {"a result may be told with a later completion, as a text", "complete_records",
     {FULL(0), COMPLETED(DAY(1, 9)), EVENT(DAY(1, 10), COMPLETED, .texts = SET_OF(TEXT_FIELD_RESULT)),
      CALLED_BACK(DAY(2, 9), REFUSED)}, "complete_records U/A/li 2024-03-05\n"},
    {"without a result it is not", "complete_records",
     {FULL(0), COMPLETED(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, ""},
    {"nor without a receiver", "complete_records",
     {FILLED(0, "", true, true, true, CHANNEL_CALL, CATEGORY_SERVICE), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, ""},
    {"a name", "complete_records",
     {FILLED(0, "li", false, true, true, CHANNEL_CALL, CATEGORY_SERVICE), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, ""},
    {"a contact", "complete_records",
     {FILLED(0, "li", true, false, true, CHANNEL_CALL, CATEGORY_SERVICE), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, ""},
    {"what it was about", "complete_records",
     {FILLED(0, "li", true, true, false, CHANNEL_CALL, CATEGORY_SERVICE), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, ""},
    {"a channel", "complete_records",
     {FILLED(0, "li", true, true, true, 0, CATEGORY_SERVICE), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, ""},
    {"a category", "complete_records",
     {FILLED(0, "li", true, true, true, CHANNEL_CALL, 0), DONE_WITH_RESULT(DAY(1, 9)), CALLED_BACK(DAY(2, 9), REFUSED)}, ""},

    /* handing over */
    {"hops, loops and returns are of who hands over, on that day", "hops loops returned",
     {ASKED(0, BY_NAME), TRANSFERRED(60, "U", "B", "wu"), TRANSFERRED(DAY(1, 9), "U", "A", ""), TRANSFERRED(DAY(2, 9), "U", "C", ""),
      RETURNED(DAY(3, 9))},
     "hops U/A/li 2024-03-04\nhops U/B/wu 2024-03-05\nloops U/B/wu 2024-03-05\nhops U/A/ 2024-03-06\nreturned U/C/ 2024-03-07\n"},
    {"a change of person is none", "hops", {ASKED(0, BY_NAME), TRANSFERRED(60, "U", "A", "wu")}, ""},
    {"nor is what goes to who holds it", "hops returned",
     {ASKED(0, BY_NAME), TRANSFERRED(60, "U", "A", "li"), RETURNED_TO(90, "U", "A", "wu")}, ""},
    {"by who did not hold it, it is of who did", "hops",
     {ASKED(0, BY_NAME), TRANSFERRED_FROM(60, "U", "C", "U", "B")}, "hops U/A/li 2024-03-04\n"},
    {"before anybody held it, of who is named", "hops",
     {TRANSFERRED_FROM(0, "U", "C", "U", "B"), ASKED(60, BY_NAME)}, "hops U/C/ 2024-03-04\n"},
    {"and when nobody is, of the receiver", "returned",
     {RETURNED_TO(0, "U", "B", "wu"), ASKED(60, BY_NAME)}, "returned U/A/li 2024-03-04\n"},
    {"something else may have happened before", "hops",
     {PROGRESSED(0), TRANSFERRED_FROM(30, "U", "C", "U", "B"), ASKED(60, BY_NAME)}, "hops U/C/ 2024-03-04\n"},

    /* checks */
    {"a spot check is of the receiver", "spot_checked found_good found_bad",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), FOUND(DAY(2, 9), GOOD)}, "spot_checked U/A/li 2024-03-06\nfound_good U/A/li 2024-03-06\n"},
    {"or of whom it names", "spot_checked found_good found_bad",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), FOUND_OF(DAY(2, 9), BAD, {.person = T("wu")}), FOUND_OF(DAY(3, 9), BAD, PARTY("U", "B", ""))},
     "spot_checked U/A/wu 2024-03-06\nfound_bad U/A/wu 2024-03-06\nspot_checked U/B/ 2024-03-07\nfound_bad U/B/ 2024-03-07\n"},
    {"what is found bad is to be rectified", "rectification_due rectified_on_time",
     {ASKED(0, BY_NAME), COMPLETED(DAY(1, 9)), FOUND(DAY(2, 9), BAD), RECTIFIED(DAY(4, 9))},
     "rectification_due U/A/li 2024-03-27\nrectified_on_time U/A/li 2024-03-27\n"},
    {"an inspection of a case counts for its unit", "inspected inspected_good inspected_bad",
     {ASKED(0, BY_NAME), INSPECTED(DAY(1, 9), BAD, .about = {.unit = T("U")})}, "inspected U// 2024-03-05\ninspected_bad U// 2024-03-05\n"},
    {"a person who is found bad is so where they handled it, wherever they are now", "found_bad",
     {ASKED(0, BY_NAME), TRANSFERRED(DAY(1, 9), "U", "B", "wu"), TRANSFERRED(DAY(1, 10), "U", "C", "he"), FOUND_OF(DAY(9, 9), BAD, {.person = T("wu")}),
      TRANSFERRED(DAY(20, 9), "U", "D", "wu")}, "found_bad U/B/wu 2024-03-13\n"},
    {"outside they handled nothing of ours", "found_bad",
     {ASKED(0, BY_NAME), EVENT(DAY(1, 9), TRANSFERRED, .transferred = {.to = {.unit = T("V"), .person = T("wu"), .is_outside = true}}),
      FOUND_OF(DAY(9, 9), BAD, {.person = T("wu")})}, "found_bad U/A/wu 2024-03-13\n"},

    /* what is not there */
    {"a stub is incomplete and nothing else", "",
     {TRANSFERRED(0, "U", "B", "wu"), COMPLETED(DAY(1, 9)), RATED(DAY(2, 9), FAIR), FOUND(DAY(2, 9), BAD)}, "incomplete U/B/ 2024-03-04\n"},
    {"of the first who had it, not of who is only named", "",
     {TRANSFERRED_FROM(0, "U", "C", "U", "B")}, "incomplete U/B/ 2024-03-04\n"},
    {"of nobody, when nobody is named", "", {RATED(0, FAIR)}, "incomplete // 2024-03-04\n"},
};

/* From Monday 2024-11-25, when lvliang-2024 is in force. */
static const struct row returns[] = {
    {"a return behind its window is late, on the day of the return", "returned late_returns",
     {ASKED(DAY(266, 9), BY_NAME), TRANSFERRED(DAY(266, 10), "U", "B", "wu"), RETURNED(DAY(269, 9))},
     "returned U/B/wu 2024-11-28\nlate_returns U/B/wu 2024-11-28\n"},
    {"one within it is not", "returned late_returns",
     {ASKED(DAY(266, 9), BY_NAME), TRANSFERRED(DAY(266, 10), "U", "B", "wu"), RETURNED(DAY(267, 9))},
     "returned U/B/wu 2024-11-26\n"},
};

static const struct row years[] = {
    {"sixteen items are wanted of a year, on its last day", "",
     {EVENT(0, YEAR_OPENED, .year_opened = {.unit = T("U"), .year = 2024})}, "checklist_items book// 2024-12-31 x16\n"},
    {"those with all their parts are done, the voluntary one does not count", "checklist_items checklist_done",
     {EVENT(0, YEAR_OPENED, .year_opened = {.unit = T("U"), .year = 2024}),
      EVENT(60, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 1, .parts = SET_OF(EVIDENCE_PART_DUTIES) | SET_OF(EVIDENCE_PART_STAFFING)}),
      EVENT(61, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 1, .parts = SET_OF(EVIDENCE_PART_PROCEDURE) |
            SET_OF(EVIDENCE_PART_SUPERVISION) | SET_OF(EVIDENCE_PART_ASSESSMENT)}),
      EVENT(62, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 2}),
      EVENT(63, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 3, .parts = SET_OF(EVIDENCE_PART_YEAR_START)}),
      EVENT(64, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 14, .parts = SET_OF(EVIDENCE_PART_PHONE)}),
      EVENT(65, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 17})},
     "checklist_items book// 2024-12-31 x16\nchecklist_done book// 2024-12-31 x2\n"},
    {"trainings of all four forms are the fifth item, whatever its papers say", "checklist_done",
     {EVENT(0, YEAR_OPENED, .year_opened = {.unit = T("U"), .year = 2024}), EVENT(60, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 5}),
      EVENT(61, TRAINING_HELD, .training_held = {.mode = TRAINING_MODE_ASSEMBLY}), EVENT(62, TRAINING_HELD, .training_held = {.mode = TRAINING_MODE_SECTION}),
      EVENT(63, TRAINING_HELD, .training_held = {.mode = TRAINING_MODE_SELF_STUDY}),
      EVENT(64, TRAINING_HELD, .training_held = {.mode = TRAINING_MODE_REMINDER})}, "checklist_done book// 2024-12-31\n"},
    {"and of three forms are not", "checklist_done",
     {EVENT(0, YEAR_OPENED, .year_opened = {.unit = T("U"), .year = 2024}),
      EVENT(61, TRAINING_HELD, .training_held = {.mode = TRAINING_MODE_ASSEMBLY}), EVENT(62, TRAINING_HELD, .training_held = {.mode = TRAINING_MODE_SECTION}),
      EVENT(64, TRAINING_HELD, .training_held = {.mode = TRAINING_MODE_REMINDER})}, ""},
    {"a year that nobody opened wants nothing", "", {EVENT(60, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 17})}, ""},
    {"an inspection of the year is the unit's, or whom it names", "inspected inspected_good inspected_bad",
     {INSPECTED(60, GOOD, .number = T("1")), INSPECTED(DAY(1, 9), BAD, .about = PARTY("U", "A", "li"))},
     "inspected book// 2024-03-04\ninspected_good book// 2024-03-04\ninspected U/A/li 2024-03-05\ninspected_bad U/A/li 2024-03-05\n"},
};
/* clang-format on */

static bool is_wanted(const char *counters, const char *name)
{
    char word[64];
    char list[256];
    (void) snprintf(word, sizeof(word), " %s ", name);
    (void) snprintf(list, sizeof(list), " %s ", counters);
    return counters[0] == '\0' || strstr(list, word) != NULL;
}

static const char *words(const struct rules *rules, const char *counters)
{
    static char text[TEXT_MAX];
    size_t len = 0;
    struct contributions given;
    struct err err;
    text[0] = '\0';
    assert_int_equal(contributions_of(build_fold(), rules, build_arena(), &given, &err), OK);
    for (int32_t i = 0; i < given.contributions.count; i++) {
        const struct contribution *item = &given.contributions.items[i];
        struct civil_date date = civil_date_of(item->day);
        if (!is_wanted(counters, counter_name(item->counter)))
            continue;
        assert_in_range(item->fact, 0, EVENTS_MAX - 1);
        len += (size_t) snprintf(
            text + len, sizeof(text) - len, "%s %.*s/%.*s/%.*s %04" PRId64 "-%02d-%02d",
            counter_name(item->counter), STR_ARG(item->party.unit), STR_ARG(item->party.section),
            STR_ARG(item->party.person), date.year, date.month, date.day);
        if (item->amount != 1)
            len += (size_t) snprintf(text + len, sizeof(text) - len, " x%" PRId64, item->amount);
        len += (size_t) snprintf(text + len, sizeof(text) - len, "\n");
    }
    return text;
}

static void every_row_of_a_case(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].title);
        build_begin();
        build_add_all(rows[i].events);
        assert_string_equal(words(rules_shipped(), rows[i].counters), rows[i].contributions);
    }
}

static void every_row_of_a_policy_with_a_window(void **state)
{
    const struct rules *rules = rules_of_file("tests/fixtures/policy/lvliang-2024.csv");
    (void) state;
    for (size_t i = 0; i < sizeof(returns) / sizeof(returns[0]); i++) {
        print_message("    %s\n", returns[i].title);
        build_begin();
        build_add_all(returns[i].events);
        assert_string_equal(words(rules, returns[i].counters), returns[i].contributions);
    }
}

static void every_row_of_a_unit_s_year(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
        print_message("    %s\n", years[i].title);
        build_begin();
        build_unit_year();
        build_add_all(years[i].events);
        assert_string_equal(words(rules_shipped(), years[i].counters), years[i].contributions);
    }
}

/* Of cases that count nothing, too: what is checked is kept. */
static void a_check_of_a_stub_is_of_who_had_it_first(void **state)
{
    (void) state;
    build_begin();
    build_add((struct event) TRANSFERRED(0, "U", "B", "wu"));
    build_add((struct event) FOUND(DAY(2, 9), BAD));
    struct party party = contribution_checked(build_fold(), 1);
    assert_true(str_eq(party.unit, STR("U")) && str_eq(party.section, STR("B")));
    build_begin();
    build_add((struct event) FOUND(DAY(2, 9), BAD));
    party = contribution_checked(build_fold(), 0);
    assert_int_equal(party.unit.len + party.section.len + party.person.len, 0);
}

static void without_rules_nothing_is_due(void **state)
{
    static const struct rules none;
    (void) state;
    build_begin();
    build_add((struct event) ASKED(0, BY_NAME));
    build_add((struct event) COMPLETED(DAY(1, 9)));
    assert_string_equal(words(&none, ""),
                        "received U/A/li 2024-03-04\nrecords U/A/li 2024-03-05\n");
}

static void what_was_voided_empties_its_counters(void **state)
{
    (void) state;
    build_begin();
    build_add((struct event) ASKED(0, BY_NAME));
    struct event *check = build_add((struct event) FOUND(60, BAD));
    build_add((struct event) EVENT(90, VOIDED,
                                   .voided = {.event_id = check->id, .reason = T("mistake")}));
    assert_string_equal(words(rules_shipped(), "spot_checked found_bad rectification_due"), "");
    build_begin();
    struct event *only = build_add((struct event) RATED(0, FAIR));
    build_add((struct event) EVENT(
        90, VOIDED,
        .voided = {.event_id = only->id, .reason = T("mistake"), .approver = T("zhao")}));
    assert_string_equal(words(rules_shipped(), "rated"), "");
}

static void of_nothing_nothing_follows(void **state)
{
    const struct life life = {.subject_kind = SUBJECT_CASE, .accepted = LIFE_NONE};
    struct contributions given;
    struct err err;
    (void) state;
    build_begin();
    assert_int_equal(contributions_of(&life, rules_shipped(), build_arena(), &given, &err), OK);
    assert_int_equal(given.contributions.count, 0);
}

static void an_arena_that_is_full_is_told(void **state)
{
    (void) state;
    build_begin();
    build_add((struct event) ASKED(0, BY_NAME));
    build_add((struct event) COMPLETED(DAY(1, 9)));
    const struct life *life = build_fold();
    struct arena *arena = build_arena();
    size_t size = arena->size_bytes;
    size_t mark = arena_mark(arena);
    size_t fits = 0;
    for (size_t room = 0; room < 8192 && fits == 0; room += 8) {
        struct contributions given;
        struct err err;
        arena_rewind(arena, mark);
        arena->size_bytes = mark + room;
        if (contributions_of(life, rules_shipped(), arena, &given, &err) == OK)
            fits = room;
        else
            assert_int_equal(err.outcome, RETRY);
    }
    arena->size_bytes = size;
    assert_true(fits > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_a_case),
        cmocka_unit_test(every_row_of_a_policy_with_a_window),
        cmocka_unit_test(every_row_of_a_unit_s_year),
        cmocka_unit_test(a_check_of_a_stub_is_of_who_had_it_first),
        cmocka_unit_test(without_rules_nothing_is_due),
        cmocka_unit_test(what_was_voided_empties_its_counters),
        cmocka_unit_test(of_nothing_nothing_follows),
        cmocka_unit_test(an_arena_that_is_full_is_told),
    };
    return RUN(tests);
}
