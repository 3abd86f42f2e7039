/* test_err -- what an error says, and that a cut text ends with a whole character. */
#include "base/err.h"

#include <string.h>

#include "support/cmocka.h"

static void an_error_holds_outcome_reason_and_text(void **state)
{
    (void) state;
    struct err err;
    assert_int_equal(err_set(&err, RETRY, "no room for %d bytes", 7), RETRY);
    assert_int_equal(err.outcome, RETRY);
    assert_int_equal(err.reason, REASON_NONE);
    assert_string_equal(err.text, "no room for 7 bytes");
    assert_int_equal(err_reason(&err, REJECT, REASON_RANGE, "month is %d", 13), REJECT);
    assert_int_equal(err.outcome, REJECT);
    assert_int_equal(err.reason, REASON_RANGE);
    assert_string_equal(err.text, "month is 13");
}

static void context_goes_in_front_and_the_rest_stays(void **state)
{
    (void) state;
    struct err err;
    (void) err_reason(&err, FATAL, REASON_KEY, "the key is wrong");
    assert_int_equal(err_wrap(&err, "decode %s[%d]", "rating", 3), FATAL);
    assert_int_equal(err.reason, REASON_KEY);
    assert_string_equal(err.text, "decode rating[3]: the key is wrong");
}

static bool is_whole(const char *text)
{
    size_t wanted = 0;
    for (const unsigned char *at = (const unsigned char *) text; *at != '\0'; at++) {
        if ((*at & 0xC0) == 0x80) {
            if (wanted-- == 0)
                return false;
        } else if (wanted > 0) {
            return false;
        } else {
            wanted = *at < 0xC0 ? 0 : *at < 0xE0 ? 1 : *at < 0xF0 ? 2 : 3;
        }
    }
    return wanted == 0;
}

static void a_long_text_is_cut_at_a_whole_character(void **state)
{
    (void) state;
    static const char *const characters[] = {"a", "é", "首", "𠮷"};
    for (size_t kind = 0; kind < 4; kind++) {
        for (size_t before = 0; before < 4; before++) {
            char text[2 * ERR_TEXT_MAX] = "";
            size_t len = strlen(characters[kind]);
            memset(text, 'x', before);
            for (size_t at = before; at + len < sizeof(text) - 4; at += len)
                memcpy(text + at, characters[kind], len);
            struct err err;
            (void) err_set(&err, REJECT, "%s", text);
            assert_true(is_whole(err.text));
            assert_in_range(strlen(err.text), ERR_TEXT_MAX - 4, ERR_TEXT_MAX - 1);
            assert_memory_equal(err.text, text, strlen(err.text));
            (void) err_wrap(&err, "%.*s", (int) before, "xxxx");
            assert_true(is_whole(err.text));
        }
    }
}

static void context_that_fills_the_text_leaves_no_room_for_the_rest(void **state)
{
    (void) state;
    char text[ERR_TEXT_MAX];
    struct err err;
    memset(text, 'c', sizeof(text));
    for (int len = ERR_TEXT_MAX - 5; len < ERR_TEXT_MAX; len++) {
        (void) err_set(&err, REJECT, "inner");
        assert_int_equal(err_wrap(&err, "%.*s", len, text), REJECT);
        assert_memory_equal(err.text, text, (size_t) len);
        assert_true(strlen(err.text) < ERR_TEXT_MAX);
    }
}

static void bytes_that_are_no_text_are_cut_without_harm(void **state)
{
    (void) state;
    char text[2 * ERR_TEXT_MAX];
    struct err err;
    memset(text, 0x80, sizeof(text));
    text[sizeof(text) - 1] = '\0';
    (void) err_set(&err, REJECT, "%s", text);
    assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
}

static void every_outcome_and_reason_has_a_name(void **state)
{
    (void) state;
    assert_string_equal(outcome_name(OK), "ok");
    assert_string_equal(outcome_name(FATAL), "fatal");
    err_ignore(RETRY); /* nothing to see */
    for (int reason = 0; reason < REASONS_COUNT; reason++) {
        assert_true(strlen(reason_name((enum reason) reason)) > 0);
        assert_true(strlen(reason_help((enum reason) reason)) > 0);
        for (int other = 0; other < reason; other++)
            assert_string_not_equal(reason_name((enum reason) reason),
                                    reason_name((enum reason) other));
    }
    assert_string_equal(reason_name(REASON_DISPLACED), "displaced");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_holds_outcome_reason_and_text),
        cmocka_unit_test(context_goes_in_front_and_the_rest_stays),
        cmocka_unit_test(a_long_text_is_cut_at_a_whole_character),
        cmocka_unit_test(context_that_fills_the_text_leaves_no_room_for_the_rest),
        cmocka_unit_test(bytes_that_are_no_text_are_cut_without_harm),
        cmocka_unit_test(every_outcome_and_reason_has_a_name),
    };
    return RUN(tests);
}
