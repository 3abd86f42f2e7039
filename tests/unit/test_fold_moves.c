/* test_fold_moves -- who holds a case: acceptance, handing over, signing, returning. */
#include "core/life.h"

#include <stdio.h>
#include <string.h>

#include "support/build.h"
#include "support/cmocka.h"

enum { EVENTS_MAX = 10 };

/* clang-format off */
static const struct {
    const char *title;
    struct event events[EVENTS_MAX];
    const char *sections;
    const char *units;
    const char *state;
    const char *flags;
} rows[] = {
    {"an acceptance opens the case at its section",
     {ACCEPTED(0, "U", "A", "li")},
     "U/A first own", "U own", "open, hops 0, loops 0, returns 0", ""},
    {"a case seen only through later events is a stub",
     {PROGRESSED(5), COMPLETED(9)},
     "", "", "completed, hops 0, loops 0, returns 0", "incomplete"},
    {"a stub's first holder is the first of its unit",
     {TRANSFERRED(5, "U", "B", ""), TRANSFERRED(6, "U", "C", "")},
     "U/B first other_section; U/C transferred_in own", "U other_section",
     "open, hops 2, loops 0, returns 0", "incomplete"},
    {"a stub becomes whole when its acceptance arrives late",
     {COMPLETED(9), ACCEPTED(0, "U", "A", "li")},
     "U/A first own", "U own", "completed, hops 0, loops 0, returns 0", ""},

    {"an acceptance after a transfer opens its section's row and moves nothing",
     {TRANSFERRED(0, "U", "B", ""), ACCEPTED(5, "U", "A", "li")},
     "U/A first none; U/B transferred_in own", "U other_section",
     "open, hops 1, loops 0, returns 0", "accepted_late,before_acceptance"},
    {"who is named as giving it away before its acceptance has handed it on",
     {TRANSFERRED_FROM(0, "U", "A", "U", "B"), ACCEPTED(5, "U", "A", "li")},
     "U/A first other_section; U/B transferred_in own", "U other_section",
     "open, hops 1, loops 0, returns 0", "accepted_late,before_acceptance"},
    {"an acceptance after a transfer to the very section changes nobody",
     {TRANSFERRED(0, "U", "A", ""), ACCEPTED(5, "U", "A", "li")},
     "U/A first own", "U own", "open, hops 1, loops 0, returns 0",
     "accepted_late,before_acceptance"},
    {"an acceptance in another unit than the first holder's",
     {TRANSFERRED(0, "V", "B", ""), ACCEPTED(5, "U", "A", "li")},
     "U/A first none; V/B first own", "U other_unit; V own",
     "open, hops 1, loops 0, returns 0", "accepted_late,before_acceptance"},
    {"a second acceptance is flagged, opens its row and moves nothing",
     {ACCEPTED(0, "U", "A", "li"), ACCEPTED(5, "U", "B", "wu")},
     "U/A first own; U/B transferred_in none", "U own",
     "open, hops 0, loops 0, returns 0", "accepted_again"},
    {"a second acceptance in another unit is that unit's first section",
     {ACCEPTED(0, "U", "A", "li"), ACCEPTED(5, "V", "B", "wu"), TRANSFERRED(6, "V", "C", "")},
     "U/A first other_unit; V/B first none; V/C transferred_in own", "U other_unit; V other_section",
     "open, hops 1, loops 0, returns 0", "accepted_again"},

    {"a transfer ends the holder's part and opens the addressee's",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "U", "B", "wu"), COMPLETED(9)},
     "U/A first other_section; U/B transferred_in own", "U other_section",
     "completed, hops 1, loops 0, returns 0", ""},
    {"the first holder in another unit is first there",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "V", "B", ""), TRANSFERRED(6, "V", "C", "")},
     "U/A first other_unit; V/B first other_section; V/C transferred_in own",
     "U other_unit; V other_section", "open, hops 2, loops 0, returns 0", ""},
    {"a transfer from somebody who does not hold it is irregular, and he gets no row",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED_FROM(5, "U", "X", "U", "B")},
     "U/A first other_section; U/B transferred_in own", "U other_section",
     "open, hops 1, loops 0, returns 0", "irregular_transfer"},
    {"an irregular transfer is the last handing over of him who had a row",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "B", ""),
      TRANSFERRED_FROM(5, "U", "A", "U", "C")},
     "U/A first other_section; U/C transferred_in own; V/B first other_unit",
     "U other_section; V other_unit", "open, hops 2, loops 0, returns 0", "irregular_transfer"},
    {"a transfer that names the unit only is not irregular",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED_FROM(5, "U", "", "U", "B")},
     "U/A first other_section; U/B transferred_in own", NULL,
     "open, hops 1, loops 0, returns 0", ""},
    {"a transfer from another unit than the holder's is irregular",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED_FROM(5, "V", "", "U", "B")},
     "U/A first other_section; U/B transferred_in own", NULL,
     "open, hops 1, loops 0, returns 0", "irregular_transfer"},
    {"a change of person within a section is no hop",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "U", "A", "wu")},
     "U/A first own", "U own", "open, hops 0, loops 0, returns 0", ""},
    {"a transfer to who holds it already changes nothing",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "U", "A", "li"), TRANSFERRED(6, "U", "A", "")},
     "U/A first own", "U own", "open, hops 0, loops 0, returns 0", "transferred_to_holder"},
    {"an irregular transfer to who holds it already is still the namer's handing over",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "B", ""), TRANSFERRED(2, "U", "C", ""),
      TRANSFERRED_FROM(5, "U", "A", "U", "C")},
     "U/A first other_section; U/C transferred_in own; V/B first other_unit", NULL,
     "open, hops 2, loops 0, returns 0", "irregular_transfer,transferred_to_holder"},
    {"a section has one row however often the case comes back",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "U", "C", ""),
      TRANSFERRED(3, "U", "B", "")},
     "U/A first other_section; U/B transferred_in own; U/C transferred_in other_section", NULL,
     "open, hops 3, loops 1, returns 0", ""},
    {"straight back by transfer is a loop",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "U", "A", ""),
      TRANSFERRED(3, "U", "B", "")},
     "U/A first other_section; U/B transferred_in own", "U other_section",
     "open, hops 3, loops 2, returns 0", ""},
    {"back by way of a third is no loop",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "U", "C", ""),
      TRANSFERRED(3, "U", "A", "")},
     NULL, NULL, "open, hops 3, loops 0, returns 0", ""},
    {"handing over after completion is applied and flagged; the newcomer has no handling",
     {ACCEPTED(0, "U", "A", "li"), COMPLETED(5), TRANSFERRED(6, "U", "B", "")},
     "U/A first own; U/B transferred_in none", "U own",
     "completed, hops 1, loops 0, returns 0", "after_completion"},
    {"who came after completion and handed it on has that handling",
     {ACCEPTED(0, "U", "A", "li"), COMPLETED(5), TRANSFERRED(6, "U", "B", ""),
      TRANSFERRED(7, "V", "C", "")},
     "U/A first own; U/B transferred_in other_unit; V/C first none", "U own; V other_unit",
     "completed, hops 2, loops 0, returns 0", "after_completion"},
    {"handing over when it was withdrawn is applied and flagged",
     {ACCEPTED(0, "U", "A", "li"), WITHDRAWN(5), TRANSFERRED(6, "U", "B", "")},
     "U/A first other_section; U/B transferred_in own", NULL,
     "withdrawn, hops 1, loops 0, returns 0", "after_withdrawal"},
    {"handing over when it was merged is applied and flagged",
     {ACCEPTED(0, "U", "A", "li"), MERGED(5, 9), TRANSFERRED(6, "U", "B", "")},
     "U/A first other_section; U/B transferred_in own", NULL,
     "merged, hops 1, loops 0, returns 0", "after_merge"},

    {"a transfer to a unit stands without a section until somebody signs",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "V", "", "")},
     "U/A first other_unit; V/ first own", "U other_unit; V own",
     "open, hops 1, loops 0, returns 0", ""},
    {"the first signature that names a section fills the same part",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "V", "", ""), SIGNED(6, "V", "B", "wu")},
     "U/A first other_unit; V/B first own", "U other_unit; V own",
     "open, hops 1, loops 0, returns 0", ""},
    {"it fills the part also when the case has gone on",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "V", "", ""), TRANSFERRED(6, "U", "C", ""),
      SIGNED(7, "V", "B", "wu")},
     "U/A first other_unit; U/C transferred_in own; V/B first other_unit", NULL,
     "open, hops 2, loops 0, returns 0", "signed_by_other"},
    {"a section that was there before takes the part in",
     {ACCEPTED(0, "V", "B", "li"), TRANSFERRED(5, "U", "A", ""), TRANSFERRED(6, "V", "", ""),
      SIGNED(7, "V", "B", "wu"), TRANSFERRED_FROM(8, "V", "B", "V", "C")},
     "U/A first other_unit; V/B first other_section; V/C transferred_in own",
     "U other_unit; V other_section", "open, hops 3, loops 1, returns 0", ""},
    {"a section that was only named takes the part in with its coming",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED_FROM(5, "V", "B", "V", ""), SIGNED(7, "V", "B", "wu")},
     "U/A first other_unit; V/B first own", NULL,
     "open, hops 1, loops 0, returns 0", "irregular_transfer"},
    {"a unit that hands it within itself before it signed",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "V", "", ""), TRANSFERRED(6, "V", "B", ""),
      SIGNED(7, "V", "B", "wu")},
     "U/A first other_unit; V/B first own", "U other_unit; V own",
     "open, hops 1, loops 0, returns 0", ""},
    {"somebody else's signature is flagged and fills nothing",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "V", "", ""), SIGNED(6, "W", "B", "wu")},
     "U/A first other_unit; V/ first own", NULL,
     "open, hops 1, loops 0, returns 0", "signed_by_other"},
    {"a signature when nobody holds it is flagged",
     {SIGNED(6, "U", "B", "wu")}, "", "", "open, hops 0, loops 0, returns 0",
     "incomplete,signed_by_other"},
    {"signing and handing on in one moment is regular",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "U", "B", ""), TRANSFERRED(6, "U", "C", ""),
      SIGNED(6, "U", "B", "wu"), SIGNED(6, "U", "C", "he")},
     "U/A first other_section; U/B transferred_in other_section; U/C transferred_in own", NULL,
     "open, hops 2, loops 0, returns 0", ""},
    {"a late signature is flagged and counts",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(5, "U", "B", ""), TRANSFERRED(6, "U", "C", ""),
      SIGNED(8, "U", "B", "wu")},
     NULL, NULL, "open, hops 2, loops 0, returns 0", "signed_by_other"},

    {"what comes back goes down the stack of three",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "V", "C", ""),
      RETURNED(3), RETURNED(4)},
     "U/A first own; U/B transferred_in other_section; V/C first other_unit",
     "U own; V other_unit", "open, hops 2, loops 0, returns 2", ""},
    {"a return is neither hop nor loop, nor does it hide one",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), RETURNED(2),
      TRANSFERRED(3, "U", "B", "")},
     NULL, NULL, "open, hops 2, loops 0, returns 1", ""},
    {"a return from the bottom of the stack goes nowhere",
     {ACCEPTED(0, "U", "A", "li"), RETURNED(1)},
     "U/A first own", "U own", "open, hops 0, loops 0, returns 0", "returned_to_nobody"},
    {"a return when nobody holds it goes nowhere",
     {RETURNED(1)}, "", "", "open, hops 0, loops 0, returns 0", "incomplete,returned_to_nobody"},
    {"a return to who is named goes there, and up the stack from there",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "U", "C", ""),
      RETURNED_TO(3, "U", "A", ""), RETURNED(4)},
     "U/A first own; U/B transferred_in other_section; U/C transferred_in other_section", NULL,
     "open, hops 2, loops 0, returns 1", "returned_to_nobody"},
    {"a return to a unit goes to its section that had it",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "B", ""), TRANSFERRED(2, "W", "C", ""),
      RETURNED_TO(3, "U", "", "")},
     "U/A first own; V/B first other_unit; W/C first other_unit", NULL,
     "open, hops 2, loops 0, returns 1", ""},
    {"a return to one who never had it goes there all the same",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "B", ""), RETURNED_TO(2, "U", "D", "")},
     "U/A first other_unit; U/D transferred_in own; V/B first other_unit",
     "U other_section; V other_unit", "open, hops 1, loops 0, returns 1", ""},
    {"… and one step back from there is who was below the returner",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "B", ""), RETURNED_TO(2, "U", "D", ""),
      RETURNED(3)},
     "U/A first own; U/D transferred_in other_section; V/B first other_unit", NULL,
     "open, hops 1, loops 0, returns 2", ""},
    {"a return to a section goes there, though its unit had it without one",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "", "wu"), TRANSFERRED(2, "W", "C", ""),
      RETURNED_TO(3, "V", "B", ""), RETURNED(4)},
     "U/A first own; V/ first other_unit; V/B transferred_in other_unit; W/C first other_unit",
     "U own; V other_unit; W other_unit", "open, hops 2, loops 0, returns 2", ""},
    {"a unit that holds it without a section may give it back to one of its own",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "V", "", ""), RETURNED_TO(3, "V", "B", "")},
     "U/A first other_unit; V/ first other_section; V/B transferred_in own",
     "U other_unit; V other_section", "open, hops 1, loops 0, returns 1", ""},
    {"a return to somebody when nobody holds it opens his part",
     {RETURNED_TO(2, "U", "D", "")},
     "U/D first own", "U own", "open, hops 0, loops 0, returns 1", "incomplete"},
    {"a return to who holds it already changes nothing",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", "wu"), RETURNED_TO(2, "U", "B", "")},
     "U/A first other_section; U/B transferred_in own", NULL,
     "open, hops 1, loops 0, returns 0", "transferred_to_holder"},
    {"a return to a colleague is a change of person",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", "wu"), RETURNED_TO(2, "U", "B", "he")},
     "U/A first other_section; U/B transferred_in own", NULL,
     "open, hops 1, loops 0, returns 0", ""},
    {"a return by one further down goes to who is below him",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), TRANSFERRED(2, "U", "C", ""),
      RETURNED_FROM(3, "U", "B")},
     "U/A first own; U/B transferred_in other_section; U/C transferred_in other_section", NULL,
     "open, hops 2, loops 0, returns 1", "irregular_transfer"},
    {"a return by a stranger is the holder's",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", ""), RETURNED_FROM(3, "U", "X")},
     "U/A first own; U/B transferred_in other_section", NULL,
     "open, hops 1, loops 0, returns 1", "irregular_transfer"},
    {"a change of person is not a step of the stack",
     {ACCEPTED(0, "U", "A", "li"), TRANSFERRED(1, "U", "B", "wu"), TRANSFERRED(2, "U", "B", "he"),
      RETURNED(3)},
     "U/A first own; U/B transferred_in other_section", NULL,
     "open, hops 1, loops 0, returns 1", ""},
};
/* clang-format on */

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].title);
        build_begin();
        build_add_all(rows[i].events);
        const struct life *life = build_fold();
        if (rows[i].sections != NULL)
            assert_string_equal(build_sections(life), rows[i].sections);
        if (rows[i].units != NULL)
            assert_string_equal(build_units(life), rows[i].units);
        assert_string_equal(build_state(life), rows[i].state);
        assert_string_equal(build_flags(life), rows[i].flags);
    }
}

static void assert_str(struct str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr == NULL ? "" : text.ptr, expected, text.len);
}

static const struct part *part_named(const struct life *life, const char *section)
{
    for (int32_t i = 0; i < life->parts.count; i++)
        if (life->parts.items[i].has_row && str_eq(life->parts.items[i].section, str_from(section)))
            return &life->parts.items[i];
    fail_msg("no section %s", section);
    return NULL;
}

static void a_stay_lasts_while_the_case_is_open(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "U", "B", "wu"));
    (void) build_add((struct event) COMPLETED(40));
    (void) build_add((struct event) TRANSFERRED(60, "U", "A", "li"));
    (void) build_add((struct event) REOPENED(100));
    (void) build_add((struct event) TRANSFERRED(107, "U", "B", "wu"));
    const struct life *life = build_fold();
    assert_int_equal(part_named(life, "A")->held_us, INT64_C(60000000) * (10 + 7));
    assert_int_equal(part_named(life, "B")->held_us, INT64_C(60000000) * 30);
    assert_int_equal(part_named(life, "A")->running_from_us, 0);
    assert_int_equal(part_named(life, "B")->running_from_us, MINUTE(107));
    assert_int_equal(part_named(life, "A")->visits, 2);
    assert_int_equal(life->units.items[0].held_us, INT64_C(60000000) * 47);
    assert_int_equal(life->units.items[0].running_from_us, MINUTE(107));
}

static void a_holding_says_how_it_began_and_ended(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "U", "B", "wu"));
    (void) build_add((struct event) SIGNED(12, "U", "B", "he"));
    (void) build_add((struct event) SIGNED(13, "U", "B", "xu"));
    (void) build_add((struct event) RETURNED(20));
    const struct life *life = build_fold();
    assert_int_equal(life->holdings.count, 3);
    assert_int_equal(life->holdings.items[0].handover, LIFE_NONE);
    assert_int_equal(life->holdings.items[0].ended, 1);
    assert_int_equal(life->holdings.items[1].signed_by, 2);
    assert_str(life_handler(life, 1), "he");
    assert_int_equal(life->holdings.items[1].ended, 4);
    assert_int_equal(life->holdings.items[2].ended, LIFE_NONE);
    assert_str(life_handler(life, 2), "li"); /* back to the person who had it */
    assert_str(life_handler(life, LIFE_NONE), "");
    assert_true(life->handovers.items[0].is_hop);
    assert_true(life->handovers.items[1].is_return);
    assert_str(part_named(life, "B")->handler, "he");
    assert_int_equal(part_named(life, "A")->signed_by, LIFE_NONE);
    assert_null(life_part_of(life, LIFE_NONE));
    assert_null(life_event(life, LIFE_NONE));
}

static void a_signature_without_a_person_leaves_the_addressee(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "U", "B", "wu"));
    (void) build_add((struct event) SIGNED(12, "U", "B", ""));
    assert_str(part_named(build_fold(), "B")->handler, "wu");
}

static void a_return_says_who_is_outside(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "V", "B", ""));
    struct event *event = build_add((struct event) RETURNED_TO(12, "V", "B", ""));
    event->returned.to.is_outside = true; /* to the holder itself: nothing moves */
    event = build_add((struct event) RETURNED_TO(14, "W", "C", ""));
    event->returned.to.is_outside = true;
    const struct life *life = build_fold();
    assert_false(part_named(life, "A")->is_outside);
    assert_true(part_named(life, "B")->is_outside);
    assert_true(part_named(life, "C")->is_outside);
}

static void a_returned_case_goes_to_the_person_named(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "U", "B", "wu"));
    (void) build_add((struct event) RETURNED_TO(12, "U", "A", "he"));
    const struct life *life = build_fold();
    assert_str(life_handler(life, life->holding), "he");
}

static void outside_is_what_the_addressee_was_called(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    struct event event = TRANSFERRED(10, "bank", "desk", "");
    event.transferred.to.is_outside = true;
    (void) build_add(event);
    (void) build_add((struct event) COMPLETED_BY(20, "U", "A", "li"));
    const struct life *life = build_fold();
    assert_string_equal(build_sections(life), "U/A first other_unit; bank/desk first own");
    assert_true(part_named(life, "desk")->is_outside);
    assert_false(part_named(life, "A")->is_outside);
    assert_true(life->units.items[1].is_outside);
    assert_string_equal(build_flags(life), "completed_by_other");

    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add(event);
    event = (struct event) COMPLETED_BY(20, "U", "A", "li");
    event.completed.on_behalf_of.unit = str_from("bank");
    (void) build_add(event);
    assert_string_equal(build_flags(build_fold()), "");
}

/* Ten thousand events, every one to another desk: linear, and the same rows as for few. */
static void a_case_may_be_sent_round_ten_thousand_desks(void **state)
{
    (void) state;
    static char names[9999][8];
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    for (int i = 0; i < 9997; i++) {
        struct event event = TRANSFERRED(i + 1, "U", "", "");
        (void) snprintf(names[i], sizeof(names[i]), "d%d", i % 5000);
        event.transferred.to.section = str_from(names[i]);
        (void) build_add(event);
    }
    (void) build_add((struct event) TRANSFERRED(9998, "V", "", ""));
    (void) build_add((struct event) SIGNED(9999, "V", "Z", "wu"));
    const struct life *life = build_fold();
    assert_int_equal(life->hops, 9998);
    assert_int_equal(life->units.count, 2);
    assert_int_equal(life->units.items[0].sections, 5001);
    assert_str(life_part_of(life, life->holding)->section, "Z");
    assert_int_equal(part_named(life, "d7")->visits, 2);
}

/* … and so is one that is sent back to five thousand strangers. */
static void a_return_looks_only_so_far_down_the_stack(void **state)
{
    (void) state;
    static char names[300][16];
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    for (int i = 0; i < 300; i++) {
        struct event event = TRANSFERRED(i + 1, "V", "", "");
        (void) snprintf(names[i], sizeof(names[i]), "d%d", i);
        event.transferred.to.section = str_from(names[i]);
        (void) build_add(event);
    }
    struct event event = RETURNED_TO(400, "V", "d40", "");
    (void) build_add(event);
    const struct life *life = build_fold();
    assert_int_equal(part_named(life, "d40")->visits, 2);
    (void) build_add((struct event) RETURNED(401)); /* d299 gave way to d40: below is d298 */
    life = build_fold();
    assert_str(life_part_of(life, life->holding)->section, "d298");
    (void) build_add((struct event) RETURNED_TO(402, "V", "d250", ""));
    (void) build_add((struct event) RETURNED(403));
    life = build_fold();
    assert_str(life_part_of(life, life->holding)->section, "d249");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(a_stay_lasts_while_the_case_is_open),
        cmocka_unit_test(a_holding_says_how_it_began_and_ended),
        cmocka_unit_test(a_signature_without_a_person_leaves_the_addressee),
        cmocka_unit_test(a_return_says_who_is_outside),
        cmocka_unit_test(a_returned_case_goes_to_the_person_named),
        cmocka_unit_test(outside_is_what_the_addressee_was_called),
        cmocka_unit_test(a_case_may_be_sent_round_ten_thousand_desks),
        cmocka_unit_test(a_return_looks_only_so_far_down_the_stack),
    };
    return RUN(tests);
}
