/* test_case_file_memory -- an arena of any size is enough, or says RETRY; nothing is half done. */
#include <stdlib.h>
#include <string.h>

#include "core/case_file.h"
#include "support/cmocka.h"
#include "support/gen.h"

enum { HISTORY = 80, ARENA_BYTES = 4 << 20, STEP_AFTER = 2000, STEP = 37 };

static struct arena arena;
static const struct event *events[HISTORY];
static size_t events_count;
static struct str packed;      /* of all but the last events */
static struct str packed_full; /* of all of them */

/* Conflicts, duplicates, and more events than are looked through without an index. */
static int setup(void **state)
{
    (void) state;
    static struct event history[HISTORY];
    struct gen_options options = {.odd_percent = 40, .events_min = HISTORY};
    struct gen gen = gen_seed(11);
    struct case_file file;
    struct case_file_change change;
    struct err err;
    if (arena_init(&arena, ARENA_BYTES, &err) != OK)
        return -1;
    events_count = gen_history(&gen, &arena, &options, history, HISTORY);
    case_file_init(&file, &history[0]);
    for (size_t i = 0; i < events_count; i++) {
        events[i] = &history[i];
        if (i == events_count - 20 && case_file_pack(&file, &arena, &packed, &err) != OK)
            return -1;
        if (case_file_add(&file, &history[i], &arena, &change, &err) != OK)
            return -1;
    }
    return case_file_pack(&file, &arena, &packed_full, &err) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void) state;
    arena_done(&arena);
    return 0;
}

/* Where a run in a small arena ended. */
enum step { STEP_UNPACK, STEP_ADD, STEP_PACK, STEP_DONE };

static void assert_unchanged(const struct case_file *before, const struct case_file *after)
{
    assert_int_equal(before->count, after->count);
    assert_int_equal(before->shadows_count, after->shadows_count);
    assert_int_equal(before->packed_bytes_max, after->packed_bytes_max);
    for (size_t i = 0; i < before->count; i++)
        assert_ptr_equal(before->events[i], after->events[i]);
}

static enum step run(struct arena *small)
{
    struct case_file file;
    struct err err;
    if (case_file_unpack(packed, &events[0]->subject, small, &file, &err) != OK) {
        assert_int_equal(err.outcome, RETRY);
        return STEP_UNPACK;
    }
    for (size_t i = events_count - 20; i < events_count; i++) {
        struct case_file before = file;
        struct case_file_change change;
        if (case_file_add(&file, events[i], small, &change, &err) != OK) {
            assert_int_equal(err.outcome, RETRY);
            assert_unchanged(&before, &file);
            return STEP_ADD;
        }
    }
    struct str bytes;
    if (case_file_pack(&file, small, &bytes, &err) != OK) {
        assert_int_equal(err.outcome, RETRY);
        return STEP_PACK;
    }
    assert_true(str_eq(bytes, packed_full));
    return STEP_DONE;
}

static void any_arena_suffices_or_says_retry(void **state)
{
    (void) state;
    size_t ended[STEP_DONE + 1] = {0};
    for (size_t size = 1; ended[STEP_DONE] == 0; size += size < STEP_AFTER ? 1 : STEP) {
        struct arena small;
        struct err err;
        assert_true(size < ARENA_BYTES);
        assert_int_equal(arena_init(&small, size, &err), OK);
        enum step step = run(&small);
        assert_true(step == STEP_DONE || small.full);
        ended[step]++;
        arena_done(&small);
    }
    for (size_t step = 0; step <= STEP_DONE; step++)
        assert_true(ended[step] > 0);
}

/* Each of the two contents of a conflict is encoded in the arena when it is large. */
static void a_conflict_of_large_contents_needs_room_too(void **state)
{
    (void) state;
    static struct str persons[600];
    struct event first = *events[0];
    struct err err;
    size_t refused = 0;
    for (size_t i = 0; i < sizeof(persons) / sizeof(persons[0]); i++)
        persons[i] = STR("P001");
    first.kind = EVENT_TRAINING_HELD;
    memset(&first.training_held, 0, sizeof(first.training_held));
    first.training_held.persons = (struct codes) {persons, 600};
    struct event second = first;
    second.training_held.headcount = 1;
    for (size_t size = 0;; size += 16) {
        struct case_file file;
        struct case_file_change change;
        struct arena small;
        assert_int_equal(arena_init(&small, 256 + size, &err), OK);
        case_file_init(&file, &first);
        assert_int_equal(case_file_add(&file, &first, &small, &change, &err), OK);
        struct case_file before = file;
        enum outcome outcome = case_file_add(&file, &second, &small, &change, &err);
        if (outcome != OK)
            assert_unchanged(&before, &file);
        arena_done(&small);
        if (outcome == OK)
            break;
        assert_int_equal(outcome, RETRY);
        refused++;
    }
    assert_true(refused > 300);
}

static void a_list_of_codes_needs_room_too(void **state)
{
    (void) state;
    const struct str checked_by[] = {STR("P001"), STR("P002"), STR("P003")};
    struct event event = *events[0];
    struct case_file file;
    struct case_file_change change;
    struct str bytes;
    struct err err;
    size_t mark = arena_mark(&arena);
    event.kind = EVENT_SPOT_CHECKED;
    memset(&event.spot_checked, 0, sizeof(event.spot_checked));
    event.spot_checked.checked_by = (struct codes) {checked_by, 3};
    case_file_init(&file, &event);
    assert_int_equal(case_file_add(&file, &event, &arena, &change, &err), OK);
    assert_int_equal(case_file_pack(&file, &arena, &bytes, &err), OK);
    enum outcome outcome = RETRY;
    size_t size = 1;
    for (; outcome != OK; size++) {
        struct arena small;
        assert_int_equal(arena_init(&small, size, &err), OK);
        outcome = case_file_unpack(bytes, &event.subject, &small, &file, &err);
        assert_true(outcome == OK || (outcome == RETRY && small.full));
        arena_done(&small);
    }
    assert_true(size > sizeof(event) + sizeof(checked_by));
    arena_rewind(&arena, mark);
}

static void an_arena_that_was_full_before_stays_so(void **state)
{
    (void) state;
    struct case_file file;
    struct case_file_change change;
    struct str bytes;
    struct err err;
    size_t mark = arena_mark(&arena);
    assert_int_equal(case_file_unpack(packed, &events[0]->subject, &arena, &file, &err), OK);
    assert_null(arena_alloc(&arena, ARENA_BYTES));
    assert_int_equal(case_file_add(&file, file.events[0], &arena, &change, &err), OK);
    assert_int_equal(change.added, CASE_FILE_DUPLICATE);
    assert_int_equal(case_file_pack(&file, &arena, &bytes, &err), OK);
    assert_true(arena.full);
    arena_rewind(&arena, mark);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_arena_suffices_or_says_retry),
        cmocka_unit_test(a_conflict_of_large_contents_needs_room_too),
        cmocka_unit_test(a_list_of_codes_needs_room_too),
        cmocka_unit_test(an_arena_that_was_full_before_stays_so),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
