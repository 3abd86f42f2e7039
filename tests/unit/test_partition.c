/* partition: keys have the partitions that Java's clients give them. */
#include "core/partition.h"
#include "support/cmocka.h"

static void keys_have_the_partitions_of_kafka(void **state)
{
    /* What org.apache.kafka.common.utils.Utils.murmur2() gives, as its own tests have it. */
    static const struct {
        const char *key;
        int32_t hash;
    } rows[] = {
        {"21", -973932308},
        {"abc", 479470107},
        {"foobar", -790332482},
        {"a-little-bit-long-string", -985981536},
        {"a-little-bit-longer-string", -1486304829},
        {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
    };
    static const int32_t counts[] = {1, 12, 96, INT32_MAX};
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t j = 0; j < sizeof(counts) / sizeof(counts[0]); j++)
            assert_int_equal(partition_of_key(str_from(rows[i].key), counts[j]),
                             (int32_t) ((uint32_t) rows[i].hash & INT32_MAX) % counts[j]);
}

static void a_key_above_127_is_of_bytes_not_of_signs(void **state)
{
    (void) state;
    assert_in_range(partition_of_key(STR("单位"), 12), 0, 11);
    assert_int_equal(partition_of_key(STR(""), 1), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_have_the_partitions_of_kafka),
    cmocka_unit_test(a_key_above_127_is_of_bytes_not_of_signs),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
