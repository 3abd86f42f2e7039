/* test_standing -- bands and places among peers. */
#include "core/standing.h"

#include "support/cmocka.h"

enum { STANDINGS_MAX = 8 };

/* clang-format off */
static const struct {
    const char *title;
    size_t count;
    struct standing given[STANDINGS_MAX]; /* class, total, is it compared */
    struct {
        int32_t place;
        int32_t peers_count;
        enum band band;
    } wanted[STANDINGS_MAX];
} rows[] = {
    {"three peers are in three bands", 3,
     {{{"c", 1}, 7000, true, 0, 0, 0}, {{"c", 1}, 9000, true, 0, 0, 0}, {{"c", 1}, 8000, true, 0, 0, 0}},
     {{3, 3, BAND_THIRD}, {1, 3, BAND_FIRST}, {2, 3, BAND_SECOND}}},
    {"of two there are no thirds", 2,
     {{{"c", 1}, 7000, true, 0, 0, 0}, {{"c", 1}, 9000, true, 0, 0, 0}},
     {{2, 2, BAND_NONE}, {1, 2, BAND_NONE}}},
    {"equal totals share the better place and band", 4,
     {{{"c", 1}, 8000, true, 0, 0, 0}, {{"c", 1}, 8000, true, 0, 0, 0}, {{"c", 1}, 8000, true, 0, 0, 0},
      {{"c", 1}, 7000, true, 0, 0, 0}},
     {{1, 4, BAND_FIRST}, {1, 4, BAND_FIRST}, {1, 4, BAND_FIRST}, {4, 4, BAND_THIRD}}},
    {"who rests upon few has neither, and moves nobody", 4,
     {{{"c", 1}, 9900, false, 0, 0, 0}, {{"c", 1}, 9000, true, 0, 0, 0}, {{"c", 1}, 8000, true, 0, 0, 0},
      {{"c", 1}, 7000, true, 0, 0, 0}},
     {{0, 3, BAND_NONE}, {1, 3, BAND_FIRST}, {2, 3, BAND_SECOND}, {3, 3, BAND_THIRD}}},
    {"another class is no peer", 5,
     {{{"c", 1}, 7000, true, 0, 0, 0}, {{"t", 1}, 9900, true, 0, 0, 0}, {{"c", 1}, 9000, true, 0, 0, 0},
      {{"c", 1}, 8000, true, 0, 0, 0}, {{"t", 1}, 9800, true, 0, 0, 0}},
     {{3, 3, BAND_THIRD}, {1, 2, BAND_NONE}, {1, 3, BAND_FIRST}, {2, 3, BAND_SECOND}, {2, 2, BAND_NONE}}},
    {"five are two, two and one", 5,
     {{{"c", 1}, 1, true, 0, 0, 0}, {{"c", 1}, 2, true, 0, 0, 0}, {{"c", 1}, 3, true, 0, 0, 0},
      {{"c", 1}, 4, true, 0, 0, 0}, {{"c", 1}, 5, true, 0, 0, 0}},
     {{5, 5, BAND_THIRD}, {4, 5, BAND_SECOND}, {3, 5, BAND_SECOND}, {2, 5, BAND_FIRST}, {1, 5, BAND_FIRST}}},
};
/* clang-format on */

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct standing standings[STANDINGS_MAX];
        print_message("    %s\n", rows[i].title);
        for (size_t n = 0; n < rows[i].count; n++)
            standings[n] = rows[i].given[n];
        standings_make(standings, rows[i].count);
        for (size_t n = 0; n < rows[i].count; n++) {
            assert_int_equal(standings[n].place, rows[i].wanted[n].place);
            assert_int_equal(standings[n].peers_count, rows[i].wanted[n].peers_count);
            assert_int_equal(standings[n].band, rows[i].wanted[n].band);
        }
    }
}

static void only_a_score_with_a_grade_is_compared(void **state)
{
    (void) state;
    static const struct score rated = {.is_rated = true, .final = 8100};
    static const struct score few = {.is_rated = true, .is_few = true};
    static const struct score unrated = {.is_rated = false};
    assert_true(standing_of(STR("county"), &rated).is_compared);
    assert_int_equal(standing_of(STR("county"), &rated).final, 8100);
    assert_false(standing_of(STR("county"), &few).is_compared);
    assert_false(standing_of(STR("county"), &unrated).is_compared);
    assert_false(standing_of(STR(""), &rated).is_compared); /* of no class */
}

static void every_band_has_its_words(void **state)
{
    (void) state;
    static const char *const words[BANDS_COUNT] = {"同类不足", "第一档", "第二档", "第三档"};
    for (int band = 0; band < BANDS_COUNT; band++) {
        const struct standing standing = {.is_compared = true, .band = (enum band) band};
        assert_string_equal(standing_chinese(&standing), words[band]);
    }
    const struct standing few = {.band = BAND_NONE};
    assert_string_equal(standing_chinese(&few), "样本不足");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(only_a_score_with_a_grade_is_compared),
        cmocka_unit_test(every_band_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
