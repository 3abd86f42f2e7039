/* test_case_file -- what stays in a file, who leaves it and why, and its packed form. */
#include "core/case_file.h"

#include <string.h>

#include "support/cmocka.h"

static struct arena arena;

static int setup(void **state)
{
    struct err err;
    (void) state;
    return arena_init(&arena, 64 << 20, &err) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void) state;
    arena_done(&arena);
    return 0;
}

/* An event of the one subject here: its id ends in `id`, it happened `second` s after 2024. */
static struct event *event(unsigned id, enum event_kind kind, int64_t second)
{
    struct event *made = arena_alloc(&arena, sizeof(*made));
    assert_non_null(made);
    *made = (struct event) {
        .subject = {{7}},
        .subject_kind = SUBJECT_CASE,
        .case_source = STR("hotline"),
        .case_number = STR("12345-1"),
        .occurred_at_us = INT64_C(1704038400000000) + second * 1000000,
        .precision = PRECISION_INSTANT,
        .recorded_at_us = INT64_C(1704038400000000) + second * 1000000 + 5,
        .source = STR("hotline"),
        .source_ref = STR("a"),
        .kind = kind,
    };
    made->id.bytes[14] = (unsigned char) (id >> 8);
    made->id.bytes[15] = (unsigned char) id;
    return made;
}

static struct case_file empty_file(void)
{
    struct case_file file;
    case_file_init(&file, event(1, EVENT_PROGRESSED, 0));
    return file;
}

static struct case_file_change change;

static enum case_file_added add(struct case_file *file, const struct event *offered)
{
    struct err err;
    assert_int_equal(case_file_add(file, offered, &arena, &change, &err), OK);
    return change.added;
}

static struct str pack(const struct case_file *file)
{
    struct str bytes;
    struct err err;
    assert_int_equal(case_file_pack(file, &arena, &bytes, &err), OK);
    return bytes;
}

static struct case_file unpack(struct str bytes)
{
    struct case_file file;
    struct err err = {.text = ""};
    const struct uuid subject = {{7}};
    if (case_file_unpack(bytes, &subject, &arena, &file, &err) != OK)
        fail_msg("%s", err.text);
    return file;
}

static void events_stand_in_the_order_of_folding(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    const struct event *late = event(1, EVENT_PROGRESSED, 9);
    const struct event *early = event(2, EVENT_PROGRESSED, 3);
    const struct event *accepted = event(3, EVENT_ACCEPTED, 9);
    assert_int_equal(add(&file, late), CASE_FILE_ADDED);
    assert_int_equal(add(&file, early), CASE_FILE_ADDED);
    assert_int_equal(add(&file, accepted), CASE_FILE_ADDED);
    assert_int_equal(change.losers_count, 0);
    assert_int_equal(file.count, 3);
    assert_ptr_equal(file.events[0], early);
    assert_ptr_equal(file.events[1], accepted);
    assert_ptr_equal(file.events[2], late);
}

static void a_packed_file_comes_back(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    (void) add(&file, event(1, EVENT_PROGRESSED, 1));
    (void) add(&file, event(2, EVENT_COMPLETED, 2));
    struct str bytes = pack(&file);
    struct case_file again = unpack(bytes);
    assert_int_equal(again.count, 2);
    assert_int_equal(again.packed_bytes_max, file.packed_bytes_max);
    assert_true(str_eq(pack(&again), bytes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_stand_in_the_order_of_folding),
        cmocka_unit_test(a_packed_file_comes_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
