/* test_cover -- who held a post, as the cover of a book says it; names of a day. */
#include "office/cover.h"

#include <string.h>

#include "base/civil.h"
#include "support/build.h"
#include "support/cmocka.h"

static struct name name_rows[] = {
    {.kind = NAME_OF_UNIT, .code = T("U"), .name = T("局"), .first_day = 100, .last_day = 200},
    {.kind = NAME_OF_UNIT,
     .code = T("U"),
     .name = T("新局"),
     .first_day = 201,
     .last_day = INT64_MAX},
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("A"),
     .name = T("甲"),
     .first_day = 0,
     .last_day = 150,
     .is_dedicated = true},
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("B"),
     .name = T("乙"),
     .first_day = 151,
     .last_day = 180,
     .is_dedicated = true},
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("C"),
     .name = T("丙"),
     .first_day = 0,
     .last_day = INT64_MAX},
    {.kind = NAME_OF_SECTION,
     .unit = T("V"),
     .code = T("A"),
     .name = T("丁"),
     .first_day = 0,
     .last_day = INT64_MAX},
    {.kind = NAME_OF_PERSON, .code = T("li"), .name = T("李强"), .last_day = INT64_MAX},
    {.kind = NAME_OF_PERSON, .code = T("zhou"), .name = T("周敏"), .last_day = INT64_MAX},
};
static const struct names names = {.items = name_rows,
                                   .count = sizeof(name_rows) / sizeof(name_rows[0])};

static int64_t day(int month, int day_of_month)
{
    return civil_day_from((struct civil_date) {.year = 2022, .month = month, .day = day_of_month});
}

static void assert_str(struct str text, const char *expected)
{
    if (text.len != strlen(expected) || memcmp(str_start(text), expected, text.len) != 0)
        fail_msg("\"%.*s\", not \"%s\"", STR_ARG(text), expected);
}

static void assert_holders(const struct holder *holders, size_t count, const char *expected)
{
    const struct period period = {
        .year = 2022, .first_day = day(1, 1), .last_day = day(12, 31), .is_whole_year = true};
    build_begin();
    assert_str(cover_holders(holders, count, &period, &names, build_arena()), expected);
}

static void who_held_a_post_all_the_time_is_named_alone(void **state)
{
    (void) state;
    const struct holder one = {T("li"), day(1, 1) - 400, INT64_MAX};
    assert_holders(&one, 1, "李强");
}

static void several_are_named_with_their_days(void **state)
{
    (void) state;
    const struct holder two[] = {{T("li"), day(1, 1), day(6, 30)},
                                 {T("zhou"), day(7, 1), INT64_MAX}};
    assert_holders(two, 2,
                   "李强（2022年1月1日至2022年6月30日）\n周敏（2022年7月1日至2022年12月31日）");
}

static void a_vacant_post_is_vacant(void **state)
{
    (void) state;
    assert_holders(NULL, 0, "空缺");
    const struct holder nobody = {.first_day = day(1, 1) - 9, .last_day = INT64_MAX};
    assert_holders(&nobody, 1, "空缺");
    const struct holder gap[] = {{T("li"), day(2, 1), day(6, 30)},
                                 {T("zhou"), day(8, 1), day(9, 1)}};
    assert_holders(gap, 2,
                   "空缺（2022年1月1日至2022年1月31日）\n李强（2022年2月1日至2022年6月30日）\n"
                   "空缺（2022年7月1日至2022年7月31日）\n周敏（2022年8月1日至2022年9月1日）\n"
                   "空缺（2022年9月2日至2022年12月31日）");
}

static void two_at_a_time_are_both_named(void **state)
{
    (void) state;
    const struct holder both[] = {{T("li"), day(1, 1), INT64_MAX},
                                  {T("zhou"), day(3, 1), day(3, 9)}};
    assert_holders(both, 2,
                   "李强（2022年1月1日至2022年12月31日）\n周敏（2022年3月1日至2022年3月9日）");
}

/* ---- names ---- */

static void a_name_is_that_of_the_day(void **state)
{
    (void) state;
    assert_str(names_unit(&names, STR("U"), 150), "局");
    assert_str(names_unit(&names, STR("U"), 201), "新局");
    assert_str(names_unit(&names, STR("U"), 1), "局"); /* before the first */
    assert_str(names_unit(&names, STR("U"), 99999), "新局");
    assert_str(names_section(&names, STR("U"), STR("A"), 99999), "甲"); /* after the last */
    assert_str(names_section(&names, STR("V"), STR("A"), 5), "丁");
}

static void what_the_directory_does_not_know_is_its_own_name(void **state)
{
    (void) state;
    static const struct names none = {.count = 0};
    assert_str(names_unit(&names, STR("A"), 150), "A");
    assert_str(names_section(&names, STR("U"), STR("li"), 150), "li");
    assert_str(names_person(&names, STR("U"), 150), "U");
    assert_str(names_person(&names, STR("zz"), 150), "zz");
    assert_str(names_person(&none, STR("li"), 150), "li");
    assert_str(names_section(&names, STR("U"), STR(""), 150), "");
}

static void the_dedicated_section_is_that_of_the_day(void **state)
{
    (void) state;
    assert_str(names_dedicated(&names, STR("U"), 100)->name, "甲");
    assert_str(names_dedicated(&names, STR("U"), 160)->name, "乙");
    assert_str(names_dedicated(&names, STR("U"), 999)->name, "甲");
    assert_null(names_dedicated(&names, STR("V"), 100));
    assert_null(names_dedicated(&names, STR("W"), 100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_held_a_post_all_the_time_is_named_alone),
        cmocka_unit_test(several_are_named_with_their_days),
        cmocka_unit_test(a_vacant_post_is_vacant),
        cmocka_unit_test(two_at_a_time_are_both_named),
        cmocka_unit_test(a_name_is_that_of_the_day),
        cmocka_unit_test(what_the_directory_does_not_know_is_its_own_name),
        cmocka_unit_test(the_dedicated_section_is_that_of_the_day),
    };
    return RUN(tests);
}
