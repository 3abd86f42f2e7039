/* test_ladder -- where rungs stand, as people write it, and for which limits they are. */
#include "core/ladder.h"

#include "support/cmocka.h"

/* clang-format off */
static const struct {
    const char *text;
    enum rung_offset_fault fault;
    struct rung_offset offset;
} rows[] = {
    {"due",            RUNG_OFFSET_FINE, {RUNG_FROM_DUE, 0, 0, RUNG_NO_MINUTE}},
    {"due-1wd@09:00",  RUNG_OFFSET_FINE, {RUNG_FROM_DUE, -1, LIMIT_UNIT_WORKING_DAY, 540}},
    {"due+1wd",        RUNG_OFFSET_FINE, {RUNG_FROM_DUE, 1, LIMIT_UNIT_WORKING_DAY, RUNG_NO_MINUTE}},
    {"due@00:00",      RUNG_OFFSET_FINE, {RUNG_FROM_DUE, 0, 0, 0}},
    {"due+2cd@23:59",  RUNG_OFFSET_FINE, {RUNG_FROM_DUE, 2, LIMIT_UNIT_CALENDAR_DAY, 1439}},
    {"rung+5wd",       RUNG_OFFSET_FINE, {RUNG_FROM_RUNG, 5, LIMIT_UNIT_WORKING_DAY, RUNG_NO_MINUTE}},
    {"start+20min",    RUNG_OFFSET_FINE, {RUNG_FROM_START, 20, LIMIT_UNIT_MINUTE, RUNG_NO_MINUTE}},
    {"90%",            RUNG_OFFSET_FINE, {RUNG_AT_PERCENT, 90, 0, RUNG_NO_MINUTE}},
    {"100%",           RUNG_OFFSET_FINE, {RUNG_AT_PERCENT, 100, 0, RUNG_NO_MINUTE}},
    {"",               RUNG_OFFSET_SYNTAX, {0}},
    {"end",            RUNG_OFFSET_SYNTAX, {0}},
    {"du",             RUNG_OFFSET_SYNTAX, {0}},
    {"due 1wd",        RUNG_OFFSET_SYNTAX, {0}},
    {"9 0%",           RUNG_OFFSET_SYNTAX, {0}},
    {"9a%",            RUNG_OFFSET_SYNTAX, {0}},
    {"%",              RUNG_OFFSET_PERCENT, {0}},
    {"0%",             RUNG_OFFSET_PERCENT, {0}},
    {"101%",           RUNG_OFFSET_PERCENT, {0}},
    {"99999999999999999999%", RUNG_OFFSET_PERCENT, {0}},
    {"due+0wd",        RUNG_OFFSET_AMOUNT, {0}},
    {"due-1",          RUNG_OFFSET_AMOUNT, {0}},
    {"due+1week",      RUNG_OFFSET_AMOUNT, {0}},
    {"start-1wd",      RUNG_OFFSET_BEFORE, {0}},
    {"rung-1wd",       RUNG_OFFSET_BEFORE, {0}},
    {"due-1hd@09:00",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@24:00",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@09:60",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@9:00",   RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@0900h",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@:9:00",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@-1:00",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@0::00",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@0.:00",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@09:0x",  RUNG_OFFSET_MINUTE, {0}},
    {"due-1wd@",       RUNG_OFFSET_MINUTE, {0}},
};
/* clang-format on */

static void offsets_are_read_or_refused_with_a_reason(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct rung_offset offset = {0};
        print_message("    \"%s\"\n", rows[i].text);
        assert_int_equal(rung_offset_parse(str_from(rows[i].text), &offset), rows[i].fault);
        assert_int_equal(offset.base, rows[i].offset.base);
        assert_int_equal(offset.amount, rows[i].offset.amount);
        assert_int_equal(offset.unit, rows[i].offset.unit);
        assert_int_equal(offset.minute, rows[i].offset.minute);
    }
    for (enum rung_offset_fault fault = 0; fault < RUNG_OFFSET_FAULTS_COUNT; fault++)
        assert_non_null(rung_offset_fault_words(fault));
}

static void a_rung_is_for_limits_of_so_many_days(void **state)
{
    (void) state;
    const struct limit short_one = {1, LIMIT_UNIT_WORKING_DAY};
    const struct limit long_one = {2, LIMIT_UNIT_WORKING_DAY};
    const struct rung always = {.days_min = 0};
    const struct rung long_only = {.days_min = 2};
    const struct rung short_only = {.days_max = 1};
    assert_true(rung_is_for(&always, short_one) && rung_is_for(&always, long_one));
    assert_true(!rung_is_for(&long_only, short_one) && rung_is_for(&long_only, long_one));
    assert_true(rung_is_for(&short_only, short_one) && !rung_is_for(&short_only, long_one));
}

static void a_rung_waits_for_imports_of_the_sources_it_names(void **state)
{
    (void) state;
    static const struct str sources[] = {{"book", 4}, {"desk", 4}};
    const struct rung rung = {.batch_sources = sources, .batch_sources_count = 2};
    assert_true(rung_is_of_batches(&rung, STR("book")) && rung_is_of_batches(&rung, STR("desk")));
    assert_false(rung_is_of_batches(&rung, STR("boo")));
    assert_false(rung_is_of_batches(&(struct rung) {.batch_sources = NULL}, STR("book")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_read_or_refused_with_a_reason),
        cmocka_unit_test(a_rung_is_for_limits_of_so_many_days),
        cmocka_unit_test(a_rung_waits_for_imports_of_the_sources_it_names),
    };
    return RUN(tests);
}
