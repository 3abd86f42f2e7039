/* test_uuid -- identifiers against the vectors of RFC 9562 and of other implementations. */
#include "base/uuid.h"

#include <string.h>

#include "support/cmocka.h"

/* RFC 9562, 6.6 */
static const struct uuid namespace_dns = {{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80,
                                           0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

static void assert_text(struct uuid uuid, const char *expected)
{
    char text[UUID_TEXT_LEN + 1];
    uuid_text(&uuid, text);
    assert_string_equal(text, expected);
}

static void version_5_is_what_the_standard_says(void **state)
{
    (void) state;
    const struct str example[] = {STR("www.example.com")}; /* RFC 9562, A.4 */
    const struct str python[] = {STR("python.org")};       /* from Python's own documentation */
    assert_text(uuid_v5(&namespace_dns, example, 1), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    assert_text(uuid_v5(&namespace_dns, python, 1), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

/* Computed with Python's uuid.uuid5(). */
static void parts_are_joined_by_the_unit_separator(void **state)
{
    (void) state;
    const struct str hotline[] = {STR("hotline"), STR("12345-1")};
    const struct str chinese[] = {STR("窗口"), STR("编号")};
    const struct str unit[] = {STR("U01"), STR("2024")};
    const struct str nothing[] = {{.ptr = NULL, .len = 0}};
    assert_text(uuid_v5(&uuid_namespace_case, hotline, 2), "ec04d269-5800-51d5-ba93-e1dd9d0a9b54");
    assert_text(uuid_v5(&uuid_namespace_case, chinese, 2), "fbbc172b-fa49-50c3-b5ac-aa8afce5b558");
    assert_text(uuid_v5(&uuid_namespace_unit_year, unit, 2),
                "2a358791-89cc-5324-aae6-7ffe2efd5d40");
    assert_text(uuid_v5(&uuid_namespace_case, nothing, 1), "91308f6e-e258-5bc6-bf02-a5a2eed74c86");
}

static void version_7_is_what_the_standard_says(void **state)
{
    (void) state;
    /* RFC 9562, A.6: 2022-02-22T19:22:22Z; the bits of version and variant are not the caller's */
    const unsigned char chance[10] = {0xFC, 0xC3, 0xD8, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
    assert_text(uuid_v7(INT64_C(1645557742000000), chance), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    assert_text(uuid_v7(INT64_C(1645557742000999), chance), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    assert_text(uuid_v7(0, chance), "00000000-0000-7cc3-98c4-dc0c0c07398f");
}

static void namespaces_are_constants_for_ever(void **state)
{
    (void) state;
    assert_text(uuid_namespace_case, "6f0c3a10-5e0b-4c5e-9d3a-7b21e488a101");
    assert_text(uuid_namespace_event, "6f0c3a10-5e0b-4c5e-9d3a-7b21e488a102");
    assert_text(uuid_namespace_unit_year, "6f0c3a10-5e0b-4c5e-9d3a-7b21e488a103");
    assert_text(uuid_namespace_alert, "6f0c3a10-5e0b-4c5e-9d3a-7b21e488a104");
}

static void only_canonical_text_is_read(void **state)
{
    (void) state;
    static const char *const refused[] = {
        "",
        "2ed6657d-e927-568b-95e1-2665a8aea6a",
        "2ed6657d-e927-568b-95e1-2665a8aea6a22",
        "2ED6657D-E927-568B-95E1-2665A8AEA6A2",
        "2ed6657de927-568b--95e1-2665a8aea6a2",
        "2ed6657d-e927-568b-95e1-2665a8aea6g2",
        "2ed6657d-e927-568b-95e1-2665a8aea6/2",
        "2ed6657d-e927-568b-95e1-2665a8aea6:2",
        "2ed6657d-e927-568b-95e1-2665a8aea6`2",
        "{2ed6657d-e927-568b-95e1-2665a8aea6}",
    };
    struct uuid uuid = namespace_dns;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        assert_false(uuid_parse(str_from(refused[i]), &uuid));
    assert_true(uuid_eq(&uuid, &namespace_dns)); /* untouched */
    assert_true(uuid_parse(STR("2ed6657d-e927-568b-95e1-2665a8aea6a2"), &uuid));
    assert_text(uuid, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

static void order_is_of_bytes(void **state)
{
    (void) state;
    const struct uuid zero = {{0}};
    struct uuid high = {{0x80}};
    struct uuid low = {{0x7F, 0xFF}};
    assert_true(uuid_compare(&low, &high) < 0);
    assert_true(uuid_compare(&high, &low) > 0);
    assert_true(uuid_eq(&high, &high));
    assert_true(uuid_is_zero(&zero));
    assert_false(uuid_is_zero(&low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_5_is_what_the_standard_says),
        cmocka_unit_test(parts_are_joined_by_the_unit_separator),
        cmocka_unit_test(version_7_is_what_the_standard_says),
        cmocka_unit_test(namespaces_are_constants_for_ever),
        cmocka_unit_test(only_canonical_text_is_read),
        cmocka_unit_test(order_is_of_bytes),
    };
    return RUN(tests);
}
