/* test_json_split -- the elements of an array, whatever is in them. */
#include "wire/json_split.h"

#include <string.h>

#include "support/cmocka.h"

/* The elements with bars between them; "!" at the end: it is broken. */
static void expect(const char *text, const char *wanted)
{
    char got[256] = "";
    struct json_split split;
    struct str element = {0};
    enum json_split_state state = JSON_SPLIT_OPEN;
    assert_true(json_split_begin(&split, str_from(text)));
    while ((state = json_split_next(&split, &element)) == JSON_SPLIT_OPEN) {
        size_t len = strlen(got);
        (void) snprintf(got + len, sizeof(got) - len, "%.*s|", STR_ARG(element));
    }
    size_t len = strlen(got);
    (void) snprintf(got + len, sizeof(got) - len, "%s", state == JSON_SPLIT_END ? "" : "!");
    assert_string_equal(got, wanted);
}

static void elements_are_given_one_after_the_other(void **state)
{
    (void) state;
    expect("[]", "");
    expect(" \t\r\n[ ] \n", "");
    expect("[1]", "1|");
    expect("[{\"a\":1}, [2,3] ,4]", "{\"a\":1}|[2,3] |4|");
    expect("[\"a,]\\\"[\", {\"}\": \"{\"}]", "\"a,]\\\"[\"|{\"}\": \"{\"}|");
}

static void what_is_empty_is_an_element_too(void **state)
{
    (void) state;
    expect("[,1]", "|1|");
    expect("[1,]", "1||");
    expect("[}, 2]", "}|2|");
}

static void an_array_that_does_not_end_is_broken(void **state)
{
    (void) state;
    expect("[", "!");
    expect("[1", "!");
    expect("[1,2", "1|!");
    expect("[\"]", "!");
    expect("[\"\\", "!");
    expect("[{]", "!");
    expect("[1] x", "1|!");
    expect("[]]", "!");
}

static void what_is_no_array_is_told(void **state)
{
    (void) state;
    struct json_split split;
    assert_false(json_split_begin(&split, STR("")));
    assert_false(json_split_begin(&split, STR("  ")));
    assert_false(json_split_begin(&split, STR("{}")));
    assert_false(json_split_begin(&split, STR("\xef\xbb\xbf[]")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_given_one_after_the_other),
        cmocka_unit_test(what_is_empty_is_an_element_too),
        cmocka_unit_test(an_array_that_does_not_end_is_broken),
        cmocka_unit_test(what_is_no_array_is_told),
    };
    return RUN(tests);
}
