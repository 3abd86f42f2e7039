/* test_limit -- limits as people write them, and how many days they come to. */
#include "core/limit.h"

#include "support/cmocka.h"

/* clang-format off */
static const struct {
    const char *text;
    enum limit_fault fault;
    struct limit limit;
    int64_t days;
} rows[] = {
    {"7wd",      LIMIT_FINE, {7, LIMIT_UNIT_WORKING_DAY}, 7},
    {"30min",    LIMIT_FINE, {30, LIMIT_UNIT_MINUTE}, 0},
    {"1440min",  LIMIT_FINE, {1440, LIMIT_UNIT_MINUTE}, 1},
    {"419wmin",  LIMIT_FINE, {419, LIMIT_UNIT_WORKING_MINUTE}, 0},
    {"840wmin",  LIMIT_FINE, {840, LIMIT_UNIT_WORKING_MINUTE}, 2},
    {"1hd",      LIMIT_FINE, {1, LIMIT_UNIT_HALF_DAY}, 0},
    {"4hd",      LIMIT_FINE, {4, LIMIT_UNIT_HALF_DAY}, 2},
    {"180cd",    LIMIT_FINE, {180, LIMIT_UNIT_CALENDAR_DAY}, 180},
    {"1 hd",     LIMIT_FINE, {1, LIMIT_UNIT_HALF_DAY}, 0},
    {"1000000min", LIMIT_FINE, {1000000, LIMIT_UNIT_MINUTE}, 694},
    {"10000wd",  LIMIT_FINE, {10000, LIMIT_UNIT_WORKING_DAY}, 10000},
    {"007wd",    LIMIT_FINE, {7, LIMIT_UNIT_WORKING_DAY}, 7},
    {"",         LIMIT_SYNTAX, {0, 0}, 0},
    {"7",        LIMIT_SYNTAX, {0, 0}, 0},
    {"7 ",       LIMIT_SYNTAX, {0, 0}, 0},
    {"wd",       LIMIT_SYNTAX, {0, 0}, 0},
    {"-",        LIMIT_SYNTAX, {0, 0}, 0},
    {":wd",      LIMIT_SYNTAX, {0, 0}, 0},
    {"7weeks",   LIMIT_UNKNOWN_UNIT, {0, 0}, 0},
    {"7.5wd",    LIMIT_UNKNOWN_UNIT, {0, 0}, 0},
    {"0wd",      LIMIT_TOO_SMALL, {0, 0}, 0},
    {"-3wd",     LIMIT_TOO_SMALL, {0, 0}, 0},
    {"10001wd",  LIMIT_TOO_LARGE, {0, 0}, 0},
    {"10001hd",  LIMIT_TOO_LARGE, {0, 0}, 0},
    {"10001cd",  LIMIT_TOO_LARGE, {0, 0}, 0},
    {"1000001min", LIMIT_TOO_LARGE, {0, 0}, 0},
    {"1000001wmin", LIMIT_TOO_LARGE, {0, 0}, 0},
    {"100000000000000000007wd", LIMIT_TOO_LARGE, {0, 0}, 0},
    {"0000000000007wd", LIMIT_FINE, {7, LIMIT_UNIT_WORKING_DAY}, 7},
};
/* clang-format on */

static void limits_are_read_or_refused_with_a_reason(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct limit limit = {0};
        print_message("    \"%s\"\n", rows[i].text);
        assert_int_equal(limit_parse(str_from(rows[i].text), &limit), rows[i].fault);
        assert_int_equal(limit.amount, rows[i].limit.amount);
        assert_int_equal(limit.unit, rows[i].limit.unit);
        assert_int_equal(limit_days(limit), rows[i].days);
    }
    for (enum limit_fault fault = 0; fault < LIMIT_FAULTS_COUNT; fault++)
        assert_non_null(limit_fault_words(fault));
}

static void units_go_by_their_names(void **state)
{
    (void) state;
    enum limit_unit unit = 0;
    for (enum limit_unit each = LIMIT_UNIT_MINUTE; each < LIMIT_UNITS_END; each++) {
        assert_true(limit_unit_from(str_from(limit_unit_name(each)), &unit));
        assert_int_equal(unit, each);
    }
    assert_false(limit_unit_from(STR("week"), &unit));
    assert_string_equal(limit_unit_name(LIMIT_UNIT_HALF_DAY), "hd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_read_or_refused_with_a_reason),
        cmocka_unit_test(units_go_by_their_names),
    };
    return RUN(tests);
}
