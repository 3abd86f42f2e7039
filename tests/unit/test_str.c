/* test_str -- borrowed texts: equality, order, copies. */
#include "base/str.h"

#include "support/cmocka.h"

static const struct str null_text = {.ptr = NULL, .len = 0};

static void a_missing_text_is_an_empty_one(void **state)
{
    (void) state;
    assert_int_equal(str_from(NULL).len, 0);
    assert_int_equal(str_from("abc").len, 3);
    assert_true(str_eq(null_text, STR("")));
    assert_int_equal(str_compare(null_text, STR("")), 0);
}

static void texts_are_equal_by_bytes_and_length(void **state)
{
    (void) state;
    assert_true(str_eq(STR("首问"), STR("首问")));
    assert_false(str_eq(STR("首问"), STR("首")));
    assert_false(str_eq(STR("abc"), STR("abd")));
    assert_false(str_eq(STR("a\0b"), STR("a\0c")));
}

static void order_is_of_unsigned_bytes_then_length(void **state)
{
    (void) state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("b"), STR("a")) > 0);
    assert_true(str_compare(STR("z"), STR("首")) < 0);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_true(str_compare(null_text, STR("a")) < 0);
    assert_int_equal(str_compare(STR("ab"), STR("ab")), 0);
}

static void a_copy_outlives_the_original(void **state)
{
    (void) state;
    struct arena arena;
    struct err err;
    struct str kept;
    char text[] = "abc";
    assert_int_equal(arena_init(&arena, 64, &err), OK);
    assert_int_equal(str_keep(str_from(text), &arena, &kept, &err), OK);
    char *terminated = str_keep_terminated(str_from(text), &arena);
    text[0] = 'x';
    assert_true(str_eq(kept, STR("abc")));
    assert_string_equal(terminated, "abc");
    assert_int_equal(str_keep(null_text, &arena, &kept, &err), OK);
    assert_int_equal(kept.len, 0);
    assert_string_equal(str_keep_terminated(null_text, &arena), "");
    arena_done(&arena);
}

static void a_full_arena_keeps_nothing(void **state)
{
    (void) state;
    struct arena arena;
    struct err err;
    struct str kept = STR("untouched");
    assert_int_equal(arena_init(&arena, 2, &err), OK);
    assert_int_equal(str_keep(STR("abc"), &arena, &kept, &err), RETRY);
    assert_string_equal(err.text, "no room for 3 bytes in the arena");
    assert_true(str_eq(kept, STR("untouched")));
    assert_null(str_keep_terminated(STR("ab"), &arena));
    arena_done(&arena);
}

static void equal_texts_hash_alike_and_others_hardly_ever(void **state)
{
    (void) state;
    assert_true(str_hash(STR("abc")) == str_hash(str_from("abc")));
    assert_true(str_hash(STR("abc")) != str_hash(STR("abd")));
    assert_true(str_hash(STR("a")) != str_hash(STR("a\0")));
    assert_true(str_hash(null_text) == str_hash(STR("")));
}

static void a_text_is_cut_at_its_first_mark(void **state)
{
    (void) state;
    struct str text = STR("a,,b");
    assert_true(str_eq(str_cut(&text, ','), STR("a")));
    assert_true(str_eq(str_cut(&text, ','), STR("")));
    assert_true(str_eq(str_cut(&text, ','), STR("b")));
    assert_int_equal(text.len, 0);
    text = null_text;
    assert_int_equal(str_cut(&text, ',').len, 0);
    assert_null(text.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_text_is_an_empty_one),
        cmocka_unit_test(texts_are_equal_by_bytes_and_length),
        cmocka_unit_test(order_is_of_unsigned_bytes_then_length),
        cmocka_unit_test(a_copy_outlives_the_original),
        cmocka_unit_test(a_full_arena_keeps_nothing),
        cmocka_unit_test(equal_texts_hash_alike_and_others_hardly_ever),
        cmocka_unit_test(a_text_is_cut_at_its_first_mark),
    };
    return RUN(tests);
}
