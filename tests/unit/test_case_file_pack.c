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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_packed_file_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_file_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(an_event_of_a_usual_life_takes_tens_of_bytes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_file_cut_anywhere_is_damaged, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flipped_bit_is_never_a_crash, setup, teardown),
    };
    return RUN(tests);
}
