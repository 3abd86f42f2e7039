/* test_refusals_scripted -- what a producer refused is counted, and waits while PostgreSQL is away;
 * libpq from a script. */
#include <stdio.h>
#include <string.h>

#include "fake/pq.h"
#include "office/refusals.h"
#include "support/cmocka.h"

enum { PARAM_SOURCES = 1, PARAM_REASONS = 3, PARAM_REFUSED = 4, HEAD_BYTES = 20, MANY = 3000 };

static struct refusals *refusals;

static int before(void **state)
{
    struct err err;
    const struct refusals_options options = {
        .program = "hotline", .conninfo = "host=fake", .user = ""};
    (void) state;
    pq_reset();
    return refusals_open(&options, &refusals, &err) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    refusals_close(refusals);
    return pq_left_over() == 0 ? 0 : -1;
}

static int64_t number_at(struct str bytes, size_t at, size_t len)
{
    int64_t number = 0;
    for (size_t i = 0; i < len; i++)
        number = number * 256 + (unsigned char) bytes.ptr[at + i];
    return number;
}

/* Of the last statement: how many rows it adds, and how much. */
static int64_t rows_said(void)
{
    return number_at(pq_param(PARAM_REFUSED), HEAD_BYTES - 8, 4);
}

static int64_t refused_said(void)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < rows_said(); i++)
        sum += number_at(pq_param(PARAM_REFUSED), (size_t) (HEAD_BYTES + i * 12 + 4), 8);
    return sum;
}

static bool says(size_t param, const char *word)
{
    struct str bytes = pq_param(param);
    return memmem(bytes.ptr, bytes.len, word, strlen(word)) != NULL;
}

static void what_is_refused_is_added_by_source_and_reason(void **state)
{
    (void) state;
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    refusals_add(refusals, STR("counter"), REASON_SYNTAX);
    refusals_write(refusals);
    assert_int_equal(rows_said(), 2);
    assert_int_equal(refused_said(), 3);
    assert_true(says(PARAM_SOURCES, "hotline") && says(PARAM_SOURCES, "counter"));
    assert_true(says(PARAM_REASONS, "missing") && says(PARAM_REASONS, "syntax"));
}

static void nothing_is_written_twice_and_nothing_when_there_is_nothing(void **state)
{
    (void) state;
    refusals_write(refusals);
    assert_string_equal(pq_said(), "");
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    refusals_write(refusals);
    size_t said = strlen(pq_said());
    refusals_write(refusals);
    assert_int_equal(strlen(pq_said()), said);
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    refusals_write(refusals);
    assert_int_equal(refused_said(), 1);
}

static void counts_wait_while_the_database_is_away(void **state)
{
    (void) state;
    pq_refuse("the server is away", NULL);
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    refusals_write(refusals);
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    refusals_write(refusals);
    pq_accept();
    refusals_add(refusals, STR("counter"), REASON_MISSING);
    refusals_write(refusals);
    assert_int_equal(rows_said(), 2);
    assert_int_equal(refused_said(), 3);
}

static void counts_wait_when_the_connection_is_lost(void **state)
{
    (void) state;
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    pq_answer((struct pq_answer) {.statement = "-- What a producer", .is_cut = true});
    pq_answer((struct pq_answer) {.statement = "INSERT INTO intake.refusal", .is_cut = true});
    refusals_write(refusals);
    pq_forget_answers();
    refusals_add(refusals, STR("hotline"), REASON_MISSING);
    refusals_write(refusals);
    assert_int_equal(refused_said(), 2);
}

static void of_too_many_sources_the_count_stays_and_the_name_goes(void **state)
{
    char name[32];
    (void) state;
    for (int i = 0; i < MANY; i++) {
        (void) snprintf(name, sizeof(name), "source-%d", i);
        refusals_add(refusals, str_from(name), REASON_MISSING);
    }
    refusals_write(refusals);
    assert_true(rows_said() < MANY / 2);
    assert_int_equal(refused_said(), MANY);
    assert_true(says(PARAM_SOURCES, "source-0") && !says(PARAM_SOURCES, "source-2999"));
}

static void what_is_no_word_of_the_door_is_nobody(void **state)
{
    char word[200];
    (void) state;
    memset(word, 's', sizeof(word));
    refusals_add(refusals, STR("two\nlines"), REASON_MISSING);
    refusals_add(refusals, (struct str) {.ptr = word, .len = sizeof(word)}, REASON_MISSING);
    refusals_add(refusals, STR(""), REASON_MISSING);
    refusals_write(refusals);
    assert_int_equal(rows_said(), 1);
    assert_int_equal(refused_said(), 3);
    assert_false(says(PARAM_SOURCES, "s"));
}

static void without_a_database_nothing_is_counted(void **state)
{
    struct err err;
    struct refusals *none = NULL;
    const struct refusals_options options = {.program = "publish", .conninfo = "", .user = ""};
    (void) state;
    assert_int_equal(refusals_open(&options, &none, &err), OK);
    assert_null(none);
    refusals_add(none, STR("hotline"), REASON_MISSING);
    refusals_write(none);
    refusals_close(none);
    assert_string_equal(pq_said(), "");
}

static void the_end_writes_what_is_left(void **state)
{
    struct err err;
    struct refusals *one = NULL;
    const struct refusals_options options = {
        .program = "publish", .conninfo = "host=fake", .user = "", .write_ms = 3600000};
    (void) state;
    assert_int_equal(refusals_open(&options, &one, &err), OK);
    refusals_add(one, STR("hotline"), REASON_MISSING);
    refusals_close(one);
    assert_int_equal(refused_said(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_refused_is_added_by_source_and_reason, before,
                                        after),
        cmocka_unit_test_setup_teardown(nothing_is_written_twice_and_nothing_when_there_is_nothing,
                                        before, after),
        cmocka_unit_test_setup_teardown(counts_wait_while_the_database_is_away, before, after),
        cmocka_unit_test_setup_teardown(counts_wait_when_the_connection_is_lost, before, after),
        cmocka_unit_test_setup_teardown(of_too_many_sources_the_count_stays_and_the_name_goes,
                                        before, after),
        cmocka_unit_test_setup_teardown(what_is_no_word_of_the_door_is_nobody, before, after),
        cmocka_unit_test_setup_teardown(without_a_database_nothing_is_counted, before, after),
        cmocka_unit_test_setup_teardown(the_end_writes_what_is_left, before, after),
    };
    return RUN(tests);
}
