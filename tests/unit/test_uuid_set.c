/* test_uuid_set -- what was put in is in, whatever else is. */
#include "run/uuid_set.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_new_once),
    };
    return RUN(tests);
}
