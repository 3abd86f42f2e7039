/* test_words -- what enumerations are called in the tables of assessment; the ledgers' are seen in
 * their rows. */
#include "core/words.h"

#include "support/cmocka.h"

static struct arena arena;

static void check(struct str word, const char *expected)
{
    assert_int_equal(word.len, str_from(expected).len);
    assert_true(str_eq(word, str_from(expected)));
}

static void ways_of_inspection_and_training_have_words(void **state)
{
    (void) state;
    check(word_inspection_mode(INSPECTION_MODE_MOCK_VISIT), "mock_visit");
    check(word_training_mode(TRAINING_MODE_SELF_STUDY), "self_study");
    check(word_organiser(ORGANISER_LEAD_DEPARTMENT), "lead_department");
    check(word_organiser((enum organiser) 0), "");
}

static void sets_are_joined_in_the_order_of_their_lists(void **state)
{
    (void) state;
    struct str text;
    uint32_t parts = SET_OF(EVIDENCE_PART_MAILBOX) | SET_OF(EVIDENCE_PART_DUTIES);
    uint32_t modes = SET_OF(TRAINING_MODE_REMINDER) | SET_OF(TRAINING_MODE_ASSEMBLY);
    arena_reset(&arena);
    assert_true(words_evidence_parts(parts, &arena, &text));
    check(text, "duties,mailbox");
    assert_true(words_training_modes(modes, &arena, &text));
    check(text, "assembly,reminder");
    assert_true(words_evidence_parts(0, &arena, &text));
    check(text, "");
}

static int take_arena(void **state)
{
    struct err err;
    (void) state;
    return arena_init(&arena, 1 << 10, &err) == OK ? 0 : -1;
}

static int drop_arena(void **state)
{
    (void) state;
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_of_inspection_and_training_have_words),
        cmocka_unit_test(sets_are_joined_in_the_order_of_their_lists),
    };
    return cmocka_run_group_tests(tests, take_arena, drop_arena);
}
