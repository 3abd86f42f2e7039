/* test_case_row -- what both ledgers keep of a whole case. */
#include "core/case_row.h"

#include <string.h>

#include "core/words.h"
#include "support/build.h"
#include "support/cmocka.h"

#define A0 ACCEPTED(0, "U", "A", "li")

static struct rows rows;

static const struct case_row *row(void)
{
    const struct life *life = build_fold();
    rows = build_rows(&case_row_table);
    case_row_add(life, &rows);
    assert_int_equal(rows.count, 1);
    assert_false(rows.full);
    return rows_at(&rows, 0);
}

static void assert_str(struct str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr == NULL ? "" : text.ptr, expected, text.len);
}

static void an_acceptance_fills_its_columns(void **state)
{
    (void) state;
    build_begin();
    struct event event = A0;
    event.precision = PRECISION_DAY;
    event.accepted.channel = CHANNEL_HOTLINE;
    event.accepted.category = CATEGORY_COMPLAINT;
    event.accepted.has_name = true;
    event.accepted.has_content = true;
    event.accepted.asked_at_us = MINUTE(-90);
    event.accepted.priority = str_from("urgent");
    event.accepted.against = (struct party) PARTY("V", "X", "qian");
    (void) build_add(event);
    const struct case_row *it = row();
    assert_int_equal(it->case_id.bytes[0], BUILD_CASE_BYTE);
    assert_str(it->case_source, "book");
    assert_str(it->case_number, "1");
    assert_str(it->status, "open");
    assert_false(it->incomplete);
    assert_str(it->accepted_unit, "U");
    assert_str(it->accepted_section, "A");
    assert_int_equal(it->accepted_at.us, MINUTE(0));
    assert_str(it->accepted_precision, "day");
    assert_int_equal(it->asked_at.us, MINUTE(-90));
    assert_str(it->receiver, "li");
    assert_str(it->channel, "hotline");
    assert_str(it->category, "complaint");
    assert_str(it->priority, "urgent");
    assert_true(it->has_name && it->has_content && !it->has_contact);
    assert_str(it->against_unit, "V");
    assert_str(it->against_section, "X");
    assert_str(it->against_person, "qian");
    assert_str(it->holder_unit, "U");
    assert_str(it->holder_section, "A");
    assert_str(it->holder_person, "li");
    assert_str(it->flags, "");
    assert_int_equal(it->rounds, 1);
    assert_int_equal(it->completed_at.us, 0);
    assert_true(uuid_is_zero(&it->merged_into));
}

static void a_stub_is_incomplete_and_unclassified(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) COMPLETED(5));
    const struct case_row *it = row();
    assert_true(it->incomplete);
    assert_int_equal(it->accepted_at.us, 0);
    assert_str(it->accepted_precision, "");
    assert_str(it->category, "unclassified");
    assert_str(it->channel, "");
    assert_str(it->holder_unit, "");
    assert_str(it->status, "completed");
    assert_str(it->flags, "incomplete");
}

static void a_redo_keeps_first_and_last(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) CONTACTED(2, true));
    struct event event = COMPLETED_BY(5, "U", "A", "li");
    event.completed.result_length = 40;
    event.completed.solved = ANSWER_NO;
    (void) build_add(event);
    (void) build_add((struct event) REOPENED(6));
    event = (struct event) COMPLETED_BY(9, "U", "A", "wu");
    event.completed.solved = ANSWER_YES;
    event.completed.on_behalf_of.unit = str_from("bank");
    event.texts = SET_OF(TEXT_FIELD_RESULT);
    (void) build_add(event);
    const struct case_row *it = row();
    assert_int_equal(it->first_contact_at.us, MINUTE(2));
    assert_int_equal(it->first_completed_at.us, MINUTE(5));
    assert_int_equal(it->completed_at.us, MINUTE(9));
    assert_str(it->completed_precision, "instant");
    assert_str(it->completed_by, "wu");
    assert_str(it->on_behalf_of, "bank");
    assert_true(it->has_result);
    assert_str(it->solved, "yes");
    assert_int_equal(it->rounds, 2);
    assert_int_equal(it->reopened_at.us, MINUTE(6));
}

static void a_result_is_known_by_its_length_or_its_text(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    struct event *event = build_add((struct event) COMPLETED(5));
    assert_false(row()->has_result);
    event->completed.result_length = 1;
    assert_true(row()->has_result);
}

/* clang-format off */
static const struct {
    const char *title;
    struct event events[8];
    int minute; /* of the callback shown; 0: none */
    const char *outcome;
    int attempts;
} callback_rows[] = {
    {"nobody called", {A0, COMPLETED(1)}, 0, "", 0},
    {"the first that reached", {A0, COMPLETED(1), CALLED_BACK(2, UNREACHABLE),
      CALLED_BACK(3, REACHED), CALLED_BACK(4, REACHED)}, 3, "reached", 3},
    {"the last attempt when none reached", {A0, COMPLETED(1), CALLED_BACK(2, UNREACHABLE),
      CALLED_BACK(3, UNREACHABLE)}, 3, "unreachable", 2},
    {"refused is an end", {A0, COMPLETED(1), CALLED_BACK(2, REFUSED)}, 2, "refused", 1},
    {"an early call when there is no other", {A0, CALLED_BACK(1, REACHED), COMPLETED(2)},
     1, "reached", 0},
    {"an early call of the next round does not hide the first", {A0, COMPLETED(1),
      CALLED_BACK(2, UNREACHABLE), REOPENED(3), CALLED_BACK(4, REACHED)}, 2, "unreachable", 1},
    {"the redo's own call", {A0, COMPLETED(1), CALLED_BACK(2, REACHED), REOPENED(3), COMPLETED(4),
      CALLED_BACK(5, REFUSED)}, 5, "refused", 1},
    {"the call after a rectification", {A0, COMPLETED(1), CALLED_BACK(2, REACHED),
      EVENT(3, RECTIFICATION_DONE, .rectification_done = {.order_id = T("r")}),
      CALLED_BACK(4, REFUSED)}, 4, "refused", 2},
};
/* clang-format on */

static void the_callback_shown(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(callback_rows) / sizeof(callback_rows[0]); i++) {
        print_message("    %s\n", callback_rows[i].title);
        build_begin();
        build_add_all(callback_rows[i].events);
        const struct case_row *it = row();
        int minute = callback_rows[i].minute;
        assert_int_equal(it->callback_at.us, minute == 0 ? 0 : MINUTE(minute));
        assert_str(it->callback_precision, minute == 0 ? "" : "instant");
        assert_str(it->callback_outcome, callback_rows[i].outcome);
        assert_int_equal(it->callback_attempts, callback_rows[i].attempts);
    }
}

static void ratings_show_the_last_the_first_and_the_one_after(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) COMPLETED(1));
    struct event event = RATED(2, DISSATISFIED);
    event.rated.own_level = str_from("2");
    event.rated.own_scale = str_from("five");
    event.rated.solved = ANSWER_NO;
    (void) build_add(event);
    const struct case_row *it = row();
    assert_str(it->satisfaction, "dissatisfied");
    assert_str(it->satisfaction_first, "dissatisfied");
    assert_str(it->satisfaction_after, "");
    assert_str(it->own_level, "2");
    assert_str(it->own_scale, "five");
    assert_str(it->solved, "no");
    (void) build_add((struct event) RATED(3, SATISFIED));
    assert_int_equal(row()->rated_at.us, MINUTE(2));
    (void) build_add((struct event) REOPENED(4));
    (void) build_add((struct event) COMPLETED(5));
    (void) build_add((struct event) RATED(6, FAIR));
    it = row();
    assert_str(it->satisfaction, "fair");
    assert_str(it->satisfaction_first, "dissatisfied");
    assert_str(it->satisfaction_after, "fair");
    assert_int_equal(it->rated_at.us, MINUTE(6));
    assert_str(it->flags, "rerated");
}

static void the_only_rating_may_be_the_one_after(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) REOPENED(4));
    (void) build_add((struct event) COMPLETED(5));
    (void) build_add((struct event) RATED(6, FAIR));
    assert_str(row()->satisfaction_first, "fair");
    assert_str(row()->satisfaction_after, "fair");
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) RATED(3, FAIR));
    (void) build_add((struct event) RECTIFIED(4));
    assert_str(row()->satisfaction_after, "");
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) RECTIFIED(2));
    (void) build_add((struct event) RATED(3, FAIR));
    assert_str(row()->satisfaction_after, "fair");
}

static void solved_is_what_was_said_last_by_whom_it_counts(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    struct event event = COMPLETED(1);
    event.completed.solved = ANSWER_YES;
    (void) build_add(event);
    event = (struct event) CALLED_BACK(2, REACHED);
    event.callback_made.solved = ANSWER_NO;
    (void) build_add(event);
    event = (struct event) RATED(3, FAIR);
    (void) build_add(event);
    assert_str(row()->solved, "no");
    event = (struct event) RATED(4, FAIR);
    event.rated.solved = ANSWER_YES;
    (void) build_add(event);
    assert_str(row()->solved, "no");
}

static void oversight_is_counted_and_the_last_is_shown(void **state)
{
    (void) state;
    static const struct event events[] = {
        A0,
        COMPLETED(1),
        EVENT(2, OPINION_RECORDED,
              .opinion_recorded = {.role = OPINION_ROLE_SECTION_HEAD, .agrees = ANSWER_YES}),
        EVENT(3, OPINION_RECORDED, .opinion_recorded = {.role = OPINION_ROLE_LEADER_IN_CHARGE}),
        EVENT(4, SPOT_CHECKED,
              .spot_checked = {.checkers = SET_OF(CHECKER_MASTER_POST), .finding = FINDING_GOOD}),
        EVENT(5, SPOT_CHECKED,
              .spot_checked = {.checkers = SET_OF(CHECKER_MASTER_POST) |
                                           SET_OF(CHECKER_DISCIPLINE_COMMITTEE),
                               .finding = FINDING_BAD,
                               .satisfaction = SATISFACTION_FAIR}),
        EVENT(6, RECTIFICATION_ORDERED, .rectification_ordered = {.order_id = T("r1")}),
        EVENT(7, RECTIFICATION_ORDERED, .rectification_ordered = {.order_id = T("r2")}),
        EVENT(8, RECTIFICATION_DONE, .rectification_done = {.order_id = T("r1")}),
        EVENT(9, URGED, .urged = {.number = T("1")}),
        EVENT(10, EXPLAINED, .explained = {.number = T("1")}),
        EVENT(11, NOTICE_ISSUED, .notice_issued = {.number = T("2")}),
        EVENT(12, EXTENDED, .extended = {.amount = 3}),
        EVENT(13, INSPECTED, .inspected = {.mode = INSPECTION_MODE_MOCK_VISIT}),
        EVENT(14, ERASED, .erased = {.approver = T("zhao")}),
        {.occurred_at_us = 0},
    };
    build_begin();
    build_add_all(events);
    const struct case_row *it = row();
    assert_int_equal(it->section_head_opinion_at.us, MINUTE(2));
    assert_str(it->section_head_agrees, "yes");
    assert_int_equal(it->leader_opinion_at.us, MINUTE(3));
    assert_str(it->leader_agrees, "");
    assert_int_equal(it->spot_checks, 2);
    assert_int_equal(it->spot_checked_at.us, MINUTE(5));
    assert_str(it->spot_checkers, "master_post,discipline_committee");
    assert_str(it->spot_check_satisfaction, "fair");
    assert_str(it->spot_check_finding, "bad");
    assert_int_equal(it->rectifications_ordered, 2);
    assert_int_equal(it->rectifications_done, 1);
    assert_int_equal(it->urgings, 1);
    assert_int_equal(it->explanations, 1);
    assert_int_equal(it->notices, 1);
    assert_int_equal(it->extensions, 1);
    assert_true(it->is_mock_visit);
    assert_true(it->erased);
}

static void ends_and_pauses_have_their_columns(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    struct event event = EVENT(1, PAUSED, .paused = {.reason = T("survey")});
    (void) build_add(event);
    assert_false(row()->is_paused); /* nobody approved */
    event.occurred_at_us = MINUTE(2);
    event.paused.approver = str_from("zhao");
    (void) build_add(event);
    assert_true(row()->is_paused);
    (void) build_add((struct event) EVENT(3, RESUMED, .source_sequence = 1));
    assert_false(row()->is_paused);
    assert_int_equal(row()->pauses, 2);
    (void) build_add((struct event) WITHDRAWN(4));
    assert_int_equal(row()->withdrawn_at.us, MINUTE(4));
    (void) build_add((struct event) REOPENED(5));
    (void) build_add((struct event) MERGED(6, 9));
    const struct case_row *it = row();
    assert_int_equal(it->withdrawn_at.us, 0);
    assert_int_equal(it->merged_at.us, MINUTE(6));
    assert_int_equal(it->merged_into.bytes[0], 9);
    assert_str(it->merged_source, "book");
    assert_str(it->merged_number, "7");
    assert_str(it->status, "merged");
}

static void flags_are_joined_in_the_order_of_their_list(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) COMPLETED(-5));
    (void) build_add((struct event) COMPLETED(5));
    (void) build_add((struct event) TRANSFERRED_FROM(6, "U", "B", "U", "C"));
    const struct case_row *it = row();
    assert_str(it->flags, "before_acceptance,completed_before_accepted,irregular_transfer,"
                          "after_completion,completed_again");
    assert_int_equal(it->hops, 1);
}

static void a_unit_s_year_has_no_row(void **state)
{
    (void) state;
    build_unit_year();
    (void) build_add((struct event) EVENT(0, YEAR_OPENED, .year_opened = {.unit = T("U")}));
    const struct life *life = build_fold();
    rows = build_rows(&case_row_table);
    case_row_add(life, &rows);
    assert_int_equal(rows.count, 0);
}

static void a_row_whose_words_do_not_fit_is_said_to_be_missing(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) COMPLETED(-5));
    (void) build_add((struct event) COMPLETED(5));
    struct event event = EVENT(6, SPOT_CHECKED, .spot_checked = {.finding = FINDING_BAD});
    event.spot_checked.checkers =
        SET_OF(CHECKER_MASTER_POST) | SET_OF(CHECKER_DISCIPLINE_COMMITTEE);
    (void) build_add(event);
    const struct life *life = build_fold();
    rows = build_rows(&case_row_table);
    struct arena *arena = build_arena();
    size_t size_bytes = arena->size_bytes;
    arena->size_bytes = arena->used_bytes;
    case_row_add(life, &rows);
    assert_true(rows.full);
    rows_reset(&rows);
    arena->size_bytes = arena->used_bytes + 48; /* the checkers, but not the flags */
    case_row_add(life, &rows);
    assert_true(rows.full);
    arena->size_bytes = size_bytes;
}

static void every_value_has_a_word(void **state)
{
    (void) state;
    assert_str(word_precision(PRECISION_DAY), "day");
    assert_str(word_channel(CHANNEL_MAILBOX), "mailbox");
    assert_str(word_category(CATEGORY_OTHER), "other");
    assert_str(word_answer(0), "");
    assert_str(word_satisfaction(SATISFACTION_SATISFIED), "satisfied");
    assert_str(word_callback_outcome(CALLBACK_REFUSED), "refused");
    assert_str(word_finding(FINDING_NONE), "none");
    assert_str(word_status(LIFE_WITHDRAWN), "withdrawn");
    assert_str(word_entry(ENTRY_FIRST), "first");
    assert_str(word_handling(HANDLING_NONE), "");
    for (int i = 1; i < CHANNELS_END; i++)
        assert_true(word_channel((enum channel) i).len > 0);
    for (int i = 0; i < CATEGORIES_END; i++)
        assert_true(word_category((enum category) i).len > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_acceptance_fills_its_columns),
        cmocka_unit_test(a_stub_is_incomplete_and_unclassified),
        cmocka_unit_test(a_redo_keeps_first_and_last),
        cmocka_unit_test(a_result_is_known_by_its_length_or_its_text),
        cmocka_unit_test(the_callback_shown),
        cmocka_unit_test(ratings_show_the_last_the_first_and_the_one_after),
        cmocka_unit_test(the_only_rating_may_be_the_one_after),
        cmocka_unit_test(solved_is_what_was_said_last_by_whom_it_counts),
        cmocka_unit_test(oversight_is_counted_and_the_last_is_shown),
        cmocka_unit_test(ends_and_pauses_have_their_columns),
        cmocka_unit_test(flags_are_joined_in_the_order_of_their_list),
        cmocka_unit_test(a_unit_s_year_has_no_row),
        cmocka_unit_test(a_row_whose_words_do_not_fit_is_said_to_be_missing),
        cmocka_unit_test(every_value_has_a_word),
    };
    return RUN(tests);
}
