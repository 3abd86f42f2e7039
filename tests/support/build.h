/*
 * build -- a case told in a few lines, and what became of it as text.
 *
 *     build_begin();
 *     build_add((struct event) ACCEPTED(0, "U", "A", "li"));
 *     build_add((struct event) COMPLETED(30));
 *     assert_string_equal(build_sections(build_fold()), "U/A first own");
 *
 * Events may be told in any order.  Everything lives until the next build_begin(); one case at a
 * time.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_BUILD_H
#define SHOUWEN_TESTS_SUPPORT_BUILD_H

#include "core/life.h"
#include "core/table.h"

/* Monday 2024-03-04, 09:00, plus minutes. */
#define BUILD_START_US INT64_C(1709514000000000)
#define MINUTE(n) (BUILD_START_US + INT64_C(60000000) * (n))

/* A literal as an initializer of a static struct str. */
#define T(text)                                                                                    \
    {                                                                                              \
        .ptr = (text), .len = sizeof(text) - 1                                                     \
    }
#define PARTY(u, s, p)                                                                             \
    {                                                                                              \
        .unit = T(u), .section = T(s), .person = T(p)                                              \
    }

/* An event `n` minutes after the start; more members may be given behind the payload's. */
#define EVENT(n, NAME, ...)                                                                        \
    {                                                                                              \
        .kind = EVENT_##NAME, .occurred_at_us = MINUTE(n), __VA_ARGS__                             \
    }
#define ACCEPTED(n, u, s, p)                                                                       \
    EVENT(n, ACCEPTED, .accepted = {.unit = T(u), .section = T(s), .receiver = T(p)})
#define TRANSFERRED(n, u, s, p) EVENT(n, TRANSFERRED, .transferred = {.to = PARTY(u, s, p)})
#define TRANSFERRED_FROM(n, fu, fs, u, s)                                                          \
    EVENT(n, TRANSFERRED, .transferred = {.from = PARTY(fu, fs, ""), .to = PARTY(u, s, "")})
#define SIGNED(n, u, s, p) EVENT(n, SIGNED, .signed_for = {.by = PARTY(u, s, p)})
#define RETURNED(n) EVENT(n, RETURNED, .returned = {.reason = T("not_ours")})
#define RETURNED_TO(n, u, s, p) EVENT(n, RETURNED, .returned = {.to = PARTY(u, s, p)})
#define RETURNED_FROM(n, u, s) EVENT(n, RETURNED, .returned = {.from = PARTY(u, s, "")})
#define CONTACTED(n, is_reached) EVENT(n, CONTACTED, .contacted = {.reached = is_reached})
#define PROGRESSED(n) EVENT(n, PROGRESSED, .source_sequence = 0)
#define COMPLETED(n) EVENT(n, COMPLETED, .completed = {.result_length = 0})
#define COMPLETED_BY(n, u, s, p) EVENT(n, COMPLETED, .completed = {.by = PARTY(u, s, p)})
#define REOPENED(n) EVENT(n, REOPENED, .reopened = {.reason = T("not_solved")})
#define RECTIFIED(n) EVENT(n, RECTIFICATION_DONE, .rectification_done = {.order_id = T("r1")})
#define CALLED_BACK(n, how) EVENT(n, CALLBACK_MADE, .callback_made = {.outcome = CALLBACK_##how})
#define RATED(n, how) EVENT(n, RATED, .rated = {.satisfaction = SATISFACTION_##how})
#define WITHDRAWN(n) EVENT(n, WITHDRAWN, .withdrawn = {.reason = T("solved_itself")})
#define MERGED(n, last_byte)                                                                       \
    EVENT(n, MERGED,                                                                               \
          .merged = {.into = {{last_byte}}, .into_source = T("book"), .into_number = T("7")})

enum { BUILD_CASE_BYTE = 0x5a }; /* the first byte of the subject's id */

/* Forget the case before. */
void build_begin(void);

/*
 * One more event of the case, and where it is kept.  What is 0 gets a value: id (1, 2, 3 … in its
 * first byte), subject, precision (instant), recorded_at (occurred_at), source ("book").
 */
struct event *build_add(struct event event);

/* A list of events that ends with one of occurred_at 0. */
void build_add_all(const struct event *events);

/* The same as a unit's year. */
void build_unit_year(void);

/* The case file, in order. */
const struct case_file *build_file(void);

/* What became of it; fails the test when there is no room. */
const struct life *build_fold(void);

/* An arena of the case, for rows. */
struct arena *build_arena(void);

/* "U/A first other_section; U/B transferred_in own": rows by unit and section. */
const char *build_sections(const struct life *life);

/* "U own; V other_unit" */
const char *build_units(const struct life *life);

/* "after_completion,rerated" */
const char *build_flags(const struct life *life);

/* "completed, hops 1, loops 0, returns 0" */
const char *build_state(const struct life *life);

/* Of a local time "2024-02-29T23:59:59+08:00". */
int64_t build_at_us(const char *text);

/* Rows of one table, with room for some, in the case's arena. */
struct rows build_rows(const struct table *table);

#endif
