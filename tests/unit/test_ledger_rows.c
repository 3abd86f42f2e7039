/* test_ledger_rows -- the rows of the section ledgers and of the master ledgers. */
#include <string.h>

#include "../../consumers/master-ledger/rows.h"
#include "../../consumers/section-ledger/rows.h"
#include "support/build.h"
#include "support/cmocka.h"

static struct rows cases;
static struct rows sections;
static struct rows masters;

static void make_rows(void)
{
    static const struct rules rules = {.version = 1};
    const struct life *life = build_fold();
    struct rows out[3];
    out[0] = build_rows(&case_row_table);
    out[1] = build_rows(&section_row_table);
    section_ledger_rows(life, &rules, out);
    sections = out[1];
    rows_sort(&sections);
    out[0] = build_rows(&case_row_table);
    out[1] = build_rows(&master_row_table);
    out[2] = build_rows(&report_row_table);
    master_ledger_rows(life, &rules, out);
    cases = out[0];
    masters = out[1];
    rows_sort(&masters);
    assert_int_equal(cases.count, 1);
    assert_false(sections.full || masters.full);
}

static void assert_str(struct str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr == NULL ? "" : text.ptr, expected, text.len);
}

/* A accepted it, B of V signed and completed it, and handed it to C after completion. */
static void tell(void)
{
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "V", "B", "wu"));
    (void) build_add((struct event) SIGNED(12, "V", "B", "he"));
    (void) build_add((struct event) COMPLETED_BY(40, "V", "B", "he"));
    (void) build_add((struct event) TRANSFERRED(50, "V", "C", "xu"));
    make_rows();
}

static void the_accepting_section_s_row(void **state)
{
    (void) state;
    tell();
    assert_int_equal(sections.count, 3);
    const struct section_row *it = rows_at(&sections, 0);
    assert_str(it->unit, "U");
    assert_str(it->section, "A");
    assert_int_equal(it->book_year, 2024);
    assert_int_equal(it->came_in_at.us, MINUTE(0));
    assert_str(it->came_in_precision, "instant");
    assert_str(it->entry, "first");
    assert_str(it->handling, "other_unit");
    assert_str(it->receiver, "li");
    assert_str(it->handler, "li");
    assert_int_equal(it->signed_at.us, 0);
    assert_str(it->handed_to_unit, "V");
    assert_str(it->handed_to_section, "B");
    assert_int_equal(it->handed_at.us, MINUTE(10));
    assert_int_equal(it->visits, 1);
    assert_int_equal(it->held_minutes, 10);
    assert_int_equal(it->held_since.us, 0);
    assert_int_equal(it->completions, 0);
    assert_false(it->is_holder || it->is_closing || it->is_outside);
    assert_str(it->flags, "");
}

static void the_completing_section_s_row(void **state)
{
    (void) state;
    tell();
    const struct section_row *it = rows_at(&sections, 1);
    assert_str(it->section, "B");
    assert_str(it->entry, "first");
    assert_str(it->handling, "own");
    assert_str(it->receiver, "he");
    assert_str(it->handler, "he");
    assert_int_equal(it->signed_at.us, MINUTE(12));
    assert_str(it->handed_to_section, "C");
    assert_int_equal(it->held_minutes, 30);
    assert_int_equal(it->completions, 1);
    assert_int_equal(it->completed_at.us, MINUTE(40));
    assert_true(it->is_closing && !it->is_holder);
}

static void the_row_of_who_came_after_completion(void **state)
{
    (void) state;
    tell();
    const struct section_row *it = rows_at(&sections, 2);
    assert_str(it->section, "C");
    assert_str(it->entry, "transferred_in");
    assert_str(it->handling, "");
    assert_str(it->handed_to_unit, "");
    assert_int_equal(it->completed_at.us, 0);
    assert_int_equal(it->held_minutes, 0);
    assert_true(it->is_holder && !it->is_closing);
    assert_str(it->flags, "after_completion");
}

static void the_masters_rows(void **state)
{
    (void) state;
    tell();
    assert_int_equal(masters.count, 2);
    const struct master_row *it = rows_at(&masters, 0);
    assert_str(it->unit, "U");
    assert_str(it->entry_section, "A");
    assert_int_equal(it->book_year, 2024);
    assert_int_equal(it->came_in_at.us, MINUTE(0));
    assert_str(it->came_in_precision, "instant");
    assert_true(it->is_accepting);
    assert_str(it->receiver, "li");
    assert_str(it->handling, "other_unit");
    assert_str(it->handling_section, "");
    assert_str(it->handler, "");
    assert_int_equal(it->sections, 1);
    assert_int_equal(it->held_minutes, 10);
    assert_false(it->is_holder || it->is_outside);

    it = rows_at(&masters, 1);
    assert_str(it->unit, "V");
    assert_str(it->entry_section, "B");
    assert_false(it->is_accepting);
    assert_str(it->receiver, "he");
    assert_str(it->handling, "own");
    assert_str(it->handling_section, "B");
    assert_str(it->handler, "he");
    assert_int_equal(it->signed_at.us, MINUTE(12));
    assert_int_equal(it->sections, 2);
    assert_true(it->is_holder);
    assert_str(it->flags, "after_completion");
}

static void who_holds_an_open_case_holds_it_since(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED(10, "U", "B", "wu"));
    make_rows();
    assert_int_equal(((const struct section_row *) rows_at(&sections, 1))->held_since.us,
                     MINUTE(10));
    const struct master_row *it = rows_at(&masters, 0);
    assert_int_equal(it->held_since.us, MINUTE(10));
    assert_int_equal(it->held_minutes, 10);
    assert_str(it->handling_section, "B");
    assert_str(it->handler, "wu");
}

static void a_stub_without_a_holder_stands_in_no_book(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) COMPLETED(5));
    make_rows();
    assert_int_equal(sections.count, 0);
    assert_int_equal(masters.count, 0);
}

static void a_section_only_named_has_no_row(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) TRANSFERRED_FROM(10, "U", "X", "U", "B"));
    make_rows();
    assert_int_equal(sections.count, 2);
    assert_str(((const struct section_row *) rows_at(&sections, 1))->section, "B");
    assert_str(((const struct section_row *) rows_at(&sections, 1))->flags, "irregular_transfer");
}

static void a_unit_s_year_stands_in_no_book(void **state)
{
    (void) state;
    build_unit_year();
    (void) build_add((struct event) EVENT(0, YEAR_OPENED, .year_opened = {.unit = T("U")}));
    const struct life *life = build_fold();
    struct rows out[] = {build_rows(&case_row_table), build_rows(&section_row_table)};
    section_ledger_rows(life, NULL, out);
    assert_int_equal(out[0].count + out[1].count, 0);
}

#define REPORTED(n, s, m, count, ...)                                                              \
    EVENT(n, BOOK_REPORTED, .book_reported = {.section = T(s), .month = m, .rows = count},         \
          __VA_ARGS__)

static void of_a_month_s_reports_the_last_recorded_stands(void **state)
{
    (void) state;
    build_unit_year();
    (void) build_add((struct event) REPORTED(1, "B", 1, 7, .source_ref = T("b1")));
    (void) build_add((struct event) REPORTED(2, "A", 2, 4, .recorded_at_us = MINUTE(90)));
    (void) build_add((struct event) REPORTED(3, "A", 2, 5, .recorded_at_us = MINUTE(80)));
    (void) build_add((struct event) REPORTED(4, "A", 1, 0, .recorded_at_us = MINUTE(9)));
    (void) build_add((struct event) EVENT(
        5, BOOK_REPORTED,
        .book_reported = {.section = T("A"), .month = 1, .is_nil = true, .by = T("li")}));
    (void) build_add((struct event) REPORTED(6, "A", 1, 1, .recorded_at_us = MINUTE(5)));
    (void) build_add((struct event) EVENT(20, VOIDED, .voided = {.source_ref = T("b1")}));
    struct rows out[] = {build_rows(&case_row_table), build_rows(&master_row_table),
                         build_rows(&report_row_table)};
    master_ledger_rows(build_fold(), NULL, out);
    assert_int_equal(out[0].count + out[1].count, 0);
    assert_int_equal(out[2].count, 2);
    rows_sort(&out[2]);
    const struct report_row *january = rows_at(&out[2], 0);
    const struct report_row *february = rows_at(&out[2], 1);
    assert_int_equal(january->subject.bytes[0], BUILD_CASE_BYTE);
    assert_str(january->unit, "book");
    assert_int_equal(january->year, 1);
    assert_str(january->section, "A");
    assert_int_equal(january->month, 1);
    assert_int_equal(january->rows_count, 0);
    assert_false(january->is_nil);
    assert_int_equal(january->reported_at.us, MINUTE(4));
    assert_int_equal(february->month, 2);
    assert_int_equal(february->rows_count, 4);
}

static void at_one_moment_the_larger_id_is_the_last(void **state)
{
    (void) state;
    build_unit_year();
    (void) build_add((struct event) REPORTED(1, "A", 1, 7, .recorded_at_us = MINUTE(9)));
    (void) build_add((struct event) EVENT(
        0, BOOK_REPORTED, .recorded_at_us = MINUTE(9),
        .book_reported = {.section = T("A"), .month = 1, .is_nil = true, .by = T("li")}));
    struct rows out[] = {build_rows(&case_row_table), build_rows(&master_row_table),
                         build_rows(&report_row_table)};
    master_ledger_rows(build_fold(), NULL, out);
    assert_int_equal(out[2].count, 1);
    const struct report_row *it = rows_at(&out[2], 0);
    assert_true(it->is_nil);
    assert_str(it->reported_by, "li");
}

static void words_that_do_not_fit_make_rows_full(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "li"));
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) TRANSFERRED_FROM(10, "U", "X", "U", "B"));
    const struct life *life = build_fold();
    struct rows section_out[] = {build_rows(&case_row_table), build_rows(&section_row_table)};
    struct rows master_out[] = {build_rows(&case_row_table), build_rows(&master_row_table),
                                build_rows(&report_row_table)};
    struct arena *arena = build_arena();
    size_t size_bytes = arena->size_bytes;
    arena->size_bytes = arena->used_bytes;
    section_ledger_rows(life, NULL, section_out);
    master_ledger_rows(life, NULL, master_out);
    arena->size_bytes = size_bytes;
    assert_true(section_out[1].full);
    assert_true(master_out[1].full);

    build_unit_year();
    (void) build_add((struct event) REPORTED(1, "A", 1, 7, .source_ref = T("a1")));
    const struct life *year = build_fold();
    for (size_t i = 0; i < 3; i++)
        rows_reset(&master_out[i]);
    master_out[2] = build_rows(&report_row_table);
    arena->size_bytes = arena->used_bytes;
    master_ledger_rows(year, NULL, master_out);
    arena->size_bytes = size_bytes;
    assert_true(master_out[2].full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_accepting_section_s_row),
        cmocka_unit_test(the_completing_section_s_row),
        cmocka_unit_test(the_row_of_who_came_after_completion),
        cmocka_unit_test(the_masters_rows),
        cmocka_unit_test(who_holds_an_open_case_holds_it_since),
        cmocka_unit_test(a_stub_without_a_holder_stands_in_no_book),
        cmocka_unit_test(a_section_only_named_has_no_row),
        cmocka_unit_test(a_unit_s_year_stands_in_no_book),
        cmocka_unit_test(of_a_month_s_reports_the_last_recorded_stands),
        cmocka_unit_test(at_one_moment_the_larger_id_is_the_last),
        cmocka_unit_test(words_that_do_not_fit_make_rows_full),
    };
    return RUN(tests);
}
