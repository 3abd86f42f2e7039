/* test_fold_work -- rounds and pauses, callbacks and ratings, merges and withdrawals. */
#include "core/life.h"

#include <string.h>

#include "support/build.h"
#include "support/cmocka.h"

enum { EVENTS_MAX = 10 };

#define A0 ACCEPTED(0, "U", "A", "li")
#define DEFAULTED(n)                                                                               \
    EVENT(n, RATED, .rated = {.satisfaction = SATISFACTION_SATISFIED, .is_default = true})
#define RATED_BY(n, who, how)                                                                      \
    EVENT(n, RATED, .rated = {.satisfaction = SATISFACTION_##how, .rater = RATER_##who})
#define INSPECTED(n, how) EVENT(n, INSPECTED, .inspected = {.mode = INSPECTION_MODE_##how})
#define PAUSED(n, id, why, who)                                                                    \
    EVENT(n, PAUSED, .paused = {.pause_id = T(id), .reason = T(why), .approver = T(who)})
#define RESUMED(n, id) EVENT(n, RESUMED, .resumed = {.pause_id = T(id)})

/* clang-format off */
static const struct {
    const char *title;
    struct event events[EVENTS_MAX];
    const char *state;
    const char *flags;
    const char *ratings; /* of every round: the first, and the one after rectification */
} rows[] = {
    {"completion ends the round", {A0, COMPLETED(5)},
     "completed, hops 0, loops 0, returns 0", "", "--"},
    {"a second completion without reopening is kept and flagged", {A0, COMPLETED(5), COMPLETED(6)},
     "completed, hops 0, loops 0, returns 0", "completed_again", "--"},
    {"reopening starts the next round", {A0, COMPLETED(5), REOPENED(6)},
     "open, hops 0, loops 0, returns 0", "", "-- --"},
    {"a redo has a completion of its own", {A0, COMPLETED(5), REOPENED(6), COMPLETED(9)},
     "completed, hops 0, loops 0, returns 0", "", "-- --"},
    {"reopening what is open is flagged and starts a round all the same", {A0, REOPENED(6)},
     "open, hops 0, loops 0, returns 0", "reopened_while_open", "-- --"},
    {"completion before acceptance", {A0, COMPLETED(-5)},
     "completed, hops 0, loops 0, returns 0", "before_acceptance,completed_before_accepted", "--"},
    {"progress before acceptance", {A0, PROGRESSED(-5)},
     "open, hops 0, loops 0, returns 0", "before_acceptance", "--"},
    {"a completion by another section is flagged",
     {A0, COMPLETED_BY(5, "U", "B", "wu")},
     "completed, hops 0, loops 0, returns 0", "completed_by_other", "--"},
    {"a completion by another unit is flagged",
     {A0, COMPLETED_BY(5, "V", "", "wu")},
     "completed, hops 0, loops 0, returns 0", "completed_by_other", "--"},
    {"a completion by the holder's unit is not",
     {A0, COMPLETED_BY(5, "U", "", "wu")},
     "completed, hops 0, loops 0, returns 0", "", "--"},

    {"withdrawal ends without completion", {A0, WITHDRAWN(5)},
     "withdrawn, hops 0, loops 0, returns 0", "", "--"},
    {"withdrawn twice is withdrawn", {A0, WITHDRAWN(5), WITHDRAWN(6)},
     "withdrawn, hops 0, loops 0, returns 0", "", "--"},
    {"withdrawn after completion stays completed", {A0, COMPLETED(4), WITHDRAWN(5)},
     "completed, hops 0, loops 0, returns 0", "withdrawn_after_completion", "--"},
    {"completed after withdrawal stays withdrawn", {A0, WITHDRAWN(4), COMPLETED(5)},
     "withdrawn, hops 0, loops 0, returns 0", "after_withdrawal", "--"},
    {"a withdrawn case may be reopened", {A0, WITHDRAWN(4), REOPENED(5)},
     "open, hops 0, loops 0, returns 0", "", "-- --"},
    {"a merged case is merged", {A0, MERGED(5, 9)}, "merged, hops 0, loops 0, returns 0", "", "--"},
    {"reopening a child ends the merge", {A0, MERGED(5, 9), REOPENED(6)},
     "open, hops 0, loops 0, returns 0", "", "-- --"},
    {"completed after a merge is flagged", {A0, MERGED(5, 9), COMPLETED(6)},
     "merged, hops 0, loops 0, returns 0", "after_merge", "--"},
    {"merged when it was completed is merged", {A0, COMPLETED(4), MERGED(5, 9)},
     "merged, hops 0, loops 0, returns 0", "", "--"},
    {"merged into itself is no merge", {A0, MERGED(5, BUILD_CASE_BYTE)},
     "open, hops 0, loops 0, returns 0", "merged_into_itself", "--"},

    {"a round counts its first rating", {A0, COMPLETED(5), RATED(6, FAIR), RATED(7, SATISFIED)},
     "completed, hops 0, loops 0, returns 0", "rerated", "2-"},
    {"a rating without a callback is rated", {A0, COMPLETED(5), RATED(6, FAIR)},
     "completed, hops 0, loops 0, returns 0", "", "2-"},
    {"a rating before the callback counts",
     {A0, COMPLETED(5), RATED(6, FAIR), CALLED_BACK(7, REACHED)},
     "completed, hops 0, loops 0, returns 0", "", "2-"},
    {"a rating before the completion counts and is flagged", {A0, RATED(3, FAIR), COMPLETED(5)},
     "completed, hops 0, loops 0, returns 0", "rated_early", "1-"},
    {"a later rating counts after reopening",
     {A0, COMPLETED(5), RATED(6, DISSATISFIED), REOPENED(7), COMPLETED(8), RATED(9, SATISFIED)},
     "completed, hops 0, loops 0, returns 0", "", "2- 5-"},
    {"a later rating counts after a rectification, once",
     {A0, COMPLETED(5), RATED(6, DISSATISFIED), RECTIFIED(7), RATED(8, SATISFIED), RATED(9, FAIR)},
     "completed, hops 0, loops 0, returns 0", "rerated", "24"},
    {"a rectification before the first rating opens nothing",
     {A0, COMPLETED(5), RECTIFIED(6), RATED(7, DISSATISFIED), RATED(8, SATISFIED)},
     "completed, hops 0, loops 0, returns 0", "rerated", "3-"},
    {"a default rating is kept and never counted",
     {A0, COMPLETED(5), DEFAULTED(6), RATED(7, FAIR)},
     "completed, hops 0, loops 0, returns 0", "default_rating", "3-"},
    {"a checker's rating never enters satisfaction", {A0, COMPLETED(5), RATED_BY(6, CHECKER, FAIR)},
     "completed, hops 0, loops 0, returns 0", "", "--"},
    {"a mock visitor's rating never enters satisfaction",
     {A0, COMPLETED(5), RATED_BY(6, MOCK_VISITOR, FAIR), RATED_BY(7, CITIZEN, SATISFIED)},
     "completed, hops 0, loops 0, returns 0", "", "3-"},
    {"no rating of a mock visit counts, though it is inspected later",
     {A0, COMPLETED(5), RATED(6, SATISFIED), INSPECTED(9, MOCK_VISIT)},
     "completed, hops 0, loops 0, returns 0", "", "--"},
    {"another inspection changes no rating",
     {A0, COMPLETED(5), RATED(6, SATISFIED), INSPECTED(9, COVERT)},
     "completed, hops 0, loops 0, returns 0", "", "2-"},

    {"a callback before the completion is flagged", {A0, CALLED_BACK(3, REACHED), COMPLETED(5)},
     "completed, hops 0, loops 0, returns 0", "called_back_early", "--"},
    {"a pause without a reason is flagged", {A0, PAUSED(3, "", "", "zhao")},
     "open, hops 0, loops 0, returns 0", "pause_unfounded", "--"},
    {"a pause without an approver is flagged", {A0, PAUSED(3, "", "survey", "")},
     "open, hops 0, loops 0, returns 0", "pause_unfounded", "--"},
    {"resuming what is not paused is flagged", {A0, PAUSED(3, "p1", "survey", "zhao"), RESUMED(4, "p2")},
     "open, hops 0, loops 0, returns 0", "resumed_without_pause", "--"},
};
/* clang-format on */

/* "3-": the round's first rating is fact 3, and there is none after a rectification. */
static void ratings_text(const struct life *life, char text_out[64])
{
    char *at = text_out;
    for (int32_t i = 0; i < life->rounds.count; i++) {
        const struct round *round = &life->rounds.items[i];
        const int32_t facts[] = {round->rating, round->rating_after};
        for (int j = 0; j < 2; j++)
            *at++ = facts[j] == LIFE_NONE ? '-' : (char) ('0' + facts[j]);
        *at++ = ' ';
    }
    at[-1] = '\0';
}

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char ratings[64];
        print_message("    %s\n", rows[i].title);
        build_begin();
        build_add_all(rows[i].events);
        const struct life *life = build_fold();
        assert_string_equal(build_state(life), rows[i].state);
        assert_string_equal(build_flags(life), rows[i].flags);
        ratings_text(life, ratings);
        assert_string_equal(ratings, rows[i].ratings);
    }
}

static void a_rating_counts_or_not(void **state)
{
    (void) state;
    static const struct event events[] = {
        A0,
        COMPLETED(1),
        RATED(2, FAIR),
        RATED(3, FAIR),
        DEFAULTED(4),
        RATED_BY(5, CHECKER, FAIR),
        {.occurred_at_us = 0},
    };
    build_begin();
    build_add_all(events);
    const struct life *life = build_fold();
    assert_false(life_rating_counts(life, LIFE_NONE));
    assert_false(life_rating_counts(life, 1));
    assert_true(life_rating_counts(life, 2));
    assert_false(life_rating_counts(life, 3));
    assert_false(life_rating_counts(life, 4));
    assert_false(life_rating_counts(life, 5));
}

static void rounds_know_their_facts(void **state)
{
    (void) state;
    static const struct event events[] = {
        PROGRESSED(-1),
        A0,
        COMPLETED(5),
        COMPLETED(6),
        CALLED_BACK(7, UNREACHABLE),
        CALLED_BACK(8, REFUSED),
        CALLED_BACK(9, REACHED),
        REOPENED(10),
        CALLED_BACK(11, REACHED),
        COMPLETED(12),
        {.occurred_at_us = 0},
    };
    build_begin();
    build_add_all(events);
    const struct life *life = build_fold();
    assert_int_equal(life->rounds.count, 2);
    const struct round *first = &life->rounds.items[0];
    assert_int_equal(first->began, 1);
    assert_int_equal(first->completion, 0);
    assert_int_equal(first->completions, 2);
    assert_int_equal(first->attempts, 3);
    assert_int_equal(first->callback, 5);
    assert_int_equal(first->last_attempt, 6);
    assert_int_equal(first->early_attempt, LIFE_NONE);
    const struct round *second = &life->rounds.items[1];
    assert_int_equal(second->began, 7);
    assert_int_equal(second->completion, 2);
    assert_int_equal(second->attempts, 0);
    assert_int_equal(second->early_attempt, 8);
    assert_int_equal(life->facts.items[0].round, 0);
    assert_int_equal(life->facts.items[6].round, 0);
    assert_int_equal(life->facts.items[7].round, 1);
    assert_int_equal(life->facts.items[0].holding, LIFE_NONE);
    assert_int_equal(life->facts.items[1].holding, 0);
    assert_int_equal(life->completions.items[2].round, 1);
}

static void what_was_rectified_is_called_back_again(void **state)
{
    (void) state;
    static const struct event events[] = {
        A0,
        COMPLETED(1),
        CALLED_BACK(2, REACHED),
        RECTIFIED(3),
        CALLED_BACK(4, UNREACHABLE),
        CALLED_BACK(5, REACHED),
        CALLED_BACK(6, REACHED),
        {.occurred_at_us = 0},
    };
    build_begin();
    build_add_all(events);
    const struct round *round = &build_fold()->rounds.items[0];
    assert_int_equal(round->callback, 2);
    assert_int_equal(round->callback_after, 5);
    assert_int_equal(round->attempts, 4);
}

static void pauses_overlap_and_end_by_id_or_all(void **state)
{
    (void) state;
    static const struct event events[] = {
        A0,
        PAUSED(1, "p1", "survey", "zhao"),
        PAUSED(2, "p2", "survey", "zhao"),
        RESUMED(3, "p1"),
        PAUSED(4, "p3", "survey", ""),
        RESUMED(5, ""),
        PAUSED(6, "p4", "survey", "zhao"),
        {.occurred_at_us = 0},
    };
    build_begin();
    build_add_all(events);
    struct event by_text = PAUSED(7, "p5", "", "zhao");
    by_text.texts = SET_OF(TEXT_FIELD_REASON);
    (void) build_add(by_text);
    const struct life *life = build_fold();
    const int32_t resumed[] = {3, 5, 5, LIFE_NONE, LIFE_NONE};
    const bool is_founded[] = {true, true, false, true, true};
    assert_int_equal(life->pauses.count, 5);
    for (int32_t i = 0; i < 5; i++) {
        assert_int_equal(life->pauses.items[i].resumed, resumed[i]);
        assert_int_equal(life->pauses.items[i].is_founded, is_founded[i]);
    }
}

static void a_resumption_looks_at_the_last_open_pauses(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) PAUSED(1, "old", "survey", "zhao"));
    for (int i = 0; i < 300; i++)
        (void) build_add((struct event) PAUSED(2, "new", "survey", "zhao"));
    (void) build_add((struct event) RESUMED(3, "old"));
    const struct life *life = build_fold();
    assert_int_equal(life->pauses.items[0].resumed, LIFE_NONE);
    assert_string_equal(build_flags(life), "resumed_without_pause");
    (void) build_add((struct event) RESUMED(4, ""));
    life = build_fold();
    for (int32_t i = 0; i < life->pauses.count; i++)
        assert_int_equal(life->pauses.items[i].resumed, 303);
}

static void the_first_contact_is_the_first_that_reached(void **state)
{
    (void) state;
    static const struct event events[] = {
        A0, CONTACTED(3, false), CONTACTED(7, true), CONTACTED(8, true), {.occurred_at_us = 0},
    };
    build_begin();
    build_add_all(events);
    const struct life *life = build_fold();
    assert_int_equal(life_at_us(life, life->first_contact), MINUTE(7));
    assert_int_equal(life_at_us(life, LIFE_NONE), 0);
}

static void a_merged_child_shows_the_newer_parent_until_reopened(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    (void) build_add((struct event) MERGED(5, 9));
    (void) build_add((struct event) MERGED(6, 8));
    const struct life *life = build_fold();
    assert_int_equal(life_event(life, life->merged)->merged.into.bytes[0], 8);
    (void) build_add((struct event) REOPENED(7));
    assert_int_equal(build_fold()->merged, LIFE_NONE);
}

static void erased_and_mock_visits_are_known(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) A0);
    assert_false(build_fold()->is_erased);
    (void) build_add((struct event) EVENT(5, ERASED, .erased = {.approver = T("zhao")}));
    (void) build_add((struct event) INSPECTED(6, MOCK_VISIT));
    assert_true(build_fold()->is_erased);
    assert_true(build_fold()->is_mock_visit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(a_rating_counts_or_not),
        cmocka_unit_test(rounds_know_their_facts),
        cmocka_unit_test(what_was_rectified_is_called_back_again),
        cmocka_unit_test(pauses_overlap_and_end_by_id_or_all),
        cmocka_unit_test(a_resumption_looks_at_the_last_open_pauses),
        cmocka_unit_test(the_first_contact_is_the_first_that_reached),
        cmocka_unit_test(a_merged_child_shows_the_newer_parent_until_reopened),
        cmocka_unit_test(erased_and_mock_visits_are_known),
    };
    return RUN(tests);
}
