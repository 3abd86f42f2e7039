/* test_choice -- boxes as people tick them, and cells with what nobody sees. */
#include "office/choice.h"

#include <string.h>

#include "office/cell_text.h"
#include "support/arena.h"
#include "support/cmocka.h"

#define W(literal)                                                                                 \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct choice_word channel_words[] = {
    {W("来电"), false},     {W("来访"), false},     {W("来信"), false},
    {W("局长信箱"), false}, {W("政务热线"), false}, {W("其他"), true},
};
static const struct choice_words channels = {channel_words, 6};

static const struct choice_word handling_words[] = {
    {W("本人本科室办理"), false},
    {W("转交其他科室办理"), true},
    {W("转交其他单位办理"), true},
};
static const struct choice_words handlings = {handling_words, 3};

static const struct choice_word satisfaction_words[] = {
    {W("满意"), false}, {W("一般"), false}, {W("不满意"), false}};
static const struct choice_words satisfactions = {satisfaction_words, 3};

/* clang-format off */
static const struct {
    const struct choice_words *words;
    const char *cell;
    const char *word; /* NULL: refused */
    const char *text; /* or part of the refusal */
} rows[] = {
    {&channels, "", "", ""},
    {&channels, "来电", "来电", ""},
    {&channels, " 来访　", "来访", ""},
    {&channels, "☑来电 □来访 □来信 □局长信箱 □政务热线 □其他", "来电", ""},
    {&channels, "□来电 □来访 □来信 □局长信箱 ■政务热线 □其他____", "政务热线", ""},
    {&channels, "来电□ 来访☑ 来信□", "来访", ""},
    {&channels, "来电□来访☑来信□", "来访", ""},
    {&channels, "来电 □ 来访 √ 来信 □ 其他 □", "来访", ""},
    {&channels, "□来电\n√来访\n□来信", "来访", ""},
    {&channels, "√来电", "来电", ""},
    {&channels, "来电 √来访 来信", "来访", ""},
    {&channels, "来电√ 来访 来信", "来电", ""},
    {&channels, "【√】来电【】来访", "来电", ""},
    {&channels, "( )来电 (√)来访", "来访", ""},
    {&channels, "（　）来电（ √ ）来访", "来访", ""},
    {&channels, "☐来电 ☒来访", "来访", ""},
    {&channels, "✔ 来信", "来信", ""},
    {&channels, "□来电 □来访", "", ""},
    {&channels, "□来电 □来访 ☑其他:广场咨询日", "其他", "广场咨询日"},
    {&channels, "□来电 □来访 ☑其他（微信）", "其他", "微信"},
    {&channels, "□来电 ☑其他____来电转接____ □来访", NULL, "at no word that takes one"},
    {&channels, "□来电 ☑其他：来电转接 □来访", "其他", "来电转接"},
    {&channels, "其他:广场咨询日", "其他", "广场咨询日"},
    {&channels, "其他（微信）", "其他", "微信"},
    {&channels, "其他 微信", "其他", "微信"},
    {&channels, "微信", "微信", ""}, /* the map says that it does not know it */
    {&channels, "来电、来访", "来电、来访", ""},
    {&channels, "来电转来", "来电转来", ""},
    {&channels, "√", NULL, "a tick stands at no word"},
    {&channels, "☑来电 ☑来访", NULL, "two boxes are ticked"},
    {&channels, "☑来电 ☑来电", "来电", ""},
    {&channels, "□来电 □其他:微信", NULL, "at a box that is not ticked"},
    {&channels, "☑来电 □其他:微信", NULL, "at a box that is not ticked"},
    {&channels, "☑来电 上午 □来访", NULL, "at no word that takes one"},
    {&channels, "方式 ☑来电", NULL, "at no word that takes one"},
    {&handlings, "☑本人本科室办理 □转交其他科室办理 □转交其他单位办理", "本人本科室办理", ""},
    {&handlings, "□本人本科室办理 ☑转交其他科室办理：办公室 □转交其他单位办理", "转交其他科室办理", "办公室"},
    {&handlings, "本人本科室办理☐ 转交其他科室办理☐ 转交其他单位办理☑ 市城管局", "转交其他单位办理", "市城管局"},
    {&handlings, "转交其他科室办理", "转交其他科室办理", ""},
    {&satisfactions, "满意□ 一般□ 不满意√", "不满意", ""},
    {&satisfactions, "☑满意 □一般 □不满意", "满意", ""},
    {&satisfactions, "不满意", "不满意", ""},
    {&satisfactions, "非常满意", "非常满意", ""},
};
/* clang-format on */

static void every_cell_says_one_word_or_is_refused(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct chosen chosen;
        struct err err = {.text = ""};
        print_message("    \"%s\"\n", rows[i].cell);
        arena_reset(&test_arena);
        enum outcome outcome =
            choice_read(rows[i].words, str_from(rows[i].cell), &test_arena, &chosen, &err);
        assert_int_equal(outcome, rows[i].word == NULL ? REJECT : OK);
        if (outcome != OK) {
            if (strstr(err.text, rows[i].text) == NULL)
                fail_msg("said \"%s\"", err.text);
            continue;
        }
        assert_int_equal(chosen.word.len, strlen(rows[i].word));
        assert_memory_equal(chosen.word.ptr, rows[i].word, chosen.word.len);
        assert_int_equal(chosen.text.len, strlen(rows[i].text));
        assert_memory_equal(str_start(chosen.text), rows[i].text, chosen.text.len);
    }
}

static void too_many_boxes_are_refused(void **state)
{
    (void) state;
    char cell[3 * 200 + 1] = "";
    struct chosen chosen;
    struct err err;
    for (size_t i = 0; i < 200; i++)
        memcpy(cell + 3 * i, "□", 4);
    arena_reset(&test_arena);
    assert_int_equal(choice_read(&channels, str_from(cell), &test_arena, &chosen, &err), REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
}

static void a_column_of_its_own_is_ticked_or_not(void **state)
{
    (void) state;
    static const char *const yes[] = {"√", "☑", "1", "是", "Y", "来电", " ✓ ", "【√】"};
    static const char *const no[] = {"", " ", "0", "否", "□", "/", "( )"};
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        assert_int_equal(choice_tick(str_from(yes[i]), STR("来电")), TICK_YES);
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        assert_int_equal(choice_tick(str_from(no[i]), STR("来电")), TICK_NO);
    assert_int_equal(choice_tick(STR("微信"), STR("其他")), TICK_TEXT);
}

/* clang-format off */
static const struct {
    const char *cell;
    const char *spaced;
    const char *dense;
} cells[] = {
    {"plain", "plain", "plain"},
    {"  a  b ", "a b", "ab"},
    {"a\n\tb", "a b", "ab"},
    {"\xC2\xA0" "a\xE3\x80\x80\xE2\x80\x83" "b", "a b", "ab"},
    {"２０２２年３月", "2022年3月", "2022年3月"},
    {"科（股）室：", "科(股)室:", "科(股)室:"},
    {"\xE2\x80\x8F" "a\xE2\x80\xAE" "b\xEF\xBB\xBF", "ab", "ab"}, /* from right to left, and back */
    {"☑\xEF\xB8\x8F来电", "☑来电", "☑来电"},
    {"𠀀𪚥𰻞", "𠀀𪚥𰻞", "𠀀𪚥𰻞"},
    {" \xE2\x80\x8B ", "", ""},
};
/* clang-format on */

static void what_nobody_sees_makes_no_difference(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        struct str text;
        struct err err;
        arena_reset(&test_arena);
        assert_int_equal(
            cell_narrow(str_from(cells[i].cell), CELL_KEEP_SPACES, &test_arena, &text, &err), OK);
        assert_true(str_eq(text, str_from(cells[i].spaced)));
        assert_int_equal(
            cell_narrow(str_from(cells[i].cell), CELL_DROP_SPACES, &test_arena, &text, &err), OK);
        assert_true(str_eq(text, str_from(cells[i].dense)));
    }
}

static void a_full_arena_is_no_answer(void **state)
{
    (void) state;
    struct arena small;
    struct str text;
    struct chosen chosen;
    struct err err;
    assert_int_equal(arena_init(&small, 1, &err), OK);
    assert_int_equal(cell_narrow(STR("a  b"), CELL_DROP_SPACES, &small, &text, &err), RETRY);
    assert_int_equal(choice_read(&channels, STR("a  b"), &small, &chosen, &err), RETRY);
    arena_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_says_one_word_or_is_refused),
        cmocka_unit_test(too_many_boxes_are_refused),
        cmocka_unit_test(a_column_of_its_own_is_ticked_or_not),
        cmocka_unit_test(what_nobody_sees_makes_no_difference),
        cmocka_unit_test(a_full_arena_is_no_answer),
    };
    return cmocka_run_group_tests(tests, test_arena_make, test_arena_drop);
}
