/* test_form -- a life becomes the fields of the registration form. */
#include "core/form.h"

#include <string.h>

#include "support/build.h"
#include "support/cmocka.h"

static const struct form_book book_a = {.unit = T("U"), .section = T("A")};
static const struct form_book master = {.unit = T("U"), .is_master = true};

static struct form form;

static const struct form *form_in(const struct form_book *book)
{
    struct err err;
    assert_int_equal(form_from(build_fold(), book, build_arena(), &form, &err), OK);
    return &form;
}

static void assert_str(struct str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr == NULL ? "" : text.ptr, expected, text.len);
}

/* The number of the event (build_add() counts from 1) whose text stands there; 0: none. */
static int text_at(enum form_text_place place)
{
    return form.texts[place].field == 0 ? 0 : form.texts[place].event_id.bytes[0];
}

static int notes_of(enum form_note_kind kind)
{
    int count = 0;
    for (int32_t i = 0; i < form.notes_count; i++)
        count += form.notes[i].kind == kind;
    return count;
}

/* ---- where it came in ---- */

static void the_accepting_section_s_form_begins_with_its_acceptance(void **state)
{
    (void) state;
    build_begin();
    struct event event = ACCEPTED(0, "U", "A", "li");
    event.precision = PRECISION_DAY;
    (void) build_add(event);
    const struct form *it = form_in(&book_a);
    assert_int_equal(it->came_in_at_us, MINUTE(0));
    assert_int_equal(it->came_in_precision, PRECISION_DAY);
    assert_str(it->receiver, "li");
    assert_str(it->part->section, "A");
    assert_int_equal(it->handling, HANDLING_OWN);
    assert_int_equal(it->notes_count, 0);
    assert_int_equal(form_in(&master)->came_in_at_us, MINUTE(0));
}

static void a_section_that_had_it_before_its_acceptance_shows_the_acceptance(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) TRANSFERRED(0, "U", "A", "wu"));
    (void) build_add((struct event) ACCEPTED(10, "U", "A", "li"));
    assert_int_equal(form_in(&book_a)->came_in_at_us, MINUTE(10));
}

static void elsewhere_it_came_in_when_it_was_handed_on(void **state)
{
    (void) state;
    static const struct form_book book = {.unit = T("V"), .section = T("B")};
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "V", "B", "wu"));
    (void) build_add((struct event) SIGNED(12, "V", "B", "he"));
    const struct form *it = form_in(&book);
    assert_int_equal(it->came_in_at_us, MINUTE(10));
    assert_str(it->receiver, "he");
    assert_int_equal(notes_of(FORM_NOTE_RECEIVER), 1);
}

static void a_stub_has_a_form_too(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) TRANSFERRED(10, "U", "A", "wu"));
    const struct form *it = form_in(&book_a);
    assert_true(it->whole.incomplete);
    assert_int_equal(it->came_in_at_us, MINUTE(10));
    assert_int_equal(notes_of(FORM_NOTE_FLAG), 1);
}

/* ---- to whom it went ---- */

static const struct {
    const char *title;
    struct event events[4];
    bool is_master;
    enum handling handling;
    const char *to_unit;
    const char *to_section;
} handlings[] = {
    {"nobody else had it", {ACCEPTED(0, "U", "A", "li")}, false, HANDLING_OWN, "", ""},
    {"another section",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", "")},
     false,
     HANDLING_OTHER_SECTION,
     "U",
     "B"},
    {"another unit",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "", "")},
     false,
     HANDLING_OTHER_UNIT,
     "V",
     ""},
    {"of a section its own last handing over",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "V", "C", "")},
     false,
     HANDLING_OTHER_SECTION,
     "U",
     "B"},
    {"of a unit who has it at the end",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "V", "C", "")},
     true,
     HANDLING_OTHER_UNIT,
     "V",
     "C"},
    {"it came back",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), RETURNED(2)},
     false,
     HANDLING_OWN,
     "",
     ""},
};

static void handling_says_to_whom_it_went(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(handlings) / sizeof(handlings[0]); i++) {
        print_message("    %s\n", handlings[i].title);
        build_begin();
        for (size_t j = 0; j < 4 && handlings[i].events[j].occurred_at_us != 0; j++)
            (void) build_add(handlings[i].events[j]);
        const struct form *it = form_in(handlings[i].is_master ? &master : &book_a);
        assert_int_equal(it->handling, handlings[i].handling);
        assert_str(it->to_unit, handlings[i].to_unit);
        assert_str(it->to_section, handlings[i].to_section);
    }
}

/* Came when it was completed already, and was never handed on: no tick. */
static void who_came_after_completion_ticks_nothing(void **state)
{
    (void) state;
    static const struct form_book book = {.unit = T("U"), .section = T("C")};
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(5));
    (void) build_add((struct event) TRANSFERRED(6, "U", "C", ""));
    assert_int_equal(form_in(&book)->handling, HANDLING_NONE);
    assert_str(form.to_section, "");
}

/* ---- texts ---- */

static void a_text_is_the_last_that_was_said(void **state)
{
    (void) state;
    build_begin();
    struct event accepted = ACCEPTED(0, "U", "A", "li");
    accepted.accepted.channel = CHANNEL_OTHER;
    accepted.accepted.category = CATEGORY_OTHER;
    accepted.texts =
        SET_OF(TEXT_FIELD_CONTENT) | SET_OF(TEXT_FIELD_CHANNEL) | SET_OF(TEXT_FIELD_CATEGORY);
    (void) build_add(accepted);
    (void) build_add((struct event) EVENT(1, AMENDED, .texts = SET_OF(TEXT_FIELD_CONTENT)));
    (void) build_add((struct event) EVENT(2, COMPLETED, .texts = SET_OF(TEXT_FIELD_RESULT)));
    (void) build_add((struct event) REOPENED(3));
    (void) build_add((struct event) EVENT(4, COMPLETED, .texts = SET_OF(TEXT_FIELD_RESULT)));
    (void) form_in(&book_a);
    assert_int_equal(text_at(FORM_CHANNEL), 1);
    assert_int_equal(text_at(FORM_CATEGORY), 1);
    assert_int_equal(text_at(FORM_CONTENT), 2);
    assert_int_equal(text_at(FORM_RESULT), 5);
    assert_int_equal(form.texts[FORM_RESULT].field, TEXT_FIELD_RESULT);
    assert_int_equal(text_at(FORM_LEADER), 0);
}

static void what_other_is_goes_when_it_is_no_longer_other(void **state)
{
    (void) state;
    build_begin();
    struct event accepted = ACCEPTED(0, "U", "A", "li");
    accepted.accepted.channel = CHANNEL_OTHER;
    accepted.accepted.category = CATEGORY_OTHER;
    accepted.texts = SET_OF(TEXT_FIELD_CHANNEL) | SET_OF(TEXT_FIELD_CATEGORY);
    (void) build_add(accepted);
    (void) build_add((struct event) EVENT(
        1, AMENDED, .amended = {.channel = CHANNEL_CALL, .category = CATEGORY_SERVICE}));
    (void) form_in(&book_a);
    assert_int_equal(form.life->channel, CHANNEL_CALL);
    assert_int_equal(text_at(FORM_CHANNEL), 0);
    assert_int_equal(text_at(FORM_CATEGORY), 0);
}

static void of_opinions_the_last_of_each_role_stands(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) EVENT(
        1, OPINION_RECORDED,
        .opinion_recorded = {.role = OPINION_ROLE_SECTION_HEAD, .agrees = ANSWER_NO},
        .texts = SET_OF(TEXT_FIELD_OPINION)));
    (void) build_add((struct event) EVENT(
        2, OPINION_RECORDED,
        .opinion_recorded = {.role = OPINION_ROLE_SECTION_HEAD, .agrees = ANSWER_YES}));
    (void) build_add((struct event) EVENT(
        3, OPINION_RECORDED,
        .opinion_recorded = {.role = OPINION_ROLE_LEADER_IN_CHARGE, .agrees = ANSWER_NO},
        .texts = SET_OF(TEXT_FIELD_OPINION)));
    (void) form_in(&book_a);
    assert_int_equal(form.section_head_agrees, ANSWER_YES);
    assert_int_equal(text_at(FORM_SECTION_HEAD), 0);
    assert_int_equal(form.leader_agrees, ANSWER_NO);
    assert_int_equal(text_at(FORM_LEADER), 4);
}

/* ---- satisfaction and redo ---- */

static void every_satisfaction_is_ticked(void **state)
{
    (void) state;
    for (int i = 0; i < SATISFACTIONS_END; i++) {
        build_begin();
        (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
        (void) build_add((struct event) COMPLETED(1));
        if (i > 0)
            (void) build_add(
                (struct event) EVENT(2, RATED, .rated = {.satisfaction = (enum satisfaction) i}));
        assert_int_equal(form_in(&book_a)->satisfaction, i);
    }
}

static void a_redo_prints_the_last_and_notes_the_first(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) RATED(2, DISSATISFIED));
    (void) build_add((struct event) REOPENED(3));
    (void) build_add((struct event) COMPLETED(9));
    (void) build_add((struct event) RATED(10, SATISFIED));
    const struct form *it = form_in(&book_a);
    assert_int_equal(it->whole.completed_at.us, MINUTE(9));
    assert_int_equal(it->satisfaction, SATISFACTION_SATISFIED);
    assert_int_equal(it->notes[0].kind, FORM_NOTE_FIRST_COMPLETED);
    assert_int_equal(it->notes[0].event->occurred_at_us, MINUTE(1));
    assert_int_equal(it->notes[1].kind, FORM_NOTE_FIRST_RATED);
    assert_int_equal(it->notes[1].event->rated.satisfaction, SATISFACTION_DISSATISFIED);
}

static void a_first_rating_after_a_rectification_is_found_too(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) REOPENED(2));
    (void) build_add((struct event) RECTIFIED(3));
    (void) build_add((struct event) COMPLETED(4));
    (void) build_add((struct event) RATED(5, FAIR));
    (void) build_add((struct event) RECTIFIED(6));
    (void) build_add((struct event) RATED(7, SATISFIED));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_FIRST_RATED), 1);
}

static void a_first_rating_may_be_of_a_rectification_or_of_a_later_round(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) RECTIFIED(2));
    (void) build_add((struct event) RATED(3, FAIR));
    (void) build_add((struct event) REOPENED(4));
    (void) build_add((struct event) COMPLETED(5));
    (void) build_add((struct event) RATED(6, SATISFIED));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_FIRST_RATED), 1);
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) REOPENED(2));
    (void) build_add((struct event) COMPLETED(3));
    (void) build_add((struct event) RATED(4, DISSATISFIED));
    (void) build_add((struct event) REOPENED(5));
    (void) build_add((struct event) COMPLETED(6));
    (void) build_add((struct event) RATED(7, SATISFIED));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_FIRST_RATED), 1);
}

static void a_check_s_remark_is_told_once(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add(
        (struct event) EVENT(1, SPOT_CHECKED, .texts = SET_OF(TEXT_FIELD_REMARK),
                             .spot_checked = {.checkers = SET_OF(CHECKER_MASTER_POST)}));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_EVENT), 1);
    assert_int_equal(notes_of(FORM_NOTE_TEXT), 0);
}

static void a_mock_visit_is_noted_and_its_rating_is_not_ticked(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) RATED(2, DISSATISFIED));
    (void) build_add((struct event) EVENT(
        3, INSPECTED, .inspected = {.mode = INSPECTION_MODE_MOCK_VISIT, .finding = FINDING_BAD}));
    assert_int_equal(form_in(&book_a)->satisfaction, 0);
    assert_int_equal(notes_of(FORM_NOTE_MOCK_VISIT), 1);
    assert_int_equal(notes_of(FORM_NOTE_EVENT), 1);
}

/* ---- 备注 ---- */

static void only_what_is_in_force_is_told(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) WITHDRAWN(1));
    (void) build_add((struct event) MERGED(2, 9));
    (void) build_add((struct event) REOPENED(3));
    (void) build_add((struct event) PROGRESSED(4));
    (void) build_add((struct event) COMPLETED(5));
    (void) build_add((struct event) CALLED_BACK(6, UNREACHABLE));
    (void) build_add((struct event) CALLED_BACK(7, REACHED));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_EVENT), 2); /* reopened, and the call nobody took */
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) WITHDRAWN(1));
    (void) build_add((struct event) MERGED(2, 9));
    (void) build_add((struct event) EVENT(3, ERASED, .erased = {.approver = T("zhao")}));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_EVENT), 3);
}

static void words_that_have_no_field_are_told(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) EVENT(1, SUPPLEMENTED, .texts = SET_OF(TEXT_FIELD_CONTENT)));
    (void) build_add((struct event) EVENT(2, COMPLETED, .texts = SET_OF(TEXT_FIELD_REMARK)));
    (void) build_add((struct event) EVENT(3, RATED, .rated = {.satisfaction = SATISFACTION_FAIR},
                                          .texts = SET_OF(TEXT_FIELD_RATING)));
    (void) build_add((struct event) EVENT(
        4, SPOT_CHECKED, .spot_checked = {.checkers = SET_OF(CHECKER_MASTER_POST)},
        .texts = SET_OF(TEXT_FIELD_FINDING) | SET_OF(TEXT_FIELD_REMARK)));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_TEXT), 4); /* … and the check's remark */
    assert_int_equal(notes_of(FORM_NOTE_EVENT), 1);
    assert_int_equal(form.notes[form.notes_count - 2].text.field, TEXT_FIELD_FINDING);
    assert_int_equal(form.notes[form.notes_count - 1].text.field, TEXT_FIELD_REMARK);
}

static void an_outside_unit_s_answer_is_noted(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) EVENT(
        1, COMPLETED, .completed = {.on_behalf_of = {.unit = T("V"), .is_outside = true}}));
    (void) form_in(&book_a);
    assert_int_equal(notes_of(FORM_NOTE_ON_BEHALF), 1);
}

static void more_notes_than_there_is_room_for_are_counted(void **state)
{
    (void) state;
    for (int checks = FORM_NOTES_MAX - 1; checks <= FORM_NOTES_MAX + 2; checks++) {
        build_begin();
        (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
        for (int i = 0; i < checks; i++)
            (void) build_add((struct event) EVENT(
                1 + i, SPOT_CHECKED, .spot_checked = {.checkers = SET_OF(CHECKER_MASTER_POST)}));
        (void) form_in(&book_a);
        int32_t more = notes_of(FORM_NOTE_MORE) == 0 ? 0 : form.notes[FORM_NOTES_MAX - 1].count;
        assert_int_equal(notes_of(FORM_NOTE_EVENT) + more, checks);
        assert_int_equal(more > 0, checks > FORM_NOTES_MAX);
    }
}

/* ---- refusals ---- */

static void a_case_is_not_in_every_book(void **state)
{
    (void) state;
    static const struct form_book others[] = {
        {.unit = T("U"), .section = T("X")}, /* only named */
        {.unit = T("V"), .section = T("A")},
        {.unit = T("V"), .is_master = true},
    };
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED_FROM(1, "U", "X", "U", "B"));
    const struct life *life = build_fold();
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct err err;
        assert_int_equal(form_from(life, &others[i], build_arena(), &form, &err), REJECT);
        assert_string_equal(err.text, "case \"1\" of \"book\" is not in this book");
    }
}

static void an_arena_of_any_size_is_asked_again_or_suffices(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) COMPLETED(2));
    (void) build_add((struct event) TRANSFERRED_FROM(10, "U", "X", "U", "B"));
    (void) build_add(
        (struct event) EVENT(11, SPOT_CHECKED,
                             .spot_checked = {.checkers = SET_OF(CHECKER_MASTER_POST) |
                                                          SET_OF(CHECKER_DISCIPLINE_COMMITTEE)}));
    const struct life *life = build_fold();
    struct arena *arena = build_arena();
    size_t size_bytes = arena->size_bytes;
    size_t mark = arena_mark(arena);
    int refused = 0;
    enum outcome outcome = RETRY;
    for (size_t room = 0; outcome != OK; room++) {
        struct err err;
        arena_rewind(arena, mark);
        arena->size_bytes = mark + room;
        outcome = form_from(life, &book_a, arena, &form, &err);
        assert_true(outcome == OK || outcome == RETRY);
        refused += outcome == RETRY;
    }
    arena->size_bytes = size_bytes;
    assert_true(refused > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_accepting_section_s_form_begins_with_its_acceptance),
        cmocka_unit_test(a_section_that_had_it_before_its_acceptance_shows_the_acceptance),
        cmocka_unit_test(elsewhere_it_came_in_when_it_was_handed_on),
        cmocka_unit_test(a_stub_has_a_form_too),
        cmocka_unit_test(handling_says_to_whom_it_went),
        cmocka_unit_test(who_came_after_completion_ticks_nothing),
        cmocka_unit_test(a_text_is_the_last_that_was_said),
        cmocka_unit_test(what_other_is_goes_when_it_is_no_longer_other),
        cmocka_unit_test(of_opinions_the_last_of_each_role_stands),
        cmocka_unit_test(every_satisfaction_is_ticked),
        cmocka_unit_test(a_redo_prints_the_last_and_notes_the_first),
        cmocka_unit_test(a_first_rating_after_a_rectification_is_found_too),
        cmocka_unit_test(a_first_rating_may_be_of_a_rectification_or_of_a_later_round),
        cmocka_unit_test(a_check_s_remark_is_told_once),
        cmocka_unit_test(a_mock_visit_is_noted_and_its_rating_is_not_ticked),
        cmocka_unit_test(only_what_is_in_force_is_told),
        cmocka_unit_test(words_that_have_no_field_are_told),
        cmocka_unit_test(an_outside_unit_s_answer_is_noted),
        cmocka_unit_test(more_notes_than_there_is_room_for_are_counted),
        cmocka_unit_test(a_case_is_not_in_every_book),
        cmocka_unit_test(an_arena_of_any_size_is_asked_again_or_suffices),
    };
    return RUN(tests);
}
