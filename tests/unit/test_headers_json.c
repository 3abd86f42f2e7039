/* test_headers_json -- the headers of an outgoing message, as the outbox keeps them. */
#include "wire/headers_json.h"

#include <stdio.h>

#include "support/arena.h"
#include "support/cmocka.h"

static void texts_and_numbers_are_headers(void **state)
{
    (void) state;
    struct err err = {0};
    struct headers_json headers;
    assert_int_equal(
        headers_json_read(STR("{\"reason\":\"key\",\"offset\":-42}"), &test_arena, &headers, &err),
        OK);
    assert_int_equal(headers.count, 2);
    assert_string_equal(headers.names[0], "reason");
    assert_true(str_eq(headers.values[0], STR("key")));
    assert_string_equal(headers.names[1], "offset");
    assert_true(str_eq(headers.values[1], STR("-42")));
    assert_int_equal(headers_json_read(STR(""), &test_arena, &headers, &err), OK);
    assert_int_equal(headers.count, 0);
}

static void anything_else_is_refused(void **state)
{
    (void) state;
    static const char *const rows[] = {"{", "[1]", "{\"a\":1,\"a\":2}", "{\"a\":null}",
                                       "{\"a\":{}}"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = {0};
        struct headers_json headers;
        assert_int_equal(headers_json_read(str_from(rows[i]), &test_arena, &headers, &err), REJECT);
        assert_int_equal(err.reason, REASON_SYNTAX);
    }
}

static void there_may_be_so_many_and_no_more(void **state)
{
    (void) state;
    struct err err = {0};
    struct headers_json headers;
    char json[16 * (HEADERS_JSON_MAX + 1)];
    size_t len = 0;
    for (int i = 0; i <= HEADERS_JSON_MAX; i++)
        len += (size_t) snprintf(json + len, sizeof(json) - len, "%c\"h%d\":%d", i == 0 ? '{' : ',',
                                 i, i);
    json[len] = '}';
    assert_int_equal(headers_json_read((struct str) {json, len + 1}, &test_arena, &headers, &err),
                     REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
}

static void a_small_arena_says_retry(void **state)
{
    (void) state;
    enum outcome last = RETRY;
    for (size_t size = 1; last != OK; size++) {
        struct err err = {0};
        struct arena small;
        struct headers_json headers;
        assert_int_equal(arena_init(&small, size, &err), OK);
        last = headers_json_read(STR("{\"reason\":\"key\",\"offset\":7}"), &small, &headers, &err);
        assert_true(last == OK || last == RETRY);
        arena_done(&small);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(texts_and_numbers_are_headers),
        TEST(anything_else_is_refused),
        TEST(there_may_be_so_many_and_no_more),
        TEST(a_small_arena_says_retry),
    };
    return RUN(tests);
}
