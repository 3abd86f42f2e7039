/* test_uuid_set -- what was put in is in, whatever else is. */
#include "run/recent_ids.h"

#include "support/cmocka.h"

static struct uuid nth(uint32_t n)
{
    char name[16];
    int len = snprintf(name, sizeof(name), "%u", n);
    struct str part = {.ptr = name, .len = (size_t) len};
    return uuid_v5(&uuid_namespace_case, &part, 1);
}

static void an_id_is_new_once(void **state)
{
    (void) state;
    enum { IDS = 20000 };
    struct uuid_set set = {.count = 0};
    struct err err;
    bool was_in = true;
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t n = 0; n < IDS; n++) {
            struct uuid id = nth(n);
            assert_int_equal(uuid_set_add(&set, &id, &was_in, &err), OK);
            assert_int_equal(was_in, round == 1);
        }
    }
    assert_int_equal(set.count, IDS);
    uuid_set_done(&set);
    uuid_set_done(&set);
}

static void what_is_in_is_found(void **state)
{
    (void) state;
    struct uuid_set set = {.count = 0};
    struct err err;
    bool was_in = true;
    struct uuid one = nth(1);
    struct uuid two = nth(2);
    assert_false(uuid_set_has(&set, &one));
    assert_int_equal(uuid_set_add(&set, &one, &was_in, &err), OK);
    assert_true(uuid_set_has(&set, &one));
    assert_false(uuid_set_has(&set, &two));
    uuid_set_done(&set);
}

static void the_last_ids_are_remembered_and_not_all(void **state)
{
    (void) state;
    enum { MAX = 100, IDS = 1000 };
    struct recent_ids recent = {.max = MAX};
    struct err err;
    bool was_in = true;
    for (uint32_t n = 0; n < IDS; n++) {
        struct uuid id = nth(n);
        assert_int_equal(recent_ids_add(&recent, &id, &was_in, &err), OK);
        assert_false(was_in);
        assert_true(recent.now.count + recent.before.count <= 2 * MAX);
        struct uuid lately = nth(n < MAX / 2 ? 0 : n - (MAX / 2 - 1)); /* two a turn */
        assert_int_equal(recent_ids_add(&recent, &lately, &was_in, &err), OK);
        assert_true(was_in);
    }
    struct uuid long_ago = nth(0);
    assert_int_equal(recent_ids_add(&recent, &long_ago, &was_in, &err), OK);
    assert_false(was_in);
    recent_ids_done(&recent);
    recent_ids_done(&recent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_new_once),
        cmocka_unit_test(what_is_in_is_found),
        cmocka_unit_test(the_last_ids_are_remembered_and_not_all),
    };
    return RUN(tests);
}
