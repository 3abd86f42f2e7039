/* test_hotline -- who may send what to shouwen-hotline, and which events it knows. */
#include <stdio.h>
#include <string.h>

#include "../../producers/hotline/keys.h"
#include "../../producers/hotline/known.h"
#include "support/cmocka.h"
#include "support/folder.h"

#define KEY "0123456789012345678901"
#define OTHER "abcdefghijabcdefghijab"
#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void write_keys(char *text, size_t size)
{
    char first[SHA256_HEX_LEN + 1], second[SHA256_HEX_LEN + 1];
    sha256_hex(STR(KEY), first);
    sha256_hex(STR(OTHER), second);
    (void) snprintf(text, size,
                    "# who\n[first]\nsha256 = %s\nsources = a, b\nunits = *\nkinds = *\n"
                    "[second]\nsha256 = %s\nsources = b\nunits = zjj\n"
                    "kinds = accepted, transferred, training_held, text_record\n",
                    first, second);
}

static struct keys read_keys(void)
{
    char text[1024];
    struct keys keys;
    struct err err;
    write_keys(text, sizeof(text));
    assert_int_equal(keys_read(folder_write("keys", text), &keys, &err), OK);
    return keys;
}

static void a_key_is_found_by_its_digest(void **state)
{
    (void) state;
    struct keys keys = read_keys();
    assert_string_equal(keys_find(&keys, STR("Bearer " KEY))->name, "first");
    assert_string_equal(keys_find(&keys, STR("bearer " OTHER))->name, "second");
    assert_null(keys_find(&keys, STR("Bearer " KEY "2")));
    assert_null(keys_find(&keys, STR("Basic  " KEY)));
    assert_null(keys_find(&keys, STR("Bearer short")));
    assert_null(keys_find(&keys, STR("")));
    assert_true(keys_has_source(&keys.items[0], STR("a")));
    assert_false(keys_has_source(&keys.items[1], STR("a")));
    keys_done(&keys);
}

/* clang-format off */
static const struct {
    const char *title;
    const char *file;
    const char *text; /* a part of the refusal */
} faults[] = {
    {"no key", "", "there is no key in it"},
    {"no name", "sha256 = 00\n", ":1: a key begins with its name in brackets"},
    {"a digest with a letter", "[a]\nsha256 = zz\n", ":2: sha256 has 64 digits"},
    {"a word nobody knows", "[a]\nunit = x\n", ":2: 'unit' is none of sha256, certificate, sources, units, kinds"},
    {"a certificate with a letter", "[a]\ncertificate = zz\n", ":2: certificate has 64 digits"},
    {"a certificate that is too long", "[a]\ncertificate = " DIGITS "0\n", ":2: certificate has 64 digits"},
    {"a certificate with a colon too many", "[a]\ncertificate = " DIGITS ":\n", ":2: certificate has 64 digits"},
    {"an empty code", "[a]\nunits = x,,y\n", ":2: units: each has 1 to 128 bytes"},
    {"a key without a digest", "[a]\nunits = *\nkinds = *\nsources = *\n", "key 'a' wants sha256, sources, units and kinds"},
};
/* clang-format on */

static void a_fault_of_the_file_is_told_by_line(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct keys keys;
        struct err err;
        enum outcome outcome = keys_read(folder_write("keys", faults[i].file), &keys, &err);
        if (outcome != FATAL || strstr(err.text, faults[i].text) == NULL)
            fail_msg("%s: %s, %s", faults[i].title, outcome_name(outcome), err.text);
        keys_done(&keys);
    }
}

static void a_key_may_belong_to_a_certificate(void **state)
{
    (void) state;
    char text[1024];
    unsigned char wrong[SHA256_LEN] = {1};
    unsigned char right[SHA256_LEN];
    struct err err;
    for (size_t i = 0; i < SHA256_LEN; i++)
        right[i] = (unsigned char) (0x23 * (i % 2 != 0) + (i % 2 == 0) * 0xAB);
    write_keys(text, sizeof(text));
    static const char *const lines[] = {
        "certificate = ab23ab23ab23ab23ab23ab23ab23ab23ab23ab23ab23ab23ab23ab23ab23ab23\n",
        "certificate = AB:23:AB:23:AB:23:AB:23:AB:23:AB:23:AB:23:AB:23:"
        "AB:23:AB:23:AB:23:AB:23:AB:23:AB:23:AB:23:AB:23\n"};
    for (size_t i = 0; i < 2; i++) {
        char whole[2048];
        struct keys keys;
        (void) snprintf(whole, sizeof(whole), "%s%s", text, lines[i]);
        assert_int_equal(keys_read(folder_write("keys", whole), &keys, &err), OK);
        assert_ptr_equal(keys_with_certificate(&keys), &keys.items[1]);
        assert_true(keys_fit(&keys.items[0], NULL) && keys_fit(&keys.items[0], wrong));
        assert_true(keys_fit(&keys.items[1], right));
        assert_false(keys_fit(&keys.items[1], NULL) || keys_fit(&keys.items[1], wrong));
        keys_done(&keys);
    }
    struct keys keys = read_keys();
    assert_null(keys_with_certificate(&keys));
    keys_done(&keys);
}

static struct told_whole told_of(enum event_kind kind)
{
    return (struct told_whole) {
        .has_event = true,
        .event = {.kind = kind, .subject_kind = SUBJECT_CASE, .source = STR("b")}};
}

static void expect(const struct key *key, const struct told_whole *told, const char *text)
{
    struct err err = {.outcome = OK};
    enum outcome outcome = keys_check(key, told, &err);
    if (text == NULL)
        assert_int_equal(outcome, OK);
    else if (outcome != REJECT || strstr(err.text, text) == NULL)
        fail_msg("%s, but %s", text, outcome == OK ? "it may" : err.text);
}

static void what_is_outside_of_a_key_is_named(void **state)
{
    (void) state;
    struct keys keys = read_keys();
    const struct key *second = &keys.items[1];
    struct told_whole told = told_of(EVENT_ACCEPTED);
    told.event.accepted.unit = STR("zjj");
    expect(second, &told, NULL);
    told.event.accepted.unit = STR("gaj");
    expect(second, &told, "unit is 'gaj', which is none of the units of key 'second'");
    expect(&keys.items[0], &told, NULL);
    told.event.source = STR("a");
    expect(second, &told, "header.source is 'a'");
    told = told_of(EVENT_TRANSFERRED);
    told.event.transferred.from.unit = STR("zjj");
    told.event.transferred.to.unit = STR("gaj"); /* to whom is not who acts */
    expect(second, &told, NULL);
    told.event.transferred.from.unit = STR("gaj");
    expect(second, &told, "from is 'gaj'");
    told = told_of(EVENT_COMPLETED);
    expect(second, &told, "the kind is 'completed'");
    told = told_of(EVENT_TRAINING_HELD);
    told.event.subject_kind = SUBJECT_UNIT_YEAR;
    told.event.case_source = STR("gaj");
    expect(second, &told, "header.case_source is 'gaj'");
    told = (struct told_whole) {.records = {{.kind = CITIZEN_TEXT, .source = STR("b")}},
                                .records_count = 1};
    expect(second, &told, NULL);
    told.records[0].kind = CITIZEN_ERASED;
    expect(second, &told, "the kind is 'erased_record'");
    keys_done(&keys);
}

static void a_key_may_send_some_seconds_worth_at_once(void **state)
{
    (void) state;
    struct keys keys = read_keys();
    struct key *key = &keys.items[0];
    assert_true(keys_allow(&keys, key, 9, 1));
    assert_true(keys_allow(&keys, key, 1000, 1)); /* what is too much is paid by the next */
    assert_false(keys_allow(&keys, key, 1, 1));
    assert_true(keys_allow(&keys, &keys.items[1], 1, 1));
    keys_done(&keys);
}

static struct known_event event_of(uint64_t number)
{
    struct known_event event = {.sequence = number, .partition = -1};
    memcpy(event.id.bytes, &number, sizeof(number));
    return event;
}

static void the_latest_events_are_known(void **state)
{
    (void) state;
    enum { MAX = 100, ALL = 1000 };
    struct known *known = NULL;
    struct err err;
    assert_int_equal(known_new(MAX, &known, &err), OK);
    for (uint64_t i = 1; i <= ALL; i++) {
        struct known_event event = event_of(i);
        struct known_event found;
        known_add(known, &event);
        known_add(known, &event);
        known_arrived(known, i, (int32_t) (i % 7), (int64_t) i);
        for (uint64_t j = 1; j <= i; j += 13) {
            event = event_of(j);
            assert_int_equal(known_find(known, &event.id, &found), j + MAX > i);
            if (j + MAX > i)
                assert_int_equal(found.offset, j);
        }
    }
    known_arrived(known, 1, 0, 0); /* forgotten meanwhile */
    known_free(known);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

/* Two that are told at once, or in one request, are not on the disk yet. */
static void what_is_on_its_way_has_its_id(void **state)
{
    (void) state;
    struct known *known = NULL;
    struct err err;
    struct known_event event = {.content = 1, .sequence = 7, .partition = -1};
    struct known_event found;
    struct known_claim first = {.content = 1};
    struct known_claim same = {.content = 1};
    struct known_claim other = {.content = 2};
    assert_int_equal(known_new(4, &known, &err), OK);
    assert_int_equal(known_claim(known, &first), KNOWN_NEW);
    assert_int_equal(known_claim(known, &same), KNOWN_SAME);
    assert_int_equal(known_claim(known, &other), KNOWN_OTHER);
    known_settle(known, &first, NULL); /* the disk did not take it */
    assert_int_equal(known_claim(known, &other), KNOWN_OTHER);
    known_settle(known, &same, &event);
    assert_true(known_find(known, &event.id, &found));
    assert_int_equal(found.sequence, 7);
    assert_int_equal(known_claim(known, &other), KNOWN_OTHER);
    assert_int_equal(known_claim(known, &first), KNOWN_SAME);
    known_settle(known, &first, NULL);
    other.id.bytes[0] = 1;
    assert_int_equal(known_claim(known, &other), KNOWN_NEW);
    known_settle(known, &other, NULL);
    assert_int_equal(known_claim(known, &other), KNOWN_NEW);
    known_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_key_is_found_by_its_digest),
        IN_A_FOLDER(a_fault_of_the_file_is_told_by_line),
        IN_A_FOLDER(a_key_may_belong_to_a_certificate),
        IN_A_FOLDER(what_is_outside_of_a_key_is_named),
        IN_A_FOLDER(a_key_may_send_some_seconds_worth_at_once),
        cmocka_unit_test(the_latest_events_are_known),
        cmocka_unit_test(what_is_on_its_way_has_its_id),
    };
    return RUN(tests);
}
