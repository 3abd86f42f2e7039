/* test_fold_books -- what the books show: acceptance as amended, receivers, years, who complains.
 */
#include "core/life.h"

#include <string.h>

#include "base/civil.h"
#include "support/build.h"
#include "support/cmocka.h"

#define A0 ACCEPTED(0, "U", "A", "li")

static void assert_str(struct str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr == NULL ? "" : text.ptr, expected, text.len);
}

static const struct unit_part *unit_named(const struct life *life, const char *unit)
{
    for (int32_t i = 0; i < life->units.count; i++)
        if (str_eq(life->units.items[i].unit, str_from(unit)))
            return &life->units.items[i];
    fail_msg("no unit %s", unit);
    return NULL;
}

static void the_receiver_is_who_was_named(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) SIGNED(1, "U", "A", "wu"));
    const struct life *life = build_fold();
    assert_str(life->receiver, "li");
    assert_str(unit_named(life, "U")->receiver, "li");
}

static void the_receiver_is_the_first_signer_of_the_accepting_unit(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", ""));
    (void) build_add((struct event) TRANSFERRED(1, "V", "B", ""));
    (void) build_add((struct event) SIGNED(2, "V", "B", "he"));
    assert_str(build_fold()->receiver, "");
    (void) build_add((struct event) RETURNED(3));
    (void) build_add((struct event) SIGNED(4, "U", "A", ""));
    (void) build_add((struct event) SIGNED(5, "U", "A", "wu"));
    (void) build_add((struct event) SIGNED(6, "U", "A", "xu"));
    const struct life *life = build_fold();
    assert_str(life->receiver, "wu");
    assert_str(unit_named(life, "U")->receiver, "wu");
}

static void a_stub_has_no_receiver(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) TRANSFERRED(1, "V", "B", ""));
    (void) build_add((struct event) SIGNED(2, "V", "B", "he"));
    const struct life *life = build_fold();
    assert_str(life->receiver, "");
    assert_false(unit_named(life, "V")->is_accepting);
    assert_str(unit_named(life, "V")->receiver, "he");
}

static void a_second_unit_s_receiver_signed_the_entry_transfer(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) TRANSFERRED(1, "V", "B", "he"));
    assert_str(unit_named(build_fold(), "V")->receiver, "");
    (void) build_add((struct event) TRANSFERRED(2, "V", "C", ""));
    (void) build_add((struct event) SIGNED(3, "V", "C", "xu"));
    assert_str(unit_named(build_fold(), "V")->receiver, "");
    (void) build_add((struct event) TRANSFERRED(4, "W", "D", ""));
    (void) build_add((struct event) SIGNED(5, "W", "D", "zhu"));
    const struct life *life = build_fold();
    assert_str(unit_named(life, "W")->receiver, "zhu");
    assert_true(unit_named(life, "U")->is_accepting);
    assert_false(unit_named(life, "W")->is_accepting);
}

static void a_unit_asked_again_has_its_own_receiver(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) ACCEPTED(5, "V", "B", "he"));
    const struct life *life = build_fold();
    assert_str(unit_named(life, "V")->receiver, "he");
    assert_str(life->receiver, "li");
}

static void an_amendment_replaces_the_value_for_the_whole_case(void **state)
{
    (void) state;
    build_begin();
    struct event event = A0;
    event.accepted.channel = CHANNEL_CALL;
    event.accepted.category = CATEGORY_SERVICE;
    event.accepted.has_name = true;
    event.accepted.has_contact = true;
    event.accepted.priority = str_from("urgent");
    (void) build_add(event);
    /* said before the acceptance, it holds all the same */
    (void) build_add((struct event) EVENT(
        -1, AMENDED, .amended = {.category = CATEGORY_PROBLEM, .has_contact = ANSWER_NO}));
    (void) build_add((struct event) EVENT(
        5, AMENDED,
        .amended = {.channel = CHANNEL_VISIT, .has_content = ANSWER_YES, .receiver = T("wu")}));
    (void) build_add((struct event) EVENT(
        6, AMENDED, .amended = {.priority = T("low"), .against = PARTY("U", "A", "")}));
    const struct life *life = build_fold();
    assert_int_equal(life->channel, CHANNEL_VISIT);
    assert_int_equal(life->category, CATEGORY_PROBLEM);
    assert_true(life->has_name);
    assert_false(life->has_contact);
    assert_true(life->has_content);
    assert_str(life->receiver, "wu");
    assert_str(life->priority, "low");
    assert_str(life->against.section, "A");
    (void) build_add((struct event) EVENT(7, AMENDED, .amended = {.against = PARTY("", "", "wu")}));
    life = build_fold();
    assert_int_equal(life->against.section.len, 0);
    assert_str(life->against.person, "wu");
}

/* clang-format off */
static const struct {
    const char *title;
    struct event events[8];
    const char *against[3];
    const char *flags;
} accused_rows[] = {
    {"a complaint handled by another section", {A0, TRANSFERRED(1, "U", "B", ""), COMPLETED(2)},
     {"U", "A", ""}, ""},
    {"the acceptance itself is no handling", {A0}, {"U", "A", ""}, ""},
    {"completed by the section it complains of", {A0, COMPLETED(2)},
     {"U", "A", ""}, "handled_by_accused"},
    {"completed by the person it complains of, wherever he sits", {A0, COMPLETED_BY(2, "", "", "wu")},
     {"U", "X", "wu"}, "handled_by_accused"},
    {"completed by the holder it complains of", {A0, COMPLETED(2)},
     {"U", "A", "li"}, "handled_by_accused"},
    {"completed by a colleague of the person it complains of", {A0, COMPLETED_BY(2, "U", "A", "wu")},
     {"U", "A", "li"}, ""},
    {"completed in the unit it complains of", {A0, TRANSFERRED(1, "U", "B", ""), COMPLETED(2)},
     {"U", "", ""}, "handled_by_accused"},
    {"completed before anybody held it", {COMPLETED_BY(2, "V", "B", "wu")},
     {"V", "B", ""}, "incomplete,handled_by_accused"},
    {"completed before the section it complains of, which closes it, was asked",
     {COMPLETED(2), ACCEPTED(3, "U", "A", "li")}, {"U", "A", ""},
     "before_acceptance,completed_before_accepted,handled_by_accused"},
    {"completed by nobody known", {COMPLETED(2)}, {"V", "B", ""}, "incomplete"},
    {"transferred to the section it complains of", {A0, TRANSFERRED(1, "U", "B", "")},
     {"U", "B", ""}, "handled_by_accused"},
    {"given back to the section it complains of",
     {A0, TRANSFERRED(1, "V", "B", ""), RETURNED_TO(2, "U", "C", "")},
     {"U", "C", ""}, "handled_by_accused"},
    {"given back to the person it complains of, whom nobody names again",
     {A0, TRANSFERRED(1, "V", "B", ""), RETURNED(2)}, {"U", "X", "li"}, "handled_by_accused"},
    {"a return that goes nowhere is no handling", {A0, RETURNED(2)},
     {"U", "A", ""}, "returned_to_nobody"},
    {"completed by a person whose unit nobody knows", {A0, COMPLETED_BY(2, "", "", "wu")},
     {"", "", "wu"}, "handled_by_accused"},
    {"signed for by the person it complains of", {A0, SIGNED(1, "U", "A", "wu")},
     {"U", "A", "wu"}, "handled_by_accused"},
    {"contacted by the person it complains of",
     {A0, EVENT(1, CONTACTED, .contacted = {.by = PARTY("U", "A", "wu")})},
     {"U", "A", "wu"}, "handled_by_accused"},
    {"worked on by the person it complains of",
     {A0, EVENT(1, PROGRESSED, .progressed = {.by = PARTY("U", "A", "wu")})},
     {"U", "A", "wu"}, "handled_by_accused"},
    {"called back by the section it complains of",
     {A0, TRANSFERRED(1, "V", "B", ""), COMPLETED(2),
      EVENT(3, CALLBACK_MADE,
            .callback_made = {.by = PARTY("U", "A", "wu"), .outcome = CALLBACK_REACHED})},
     {"U", "A", ""}, "called_back_by_accused"},
    {"called back by somebody else", {A0, TRANSFERRED(1, "V", "B", ""), COMPLETED(2),
      CALLED_BACK(3, REACHED)}, {"U", "A", ""}, ""},
    {"a rating is nobody's handling", {A0, RATED(3, FAIR)}, {"U", "A", "li"}, "rated_early"},
};
/* clang-format on */

static void complaints_are_not_for_those_complained_of(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(accused_rows) / sizeof(accused_rows[0]); i++) {
        print_message("    %s\n", accused_rows[i].title);
        const struct party against = {
            .unit = str_from(accused_rows[i].against[0]),
            .section = str_from(accused_rows[i].against[1]),
            .person = str_from(accused_rows[i].against[2]),
        };
        build_begin();
        build_add_all(accused_rows[i].events);
        (void) build_add((struct event) EVENT(1, AMENDED, .amended = {.against = against}));
        assert_string_equal(build_flags(build_fold()), accused_rows[i].flags);
    }
}

/* clang-format off */
static const struct {
    const char *title;
    const char *accepted_at;
    enum precision precision;
    int64_t book_year;
} year_rows[] = {
    {"the last second of the year", "2023-12-31T23:59:59+08:00", PRECISION_INSTANT, 2023},
    {"the first instant of the year", "2024-01-01T00:00:00+08:00", PRECISION_INSTANT, 2024},
    {"the local year, where Greenwich has another", "2023-12-31T16:00:00Z", PRECISION_INSTANT,
     2024},
    {"a date without a time", "2024-01-01T00:00:00+08:00", PRECISION_DAY, 2024},
    {"a leap day", "2024-02-29T10:00:00+08:00", PRECISION_INSTANT, 2024},
    {"the last day of a leap year", "2024-12-31T00:00:00+08:00", PRECISION_DAY, 2024},
};
/* clang-format on */

static void the_book_year_is_that_of_coming_in(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(year_rows) / sizeof(year_rows[0]); i++) {
        print_message("    %s\n", year_rows[i].title);
        build_begin();
        struct event event = A0;
        event.occurred_at_us = build_at_us(year_rows[i].accepted_at);
        event.precision = year_rows[i].precision;
        (void) build_add(event);
        const struct life *life = build_fold();
        assert_int_equal(life->units.items[0].book_year, year_rows[i].book_year);
        assert_int_equal(life->parts.items[0].came_in_precision, year_rows[i].precision);
        assert_int_equal(life->parts.items[0].came_in_at_us, event.occurred_at_us);
    }
}

static void each_unit_s_book_has_its_own_year(void **state)
{
    (void) state;
    build_begin();
    struct event event = A0;
    event.occurred_at_us = build_at_us("2023-12-31T16:30:00+08:00");
    (void) build_add(event);
    event = (struct event) TRANSFERRED(0, "V", "B", "");
    event.occurred_at_us = build_at_us("2024-01-02T09:00:00+08:00");
    (void) build_add(event);
    event = (struct event) TRANSFERRED(0, "U", "C", "");
    event.occurred_at_us = build_at_us("2024-01-03T09:00:00+08:00");
    (void) build_add(event);
    const struct life *life = build_fold();
    assert_int_equal(unit_named(life, "U")->book_year, 2023);
    assert_int_equal(unit_named(life, "V")->book_year, 2024);
    assert_string_equal(build_sections(life),
                        "U/A first other_unit; U/C transferred_in own; V/B first other_unit");
}

/* Paper books: 00:00 for the acceptance, 23:59:59 for all else, kinds by their rank. */
static void dates_without_times_keep_the_order_of_a_life(void **state)
{
    (void) state;
    int64_t start_us = civil_start_of(civil_day_of(MINUTE(0)));
    int64_t end_us = start_us + CIVIL_DAY_US - CIVIL_SECOND_US;
    struct event events[] = {
        RATED(0, FAIR),
        CALLED_BACK(0, REACHED),
        COMPLETED(0),
        SIGNED(0, "U", "B", "wu"),
        A0,
        TRANSFERRED(0, "U", "B", "wu"),
    };
    build_begin();
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        events[i].precision = PRECISION_DAY;
        events[i].occurred_at_us = events[i].kind == EVENT_ACCEPTED ? start_us : end_us;
        (void) build_add(events[i]);
    }
    const struct life *life = build_fold();
    assert_string_equal(build_flags(life), "");
    assert_string_equal(build_sections(life), "U/A first other_section; U/B transferred_in own");
    assert_int_not_equal(life->rounds.items[0].callback, LIFE_NONE);
    assert_int_not_equal(life->rounds.items[0].rating, LIFE_NONE);
}

static void the_closing_holder_is_the_next_when_nobody_had_it(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) COMPLETED(0));
    assert_int_equal(build_fold()->closing, LIFE_NONE);
    (void) build_add((struct event) ACCEPTED(5, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(6, "U", "B", ""));
    assert_string_equal(build_sections(build_fold()), "U/A first own; U/B transferred_in none");
}

static void the_closing_holder_of_an_open_round_is_the_holder(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) REOPENED(2));
    (void) build_add((struct event) TRANSFERRED(3, "U", "B", ""));
    assert_string_equal(build_sections(build_fold()),
                        "U/A first other_section; U/B transferred_in own");
    (void) build_add((struct event) RETURNED(4));
    (void) build_add((struct event) COMPLETED(5));
    const struct life *life = build_fold();
    assert_string_equal(build_sections(life), "U/A first own; U/B transferred_in other_section");
    assert_int_equal(life_part_of(life, life->closing)->completions, 2);
    assert_int_equal(life_part_of(life, life->closing)->completion, 1);
}

static void a_unit_s_year_is_empty_for_ledgers(void **state)
{
    (void) state;
    build_unit_year();
    (void) build_add((struct event) EVENT(0, YEAR_OPENED, .year_opened = {.unit = T("U")}));
    (void) build_add((struct event) EVENT(1, TRAINING_HELD, .training_held = {.headcount = 9}));
    (void) build_add((struct event) EVENT(2, VOIDED, .voided = {.event_id = {{2}}}));
    const struct life *life = build_fold();
    assert_int_equal(life->facts.count, 2);
    assert_int_equal(life->parts.count + life->units.count + life->rounds.count, 0);
    assert_int_equal(life->facts.items[0].round, LIFE_NONE);
    assert_string_equal(build_flags(life), "voided");
}

static void every_flag_has_a_name_and_a_sentence(void **state)
{
    (void) state;
    for (int flag = 0; flag < LIFE_FLAGS_COUNT; flag++) {
        assert_true(strlen(life_flag_name((enum life_flag) flag)) > 0);
        assert_true(strlen(life_flag_help((enum life_flag) flag)) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_receiver_is_who_was_named),
        cmocka_unit_test(the_receiver_is_the_first_signer_of_the_accepting_unit),
        cmocka_unit_test(a_stub_has_no_receiver),
        cmocka_unit_test(a_second_unit_s_receiver_signed_the_entry_transfer),
        cmocka_unit_test(a_unit_asked_again_has_its_own_receiver),
        cmocka_unit_test(an_amendment_replaces_the_value_for_the_whole_case),
        cmocka_unit_test(complaints_are_not_for_those_complained_of),
        cmocka_unit_test(the_book_year_is_that_of_coming_in),
        cmocka_unit_test(each_unit_s_book_has_its_own_year),
        cmocka_unit_test(dates_without_times_keep_the_order_of_a_life),
        cmocka_unit_test(the_closing_holder_is_the_next_when_nobody_had_it),
        cmocka_unit_test(the_closing_holder_of_an_open_round_is_the_holder),
        cmocka_unit_test(a_unit_s_year_is_empty_for_ledgers),
        cmocka_unit_test(every_flag_has_a_name_and_a_sentence),
    };
    return RUN(tests);
}
