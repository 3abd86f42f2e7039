/* test_fold_counts -- which events count: cells that change, and what is voided. */
#include "core/life.h"

#include <stdio.h>
#include <string.h>

#include "core/fold_counts.h"
#include "support/build.h"
#include "support/cmocka.h"

enum { EVENTS_MAX = 10 };

/* What cell an event stands in, and when it was recorded. */
#define CELL(ref, n) .source_ref = T(ref), .recorded_at_us = MINUTE(n)
#define A0 ACCEPTED(0, "U", "A", "li")
#define COMPLETED_IN(n, who, ref, recorded)                                                        \
    EVENT(n, COMPLETED, .completed = {.by = {.person = T(who)}}, CELL(ref, recorded))
#define RATED_IN(n, how, ref, recorded)                                                            \
    EVENT(n, RATED, .rated = {.satisfaction = SATISFACTION_##how}, CELL(ref, recorded))
#define TRANSFERRED_IN(n, s, ref, recorded)                                                        \
    EVENT(n, TRANSFERRED, .transferred = {.to = PARTY("U", s, "")}, CELL(ref, recorded))
/* The event whose id begins with this byte: the first told is 1. */
#define VOIDED_ID(n, byte, who)                                                                    \
    EVENT(n, VOIDED, .voided = {.event_id = {{byte}}, .approver = T(who)})
#define VOIDED_REF(n, ref, who)                                                                    \
    EVENT(n, VOIDED, .voided = {.source_ref = T(ref), .approver = T(who)})
/* The source's own book has nothing in this cell any longer. */
#define EMPTIED(n, ref) EVENT(n, VOIDED, .voided = {.source_ref = T(ref)}, .source_ref = T(ref))

/* clang-format off */
static const struct {
    const char *title;
    struct event events[EVENTS_MAX];
    const char *kinds; /* the facts, by the first letter of their kinds */
    const char *flags;
} rows[] = {
    {"of one cell the event recorded last counts",
     {A0, COMPLETED_IN(5, "li", "r1.done", 10), COMPLETED_IN(9, "li", "r1.done", 20)}, "ac", ""},
    {"… wherever it stands in time",
     {A0, COMPLETED_IN(9, "li", "r1.done", 10), COMPLETED_IN(5, "li", "r1.done", 20)}, "ac", ""},
    {"of two recorded at once the greater id counts",
     {A0, COMPLETED_IN(9, "li", "r1.done", 10), COMPLETED_IN(5, "li", "r1.done", 10)}, "ac", ""},
    {"a cell of another source is another cell",
     {A0, COMPLETED_IN(5, "li", "r1.done", 10),
      EVENT(9, COMPLETED, .source = T("hotline"), .source_ref = T("r1.done"))},
     "acc", "completed_again"},
    {"without a reference every event counts",
     {A0, PROGRESSED(3), PROGRESSED(4), PROGRESSED(5)}, "appp", ""},
    {"a cell may change its kind",
     {A0, TRANSFERRED_IN(5, "B", "r2", 10), COMPLETED_IN(6, "li", "r2", 20)}, "ac", ""},
    {"a cell that changed four times counts once, among many",
     {A0, RATED_IN(5, FAIR, "r1", 10), RATED_IN(5, SATISFIED, "r1", 40), RATED_IN(5, FAIR, "r1", 30),
      RATED_IN(6, DISSATISFIED, "r1", 20), VOIDED_REF(50, "elsewhere", "")},
     "arv", "rated_early,void_without_target"},

    {"an emptied cell needs no approver",
     {A0, COMPLETED_IN(5, "li", "r1.done", 10), EMPTIED(20, "r1.done")}, "av", "book_corrected"},
    {"an emptied cell filled again counts",
     {A0, COMPLETED_IN(5, "li", "r1.done", 10), EMPTIED(20, "r1.done"),
      COMPLETED_IN(6, "li", "r1.done", 30)}, "ac", ""},
    {"an emptied cell that never held anything is nothing",
     {A0, EMPTIED(20, "r1.done")}, "av", ""},
    {"an emptied cell by the event's id",
     {A0, COMPLETED_IN(5, "li", "r1.done", 10),
      EVENT(20, VOIDED, .voided = {.event_id = {{2}}}, .source_ref = T("r1.done"))},
     "av", "book_corrected"},

    {"a voided transfer leaves the fold, without an approver",
     {A0, TRANSFERRED(5, "U", "B", ""), VOIDED_ID(20, 2, "")}, "av", "voided"},
    {"a voided acceptance leaves a stub",
     {A0, VOIDED_ID(20, 1, "")}, "v", "incomplete,voided"},
    {"an event voided by its reference",
     {A0, TRANSFERRED_IN(5, "B", "r2", 10), VOIDED_REF(20, "r2", "")}, "av", "voided"},
    {"what stood in the cell before does not come back",
     {A0, TRANSFERRED_IN(5, "B", "r2", 10), TRANSFERRED_IN(5, "C", "r2", 15),
      VOIDED_REF(20, "r2", "")}, "av", "voided"},
    {"a superseded event cannot be voided any more",
     {A0, TRANSFERRED_IN(5, "B", "r2", 10), TRANSFERRED_IN(5, "C", "r2", 15), VOIDED_ID(20, 2, "")},
     "atv", ""},
    {"what was recorded later is news to a reference",
     {A0, TRANSFERRED_IN(5, "B", "r2", 30), VOIDED_REF(20, "r2", "")}, "atv", ""},
    {"an id is voided whenever it was recorded",
     {A0, TRANSFERRED_IN(5, "B", "r2", 30), VOIDED_ID(20, 2, "")}, "av", "voided"},
    {"a void of an event that is not there is flagged",
     {A0, VOIDED_ID(20, 99, "")}, "av", "void_without_target"},
    {"a void of an id beyond all is flagged",
     {A0, VOIDED_ID(20, 0xff, "")}, "av", "void_without_target"},
    {"a void of a reference that is not there is flagged",
     {TRANSFERRED_IN(5, "B", "r2", 10), A0, VOIDED_REF(20, "r9", "")}, "atv", "void_without_target"},
    {"a void of a reference before all is flagged",
     {TRANSFERRED_IN(5, "B", "r2", 10), A0, VOIDED_REF(20, "r1", "")}, "atv", "void_without_target"},
    {"a void of itself is nothing",
     {A0, VOIDED_ID(20, 2, "")}, "av", ""},

    {"a voided completion needs an approver",
     {A0, COMPLETED(5), VOIDED_ID(20, 2, "")}, "acv", "void_refused"},
    {"… who is not its handler",
     {A0, COMPLETED(5), VOIDED_ID(20, 2, "li")}, "acv", "void_refused"},
    {"… nor who says he completed it",
     {A0, COMPLETED_BY(5, "U", "A", "wu"), VOIDED_ID(20, 2, "wu")}, "acv", "void_refused"},
    {"a voided completion with an approver is out",
     {A0, COMPLETED(5), VOIDED_ID(20, 2, "zhao")}, "av", "voided"},
    {"one good void is enough",
     {A0, COMPLETED(5), VOIDED_ID(20, 2, "li"), VOIDED_ID(21, 2, "zhao")}, "avv",
     "voided,void_refused"},
    {"a voided rating needs an approver who did not complete it",
     {A0, COMPLETED_BY(5, "U", "A", "wu"), RATED(6, FAIR), VOIDED_ID(20, 3, "wu")}, "acrv",
     "void_refused"},
    {"… nor hold it then",
     {A0, COMPLETED_BY(5, "U", "A", "wu"), RATED(6, FAIR), VOIDED_ID(20, 3, "li")}, "acrv",
     "void_refused"},
    {"… nor hold it now, when nobody completed it",
     {A0, RATED(6, FAIR), VOIDED_ID(20, 2, "li")}, "arv", "rated_early,void_refused"},
    {"a voided rating with an approver is out",
     {A0, COMPLETED(5), RATED(6, FAIR), VOIDED_ID(20, 3, "zhao")}, "acv", "voided"},
    {"a rating in nobody's hands is out with any approver",
     {RATED(6, FAIR), VOIDED_ID(20, 1, "zhao")}, "v", "incomplete,voided"},
    {"a voided completion is not the rating's",
     {A0, COMPLETED_BY(5, "U", "A", "wu"), VOIDED_ID(20, 2, "zhao"), RATED(6, FAIR),
      VOIDED_ID(21, 4, "wu")}, "avv", "voided"},

    {"a voided Voided does nothing",
     {A0, TRANSFERRED(5, "U", "B", ""), VOIDED_ID(20, 2, ""), VOIDED_ID(30, 3, "")}, "atv", "voided"},
    {"a Voided cannot know a later one",
     {A0, TRANSFERRED(5, "U", "B", ""), VOIDED_ID(20, 4, ""), VOIDED_ID(30, 2, "")}, "avv", "voided"},
    {"voided twice is voided",
     {A0, TRANSFERRED(5, "U", "B", ""), VOIDED_ID(20, 2, ""), VOIDED_ID(30, 2, "")}, "avv", "voided"},
};
/* clang-format on */

static void kinds_text(const struct life *life, char text_out[32])
{
    int32_t i = 0;
    for (; i < life->facts.count; i++)
        text_out[i] = event_kind_name(life_event(life, i)->kind)[0];
    text_out[i] = '\0';
}

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char kinds[32];
        print_message("    %s\n", rows[i].title);
        build_begin();
        build_add_all(rows[i].events);
        const struct life *life = build_fold();
        kinds_text(life, kinds);
        assert_string_equal(kinds, rows[i].kinds);
        assert_string_equal(build_flags(life), rows[i].flags);
    }
}

/* Four imports of one growing book: many cells, of which many have changed. */
static void a_long_book_counts_as_a_short_one(void **state)
{
    (void) state;
    static char refs[300][8];
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    for (int i = 0; i < 300; i++) {
        struct event event = PROGRESSED(i % 7 + 1);
        (void) snprintf(refs[i], sizeof(refs[i]), "r%d", i * 37 % 100);
        event.source_ref = str_from(refs[i]);
        event.recorded_at_us = MINUTE(1000 - i);
        (void) build_add(event);
    }
    const struct life *life = build_fold();
    assert_int_equal(life->facts.count, 1 + 100);
    for (int32_t i = 0; i < life->facts.count; i++)
        assert_true(life_event(life, i)->recorded_at_us == MINUTE(0) ||
                    life_event(life, i)->recorded_at_us >= MINUTE(1000 - 99));
}

static void a_rating_before_nobody_s_completion_asks_the_holder(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) RATED(2, FAIR));
    (void) build_add((struct event) VOIDED_ID(9, 2, "zhao"));
    assert_string_equal(build_flags(build_fold()), "incomplete,voided");
}

/* Every size of the arena up to enough: RETRY, and never anything else. */
static void an_arena_too_small_is_retry(void **state)
{
    (void) state;
    static unsigned char memory[16384];
    build_begin();
    build_add_all(rows[6].events);
    const struct case_file *file = build_file();
    size_t failed = 0;
    for (size_t size = 0; size <= sizeof(memory); size += 8) {
        struct arena arena = {.memory = memory, .size_bytes = size};
        struct life life = {.hops = -1};
        struct err err;
        enum outcome outcome = fold(file, &arena, &life, &err);
        if (outcome == OK)
            break;
        assert_int_equal(outcome, RETRY);
        assert_int_equal(life.hops, -1);
        failed = size;
    }
    assert_true(failed > 0 && failed + 8 < sizeof(memory));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(a_long_book_counts_as_a_short_one),
        cmocka_unit_test(a_rating_before_nobody_s_completion_asks_the_holder),
        cmocka_unit_test(an_arena_too_small_is_retry),
    };
    return RUN(tests);
}
