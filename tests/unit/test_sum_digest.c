/* test_sum_digest -- digests add up as the rows do, and tell tables apart. */
#include "core/sum_digest.h"

#include <string.h>

#include "support/cmocka.h"

struct count {
    struct uuid subject;
    struct str unit;
    struct str section;
    int32_t bucket;
    int64_t due;
    int64_t on_time;
};

static const struct column columns[] = {
    COLUMN(count, subject),
    COLUMN(count, unit),
    COLUMN(count, section),
    COLUMN(count, bucket),
    {"due", COLUMN_COUNT, offsetof(struct count, due)},
    {"on_time", COLUMN_COUNT, offsetof(struct count, on_time)},
};

static const struct table table = {
    .name = "count",
    .kind = TABLE_OF_SUMS,
    .row_size = sizeof(struct count),
    .keys_count = 4,
    .columns_count = 6,
    .columns = columns,
};

static unsigned char memory[1 << 18];
static struct arena arena;
static struct sum_digest digest;

static int setup(void **state)
{
    (void) state;
    arena = (struct arena) {.memory = memory, .size_bytes = sizeof(memory)};
    digest = (struct sum_digest) {{0}};
    return 0;
}

static void take(struct count count, int64_t sign)
{
    struct rows rows;
    struct err err;
    assert_int_equal(rows_init(&rows, &table, 1, &arena, &err), OK);
    *(struct count *) rows_add(&rows) = count;
    sum_digest_add(&digest, &rows, sign);
}

static size_t differing(void)
{
    size_t count = 0;
    for (size_t i = 0; i < SUM_DIGEST_CLASSES; i++)
        count += digest.classes[i] != 0;
    return count;
}

#define OF(...) ((struct count) {.unit = STR("housing"), __VA_ARGS__})

static void parts_come_to_what_they_are_the_sum_of(void **state)
{
    (void) state;
    take(OF(.due = 3, .on_time = 1), 1);
    take(OF(.bucket = 7, .due = 1), 1);
    take(OF(.due = 1), -1);
    assert_int_equal(differing(), 2);
    take(OF(.bucket = 7, .due = 1), -1);
    take(OF(.due = 2, .on_time = 1), -1);
    assert_int_equal(differing(), 0);
}

static void rows_of_nothing_are_nothing(void **state)
{
    (void) state;
    take(OF(.section = STR("window")), 1);
    assert_int_equal(differing(), 0);
}

static void every_key_and_every_column_counts(void **state)
{
    (void) state;
    const struct count others[] = {
        {.unit = STR("housing"), .on_time = 5},
        {.unit = STR("housing"), .due = 4},
        {.unit = STR("housing"), .due = -5},
        {.unit = STR("housinh"), .due = 5},
        {.unit = STR("housing"), .section = STR("a"), .due = 5},
        {.unit = STR("housin"), .section = STR("g"), .due = 5},
        {.section = STR("housing"), .due = 5},
        {.unit = STR("housing"), .bucket = 1, .due = 5},
        {.unit = STR("housing"), .subject = {.bytes = {1}}, .due = 5},
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        take(OF(.due = 5), 1);
        take(others[i], -1);
        assert_true(differing() > 0);
        digest = (struct sum_digest) {{0}};
    }
}

static void a_row_s_class_is_where_it_counts(void **state)
{
    (void) state;
    const struct count count = OF(.due = 1);
    take(count, 1);
    assert_true(digest.classes[sum_digest_class(&table, &count)] != 0);
    assert_int_equal(differing(), 1);
}

/* A thousand keys that differ in little are of many classes. */
static void keys_are_scattered_over_the_classes(void **state)
{
    (void) state;
    for (int32_t bucket = 0; bucket < 1000; bucket++)
        take(OF(.bucket = bucket, .due = 1), 1);
    assert_in_range(differing(), 850, 930); /* 887 when by chance */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(parts_come_to_what_they_are_the_sum_of, setup),
        cmocka_unit_test_setup(rows_of_nothing_are_nothing, setup),
        cmocka_unit_test_setup(every_key_and_every_column_counts, setup),
        cmocka_unit_test_setup(a_row_s_class_is_where_it_counts, setup),
        cmocka_unit_test_setup(keys_are_scattered_over_the_classes, setup),
    };
    return RUN(tests);
}
