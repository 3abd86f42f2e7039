/* revisions: a few are kept, and the present one is never among those that go. */
#include "run/revisions.h"

#include <string.h>

#include "support/cmocka.h"

static struct revisions revisions;
static struct err err;
static size_t loads;
static const char *texts[16]; /* of each version, in its arena */

static enum outcome load(struct pg *pg, struct arena *arena, struct rules *rules, struct err *why)
{
    struct str kept;
    (void) pg;
    loads++;
    if (rules->version == 13)
        return err_set(why, FATAL, "means nothing");
    if (str_keep(STR("basis"), arena, &kept, why) != OK)
        return why->outcome;
    texts[rules->version] = kept.ptr;
    return OK;
}

static const struct projection dated = {.name = "dated", .load_rules = load};
static const struct projection undated = {.name = "undated"};

static int before(void **state)
{
    (void) state;
    loads = 0;
    if (revisions_init(&revisions, &dated, &err) != OK)
        return -1;
    revisions_open(&revisions, NULL);
    return revisions_find(&revisions, 1, &revisions.present, &err) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    revisions_done(&revisions);
    return 0;
}

static void find(int64_t version)
{
    const struct rules *rules = NULL;
    assert_int_equal(revisions_find(&revisions, version, &rules, &err), OK);
    assert_int_equal(rules->version, version);
}

static void one_that_is_kept_is_not_read_again(void **state)
{
    (void) state;
    find(2);
    find(3);
    find(2);
    find(1);
    assert_int_equal(loads, 3);
}

static void the_one_not_used_for_longest_makes_room(void **state)
{
    (void) state;
    find(2);
    find(3);
    find(2);
    find(4); /* in the place of 3 */
    find(2);
    assert_int_equal(loads, 4);
    find(3);
    assert_int_equal(loads, 5);
}

static void the_present_one_stays(void **state)
{
    (void) state;
    const struct rules *present = revisions.present;
    for (int64_t version = 2; version < 10; version++)
        find(version);
    assert_ptr_equal(revisions.present, present);
    assert_int_equal(present->version, 1);
}

static void texts_of_others_than_the_present_one_are_lent(void **state)
{
    (void) state;
    find(2);
    assert_true(revisions_lend(&revisions, texts[2]));
    assert_false(revisions_lend(&revisions, texts[1]));
    assert_false(revisions_lend(&revisions, "a word"));
}

static void one_that_cannot_be_read_is_named_and_leaves_nothing(void **state)
{
    (void) state;
    const struct rules *rules = NULL;
    assert_int_equal(revisions_find(&revisions, 13, &rules, &err), FATAL);
    assert_string_equal(err.text, "revision 13 of the rules: means nothing");
    assert_null(rules);
    assert_int_equal(revisions_find(&revisions, 13, &rules, &err), FATAL);
    find(2);
}

static void another_connection_forgets_them(void **state)
{
    (void) state;
    revisions_open(&revisions, NULL);
    assert_null(revisions.present);
    find(1);
    assert_int_equal(loads, 2);
}

static void without_loading_they_are_numbers(void **state)
{
    (void) state;
    struct revisions numbers;
    const struct rules *rules = NULL;
    assert_int_equal(revisions_init(&numbers, &undated, &err), OK);
    revisions_open(&numbers, NULL);
    assert_int_equal(revisions_find(&numbers, 7, &rules, &err), OK);
    assert_int_equal(rules->version, 7);
    assert_null(rules->calendar);
    assert_false(revisions_lend(&numbers, "a word"));
    revisions_done(&numbers);
    assert_int_equal(loads, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_that_is_kept_is_not_read_again),
        TEST(the_one_not_used_for_longest_makes_room),
        TEST(the_present_one_stays),
        TEST(texts_of_others_than_the_present_one_are_lent),
        TEST(one_that_cannot_be_read_is_named_and_leaves_nothing),
        TEST(another_connection_forgets_them),
        TEST(without_loading_they_are_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
