/* test_json_map -- what no event of ours says, but a message may. */
#include "wire/json_map.h"

#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"
#include "shouwen/v1/citizen.pb-c.h"
#include "shouwen/v1/oversight.pb-c.h"

#include "support/cmocka.h"

static struct arena arena;

static void assert_json(const ProtobufCMessage *message, const char *expected)
{
    struct err err = {0};
    struct str json;
    arena_reset(&arena);
    assert_int_equal(json_from_message(message, &arena, &json, &err), OK);
    if (!str_eq(json, str_from(expected)))
        fail_msg("%.*s", STR_ARG(json));
}

static void every_message_has_a_json(void **state)
{
    (void) state;
    struct err err = {0};
    assert_int_equal(arena_init(&arena, 4096, &err), OK);
    Shouwen__V1__TextRecord text;
    shouwen__v1__text_record__init(&text);
    char words[] = "\x01\r\\";
    text.text = words;
    text.field = (Shouwen__V1__TextField) 99;
    assert_json(&text.base, "{\"field\":99,\"text\":\"\\u0001\\u000d\\\\\"}");
    Shouwen__V1__SpotChecked checked;
    shouwen__v1__spot_checked__init(&checked);
    Shouwen__V1__Checker checkers[] = {SHOUWEN__V1__CHECKER__CHECKER_UNSPECIFIED};
    char none[] = "";
    char *persons[] = {none, words + 3};
    checked.checkers = checkers;
    checked.n_checkers = 1;
    checked.checked_by = persons;
    checked.n_checked_by = 2;
    assert_json(&checked.base,
                "{\"checkers\":[\"CHECKER_UNSPECIFIED\"],\"checkedBy\":[\"\",\"\"]}");
    Google__Protobuf__Timestamp time;
    google__protobuf__timestamp__init(&time);
    Shouwen__V1__ErasedRecord erased;
    shouwen__v1__erased_record__init(&erased);
    erased.at = &time;
    time.nanos = 1;
    assert_json(&erased.base, "{\"at\":\"1970-01-01T00:00:00.000000001Z\"}");
    time.seconds = -1;
    time.nanos = 0;
    assert_json(&erased.base, "{\"at\":\"1969-12-31T23:59:59Z\"}");
    arena_done(&arena);
}

static void a_block_of_all_memory_is_not_given(void **state)
{
    (void) state;
    struct err err = {0};
    struct proto_memory memory;
    assert_int_equal(arena_init(&arena, 4096, &err), OK);
    proto_memory_init(&memory, &arena, SIZE_MAX);
    assert_null(proto_memory_alloc(&memory, SIZE_MAX));
    assert_true(memory.is_spent);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_has_a_json),
        cmocka_unit_test(a_block_of_all_memory_is_not_given),
    };
    return RUN(tests);
}
