/* test_case_file_pack -- the packed form of a file: it comes back, and damage is told. */
#include "core/case_file.h"

#include <stdlib.h>
#include <string.h>

#include "core/event_fields.h"
#include "support/cmocka.h"
#include "support/plain_event.h"

static struct arena arena;

static int setup(void **state)
{
    struct err err;
    (void) state;
    return arena_init(&arena, 64 << 20, &err) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void) state;
    arena_done(&arena);
    return 0;
}

static struct event *event(unsigned id, enum event_kind kind, int64_t second)
{
    return plain_event(&arena, id, kind, second);
}

static struct case_file empty_file(void)
{
    struct case_file file;
    case_file_init(&file, event(1, EVENT_PROGRESSED, 0));
    return file;
}

static struct case_file_change change;

static enum case_file_added add(struct case_file *file, const struct event *offered)
{
    struct err err;
    assert_int_equal(case_file_add(file, offered, &arena, &change, &err), OK);
    return change.added;
}

static struct str pack(const struct case_file *file)
{
    struct str bytes;
    struct err err;
    assert_int_equal(case_file_pack(file, &arena, &bytes, &err), OK);
    return bytes;
}

static struct case_file unpack(struct str bytes)
{
    struct case_file file;
    struct err err = {.text = ""};
    if (case_file_unpack(bytes, &plain_subject, &arena, &file, &err) != OK)
        fail_msg("%s", err.text);
    return file;
}

/* A file with all there is: a limit, shadows, shared texts, lists, times of all sorts. */
static struct case_file rich_file(void)
{
    static struct str persons[] = {{.ptr = "P1", .len = 2}, {.ptr = "P2", .len = 2}};
    static struct event limit;
    struct case_file file = empty_file();
    struct event *checked = event(2, EVENT_SPOT_CHECKED, 5);
    checked->spot_checked.checkers = SET_OF(CHECKER_MASTER_POST);
    checked->spot_checked.checked_by = (struct codes) {.items = persons, .count = 2};
    checked->spot_checked.about.unit = STR("市住建局");
    checked->spot_checked.about.section = STR("窗口");
    checked->spot_checked.about.person = STR("P1");
    checked->spot_checked.about.is_outside = true;
    struct event *completed = event(3, EVENT_COMPLETED, 8);
    completed->completed.by.unit = STR("市住建局");
    completed->completed.result_length = 300;
    memset(completed->completed.result_digest.bytes, 0xAB, 32);
    completed->texts = SET_OF(TEXT_FIELD_RESULT);
    completed->source_sequence = INT64_MAX;
    completed->recorded_at_us = completed->occurred_at_us - 17;
    struct event *merged = event(4, EVENT_MERGED, 9);
    merged->merged.into.bytes[3] = 9;
    merged->merged.into_source = STR("hotline");
    struct event *adjusted = event(5, EVENT_POINTS_ADJUSTED, 10);
    adjusted->points_adjusted.points_hundredths = -1050;
    struct event *accepted = event(6, EVENT_ACCEPTED, 11);
    accepted->accepted.has_name = true;
    accepted->accepted.channel = CHANNEL_HOTLINE;
    accepted->accepted.asked_at_us = accepted->occurred_at_us - 3600000000;
    (void) add(&file, checked);
    (void) add(&file, completed);
    (void) add(&file, merged);
    (void) add(&file, adjusted);
    (void) add(&file, accepted);
    (void) add(&file, event(6, EVENT_ACCEPTED, 12));
    (void) add(&file, event(6, EVENT_ACCEPTED, 13));
    limit = *event(9, EVENT_ERASED, 99);
    file.limit = &limit;
    return file;
}

static void a_packed_file_comes_back(void **state)
{
    (void) state;
    struct case_file file = rich_file();
    struct str bytes = pack(&file);
    struct case_file again = unpack(bytes);
    assert_int_equal(again.count, file.count);
    assert_int_equal(again.shadows_count, 2);
    assert_int_equal(again.packed_bytes_max, file.packed_bytes_max);
    assert_int_equal(event_compare(again.limit, file.limit), 0);
    for (size_t i = 0; i < file.count; i++) {
        assert_int_equal(add(&again, file.events[i]), CASE_FILE_DUPLICATE);
        assert_int_equal(again.events[i]->recorded_at_us, file.events[i]->recorded_at_us);
    }
    assert_int_equal(add(&again, event(6, EVENT_ACCEPTED, 12)), CASE_FILE_REFUSED);
    assert_int_equal(again.shadows_count, 2);
    assert_true(str_eq(pack(&again), bytes));
}

static void an_empty_file_comes_back(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    struct case_file again = unpack(pack(&file));
    assert_int_equal(again.count, 0);
    assert_int_equal(again.subject_kind, SUBJECT_CASE);
    assert_true(str_eq(again.case_source, STR("hotline")));
    assert_true(str_eq(again.case_number, STR("12345-1")));
    assert_int_equal(add(&again, event(1, EVENT_PROGRESSED, 1)), CASE_FILE_ADDED);
}

static void an_event_of_a_usual_life_takes_tens_of_bytes(void **state)
{
    (void) state;
    static const enum event_kind kinds[] = {EVENT_TRANSFERRED, EVENT_SIGNED, EVENT_PROGRESSED};
    enum { COUNT = 30 };
    struct case_file file = empty_file();
    for (unsigned i = 0; i < COUNT; i++) {
        struct event *made = event(i + 1, kinds[i % 3], i * 5000);
        struct party desk = {STR("市住建局"), STR("办公室"), STR("P001"), false};
        made->actor = STR("P001");
        if (made->kind == EVENT_TRANSFERRED)
            made->transferred.from = made->transferred.to = desk;
        else
            made->signed_for.by = desk;
        (void) add(&file, made);
    }
    assert_in_range(pack(&file).len, COUNT * 25, COUNT * 40);
}

static void expect_damage(struct str bytes, const char *text)
{
    struct case_file file = {.count = 7};
    struct err err = {.text = ""};
    assert_int_equal(case_file_unpack(bytes, &plain_subject, &arena, &file, &err), FATAL);
    if (text != NULL && strstr(err.text, text) == NULL)
        fail_msg("'%s' is not in '%s'", text, err.text);
    assert_int_equal(file.count, 7); /* untouched */
}

static void a_file_cut_anywhere_is_damaged(void **state)
{
    (void) state;
    struct case_file file = rich_file();
    struct str bytes = pack(&file);
    for (size_t len = 0; len < bytes.len; len++) {
        char *cut = malloc(len); /* so that a byte too far is seen */
        memcpy(cut, bytes.ptr, len);
        expect_damage((struct str) {.ptr = cut, .len = len}, "case file is damaged at byte ");
        free(cut);
    }
    expect_damage((struct str) {.ptr = NULL, .len = 0}, "damaged at byte 0");
}

/* Whatever a bit says instead, the bytes are a file or are not. */
static void a_flipped_bit_is_never_a_crash(void **state)
{
    (void) state;
    struct case_file file = rich_file();
    struct str bytes = pack(&file);
    size_t mark = arena_mark(&arena);
    char *flipped = malloc(bytes.len);
    for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
        struct case_file other;
        struct err err;
        arena_rewind(&arena, mark);
        memcpy(flipped, bytes.ptr, bytes.len);
        flipped[bit / 8] = (char) (flipped[bit / 8] ^ 1 << bit % 8);
        struct str offered = {.ptr = flipped, .len = bytes.len};
        enum outcome outcome = case_file_unpack(offered, &plain_subject, &arena, &other, &err);
        assert_true(outcome == OK || outcome == FATAL);
        if (outcome == OK) {
            (void) add(&other, event(77, EVENT_PROGRESSED, 7));
            (void) pack(&other);
        }
    }
    free(flipped);
}

/* ---- bytes that no file was packed into ---- */

enum { CRAFTED_MAX = 300 << 10 };
static unsigned char crafted[CRAFTED_MAX];

/* A head of these numbers, and source and number of the case. */
static struct event_pack craft(uint64_t head, uint64_t count, uint64_t texts)
{
    struct event_pack pack;
    event_pack_init(&pack, crafted, sizeof(crafted));
    event_pack_number(&pack, head);
    event_pack_number(&pack, count);
    event_pack_number(&pack, texts);
    event_pack_text(&pack, STR("hotline"));
    event_pack_text(&pack, STR("1"));
    return pack;
}

static void craft_key(struct event_pack *pack, uint64_t kind, uint64_t span)
{
    event_pack_number(pack, kind);
    event_pack_bytes(pack, plain_subject.bytes, sizeof(plain_subject.bytes));
    event_pack_number(pack, span);
}

/* What was crafted, and `more` bytes of 0. */
static struct str bytes_of(struct event_pack *pack, size_t more)
{
    assert_true(pack->len + more <= CRAFTED_MAX);
    memset(crafted + pack->len, 0, more);
    return (struct str) {.ptr = (const char *) crafted, .len = pack->len + more};
}

static void a_head_that_no_file_has_is_damage(void **state)
{
    (void) state;
    static const uint64_t heads[] = {0, 3, 16, UINT64_MAX};
    struct event_pack pack = craft(SUBJECT_CASE, 0, 2);
    assert_int_equal(unpack(bytes_of(&pack, 0)).count, 0);
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        pack = craft(heads[i], 0, 2);
        expect_damage(bytes_of(&pack, 0), "it has no such head");
    }
    pack = craft(SUBJECT_CASE, 0, 100);
    expect_damage(bytes_of(&pack, 0), "more texts than bytes");
    pack = craft(SUBJECT_CASE, 0, 1);
    expect_damage(bytes_of(&pack, 0), "one too many");
    pack = craft(SUBJECT_CASE, 2, 2);
    expect_damage(bytes_of(&pack, 30), "more events than bytes");
    pack = craft(SUBJECT_CASE, CASE_FILE_EVENTS_MAX + 1, 2);
    expect_damage(bytes_of(&pack, 250 << 10), "more events than bytes");
    pack = craft(SUBJECT_CASE, 0, 2);
    expect_damage(bytes_of(&pack, 1), "does not end where its events do");
}

/* An event with one field of its payload, whose bytes are these numbers. */
static const struct {
    const char *text; /* NULL: it is no damage */
    enum event_kind kind;
    uint64_t fields;
    uint64_t values[4];
} bodies[] = {
    {NULL, EVENT_CONTACTED, 1 << 1, {CONTACT_MODE_OTHER}},
    {"an enumeration has no such value", EVENT_CONTACTED, 1 << 1, {CONTACT_MODES_END}},
    {"an enumeration has no such value", EVENT_CONTACTED, 1 << 1, {UINT64_C(1) << 32 | 1}},
    {"an event has no such field", EVENT_CONTACTED, 1 << 3, {0}},
    {"an event has no such field", EVENT_CONTACTED, UINT64_MAX, {0}},
    {NULL, EVENT_SPOT_CHECKED, 1 << 0, {SET_OF(CHECKER_MASTER_POST)}},
    {"an enumeration has no such value", EVENT_SPOT_CHECKED, 1 << 0, {1}},
    {"an enumeration has no such value", EVENT_SPOT_CHECKED, 1 << 0, {SET_OF(CHECKERS_END)}},
    {"an enumeration has no such value", EVENT_SPOT_CHECKED, 1 << 0, {UINT64_C(2) << 32}},
    {NULL, EVENT_SPOT_CHECKED, 1 << 1, {2, 0, 1}},
    {"a list is too long", EVENT_SPOT_CHECKED, 1 << 1, {CODES_COUNT_MAX + 1}},
    {"a list is too long", EVENT_SPOT_CHECKED, 1 << 1, {1000}},
    {NULL, EVENT_BOOK_REPORTED, 1 << 1, {12}},
    {"a number is out of range", EVENT_BOOK_REPORTED, 1 << 1, {13}},
    {"a number is out of range", EVENT_BOOK_REPORTED, 1 << 1, {UINT64_MAX}},
    {NULL, EVENT_POINTS_ADJUSTED, 1 << 0, {2 * 1000000}},
    {"a number is out of range", EVENT_POINTS_ADJUSTED, 1 << 0, {2 * 1000001}},
    {"a number is out of range", EVENT_POINTS_ADJUSTED, 1 << 0, {2 * 1000001 - 1}},
    {"a number is out of range", EVENT_POINTS_ADJUSTED, 1 << 0, {UINT64_MAX}},
    {NULL, EVENT_SIGNED, 1 << 0, {15, 0, 1, 0}},
    {"a party has no such part", EVENT_SIGNED, 1 << 0, {16}},
    {"a text that was not seen is named", EVENT_ERASED, 1 << 0, {2 * 2}},
    {"a text is too long", EVENT_ERASED, 1 << 0, {2 * (CODE_BYTES_MAX + 1) | 1}},
    {"it ends too early", EVENT_MERGED, 1 << 0, {0}},
};

static void a_value_that_no_field_has_is_damage(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct event_pack pack = craft(SUBJECT_CASE, 1, 2);
        craft_key(&pack, bodies[i].kind, 0);
        event_pack_number(&pack, 0); /* recorded when it happened */
        event_pack_number(&pack, 0); /* nothing of the header */
        event_pack_number(&pack, bodies[i].fields);
        for (size_t j = 0; j < 4 && (j == 0 || bodies[i].values[j - 1] != 0); j++)
            event_pack_number(&pack, bodies[i].values[j]);
        size_t more = bodies[i].values[0] > 1000 ? 200 : 0;
        if (bodies[i].text != NULL)
            expect_damage(bytes_of(&pack, more), bodies[i].text);
    }
}

#define SPAN(us) ((us) < 0 ? ((uint64_t) (-(us) *2 - 1) << 1 | 1) : ((uint64_t) (us) *2 << 1 | 1))

/* The time it happened, the time it was recorded after that. */
static const struct {
    const char *text;
    uint64_t occurred;
    uint64_t recorded;
} times[] = {
    {NULL, SPAN(EVENT_PACK_TIME_MAX), SPAN(-2 * EVENT_PACK_TIME_MAX)},
    {"a time is out of range", SPAN(EVENT_PACK_TIME_MAX + 1), 0},
    {"a time is out of range", SPAN(-EVENT_PACK_TIME_MAX - 1), 0},
    {"a time is out of range", SPAN(2 * EVENT_PACK_TIME_MAX + 1), 0},
    {"a time is out of range", SPAN(-2 * EVENT_PACK_TIME_MAX - 1), 0},
    {"a time is out of range", SPAN(1), SPAN(EVENT_PACK_TIME_MAX)},
    {"a time is out of range", UINT64_MAX, 0},
    {"a time is out of range", UINT64_MAX - 1, 0},
};

static void a_time_beyond_all_times_is_damage(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        struct event_pack pack = craft(SUBJECT_CASE, 1, 2);
        craft_key(&pack, EVENT_PROGRESSED, times[i].occurred);
        event_pack_number(&pack, times[i].recorded);
        event_pack_number(&pack, 0);
        event_pack_number(&pack, 0);
        if (times[i].text != NULL)
            expect_damage(bytes_of(&pack, 0), times[i].text);
        else
            assert_int_equal(unpack(bytes_of(&pack, 0)).events[0]->recorded_at_us,
                             -EVENT_PACK_TIME_MAX);
    }
}

static void events_out_of_order_are_damage(void **state)
{
    (void) state;
    struct event_pack pack = craft(SUBJECT_CASE, 2, 2);
    for (int i = 0; i < 2; i++) { /* the same twice */
        craft_key(&pack, EVENT_PROGRESSED, 0);
        for (int j = 0; j < 3; j++)
            event_pack_number(&pack, 0);
    }
    expect_damage(bytes_of(&pack, 0), "its events are out of order");
    pack = craft(SUBJECT_CASE, 1, 2);
    craft_key(&pack, EVENT_KINDS_COUNT, 0);
    expect_damage(bytes_of(&pack, 30), "an event is of no kind");
}

static void a_number_without_end_is_damage(void **state)
{
    (void) state;
    static const unsigned char tails[] = {0x02, 0x7F, 0x81};
    for (size_t i = 0; i < sizeof(tails); i++) {
        memset(crafted, 0xFF, 9);
        crafted[9] = tails[i];
        struct str bytes = {.ptr = (const char *) crafted, .len = 10};
        expect_damage(bytes, "a number does not end");
    }
}

static void shadows_that_no_file_has_are_damage(void **state)
{
    (void) state;
    enum { WITH_SHADOWS = SUBJECT_CASE | 8 };
    static const struct {
        const char *text;
        uint64_t count;
        uint64_t bytes;
        size_t more;
    } rows[] = {
        {"more shadows than bytes", 9, 100, 0},
        {"more shadows than bytes", CASE_FILE_EVENTS_MAX + 1, 100, 250 << 10},
        {"a shadow is too large", 1, CASE_FILE_BYTES_MAX + 1, 0},
        {"it is larger than a file may be", 2, CASE_FILE_BYTES_MAX - 7, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct event_pack pack = craft(WITH_SHADOWS, 0, 2);
        event_pack_number(&pack, rows[i].count);
        for (int j = 0; j < 2; j++) {
            craft_key(&pack, EVENT_PROGRESSED, 0);
            event_pack_number(&pack, 0); /* sequence */
            event_pack_number(&pack, 7); /* hash */
            event_pack_number(&pack, rows[i].bytes);
        }
        expect_damage(bytes_of(&pack, rows[i].more), rows[i].text);
    }
}

static void an_empty_text_is_a_text(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    file.case_source = file.case_number = (struct str) {0};
    struct case_file again = unpack(pack(&file));
    assert_int_equal(again.case_source.len, 0);
    assert_int_equal(again.case_number.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_packed_file_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_file_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(an_event_of_a_usual_life_takes_tens_of_bytes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_file_cut_anywhere_is_damaged, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flipped_bit_is_never_a_crash, setup, teardown),
        cmocka_unit_test_setup_teardown(a_head_that_no_file_has_is_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(a_value_that_no_field_has_is_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(a_time_beyond_all_times_is_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(events_out_of_order_are_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(a_number_without_end_is_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(shadows_that_no_file_has_are_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_text_is_a_text, setup, teardown),
    };
    return RUN(tests);
}
