/* test_clock_rows -- what of clocks and documents stands in rows: imports and whom a document is
 * about. */
#include "../../consumers/overdue-alerts/rows.h"

#include <string.h>

#include "support/build.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

static const struct str batch_sources[] = {{"book", 4}};

/* Seven working days, and a red rung that waits for imports of these. */
static const struct rules *rules_with(const struct str *sources, size_t count)
{
    static struct rung rung;
    static struct policy_ladder ladder;
    static struct policy_row row;
    static struct policy_source source;
    rung = (struct rung) {
        .name = T("red"),
        .level = RUNG_LEVEL_RED,
        .offset = {.base = RUNG_FROM_DUE, .minute = RUNG_NO_MINUTE},
        .recipients = SET_OF(RECIPIENT_HANDLER),
        .batch_sources = sources,
        .batch_sources_count = count,
    };
    ladder = (struct policy_ladder) {.ladder = {.name = T("l"), .rungs = &rung, .count = 1}};
    row = (struct policy_row) {
        .first_day = {0},
        .last_day = {DAY_NONE},
        .category = POLICY_ANY,
        .channel = POLICY_ANY,
        .clock = CLOCK_COMPLETION,
        .limit = {7, LIMIT_UNIT_WORKING_DAY},
        .ladder = T("l"),
    };
    source = (struct policy_source) {
        .rows = &row, .rows_count = 1, .ladders = &ladder, .ladders_count = 1};
    return rules_of_rows(&source);
}

static struct rows out[3];

static void make_rows(const struct rules *rules)
{
    const struct life *life = build_fold();
    out[0] = build_rows(&clock_row_table);
    out[1] = build_rows(&rung_row_table);
    out[2] = build_rows(&document_row_table);
    overdue_alerts_rows(life, rules, out);
    for (size_t i = 0; i < 3; i++)
        assert_false(out[i].full);
}

static void tell(void)
{
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) PROGRESSED(60));
}

static void an_import_is_kept_where_a_rung_waits_for_one(void **state)
{
    (void) state;
    tell();
    make_rows(rules_with(batch_sources, 1));
    const struct clock_row *clock = rows_at(&out[0], 0);
    const struct rung_row *rung = rows_at(&out[1], 0);
    int64_t last_us = 0;
    const struct life *life = build_fold();
    for (int32_t i = 0; i < life->facts.count; i++)
        if (life_event(life, i)->recorded_at_us > last_us)
            last_us = life_event(life, i)->recorded_at_us;
    assert_int_equal(clock->told_at.us, last_us);
    assert_true(rung->held_until.us > rung->due_at.us);
}

static void and_nowhere_else(void **state)
{
    (void) state;
    tell();
    make_rows(rules_with(NULL, 0));
    const struct clock_row *clock = rows_at(&out[0], 0);
    const struct rung_row *rung = rows_at(&out[1], 0);
    assert_int_equal(clock->told_at.us, 0);
    assert_int_equal(rung->held_until.us, 0);
}

static void assert_about(size_t at, const char *unit, const char *section, const char *person)
{
    const struct document_row *row = rows_at(&out[2], at);
    assert_true(str_eq(row->unit, str_from(unit)) && str_eq(row->section, str_from(section)) &&
                str_eq(row->person, str_from(person)));
}

static void a_document_is_about_whom_it_names_or_who_holds_the_matter(void **state)
{
    (void) state;
    static const struct rules none;
    build_begin();
    (void) build_add((struct event) EVENT(-10, URGED, .urged = {.number = T("0")}));
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) EVENT(10, URGED, .urged = {.number = T("1")}));
    (void) build_add(
        (struct event) EVENT(11, URGED, .urged = {.number = T("2"), .to = PARTY("V", "B", "wu")}));
    (void) build_add((struct event) EVENT(
        12, EXPLAINED, .explained = {.number = T("2"), .by = {.person = T("he")}}));
    (void) build_add((struct event) EVENT(
        13, NOTICE_ISSUED, .notice_issued = {.number = T("3"), .finding = FINDING_BAD}));
    make_rows(&none);
    assert_int_equal(out[0].count, 0);
    assert_int_equal(out[2].count, 5);
    assert_about(0, "", "", "");
    assert_about(1, "U", "A", "li");
    assert_about(2, "V", "B", "wu");
    assert_about(3, "U", "", "he");
    assert_about(4, "U", "A", "li");
    const struct document_row *urging = rows_at(&out[2], 2);
    const struct document_row *explanation = rows_at(&out[2], 3);
    assert_true(uuid_eq(&explanation->answers, &urging->event_id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_is_kept_where_a_rung_waits_for_one),
        cmocka_unit_test(and_nowhere_else),
        cmocka_unit_test(a_document_is_about_whom_it_names_or_who_holds_the_matter),
    };
    return RUN(tests);
}
