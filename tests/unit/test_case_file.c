/* test_case_file -- what stays in a file, who leaves it and why. */
#include "core/case_file.h"

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

/* ---- the set ---- */

static void events_stand_in_the_order_of_folding(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    const struct event *late = event(1, EVENT_PROGRESSED, 9);
    const struct event *early = event(2, EVENT_PROGRESSED, 3);
    const struct event *accepted = event(3, EVENT_ACCEPTED, 9);
    assert_int_equal(add(&file, late), CASE_FILE_ADDED);
    assert_int_equal(add(&file, early), CASE_FILE_ADDED);
    assert_int_equal(add(&file, accepted), CASE_FILE_ADDED);
    assert_int_equal(change.losers_count, 0);
    assert_int_equal(file.count, 3);
    assert_ptr_equal(file.events[0], early);
    assert_ptr_equal(file.events[1], accepted);
    assert_ptr_equal(file.events[2], late);
}

static void the_same_event_twice_changes_nothing(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    struct event *first = event(1, EVENT_PROGRESSED, 1);
    struct event *again = event(1, EVENT_PROGRESSED, 1);
    struct event *sooner = event(1, EVENT_PROGRESSED, 1);
    again->correlation_id = STR("trace-1");
    sooner->recorded_at_us--;
    (void) add(&file, first);
    assert_int_equal(add(&file, again), CASE_FILE_DUPLICATE);
    assert_int_equal(add(&file, sooner), CASE_FILE_DUPLICATE);
    assert_int_equal(change.losers_count, 0);
    assert_int_equal(file.count, 1);
    assert_ptr_equal(file.events[0], first);
}

static void the_later_recording_is_kept(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    struct event *later = event(1, EVENT_PROGRESSED, 1);
    later->recorded_at_us++;
    (void) add(&file, event(1, EVENT_PROGRESSED, 1));
    (void) add(&file, event(2, EVENT_PROGRESSED, 2));
    size_t bytes = file.packed_bytes_max;
    assert_int_equal(add(&file, later), CASE_FILE_RENEWED);
    assert_int_equal(change.losers_count, 0);
    assert_int_equal(file.count, 2);
    assert_ptr_equal(file.events[0], later);
    assert_int_equal(file.packed_bytes_max, bytes);
}

/* Two contents of one id; `smaller` says which is. */
static void rivals(struct event **smaller, struct event **larger)
{
    *smaller = event(1, EVENT_PROGRESSED, 1);
    *larger = event(1, EVENT_PROGRESSED, 2);
}

static void of_two_contents_the_smaller_stays_when_it_comes_last(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    struct event *smaller;
    struct event *larger;
    rivals(&smaller, &larger);
    (void) add(&file, larger);
    assert_int_equal(add(&file, smaller), CASE_FILE_ADDED);
    assert_int_equal(change.losers_count, 1);
    assert_ptr_equal(change.losers[0].event, larger);
    assert_int_equal(change.losers[0].reason, REASON_CONFLICT);
    assert_int_equal(file.count, 1);
    assert_ptr_equal(file.events[0], smaller);
}

static void of_two_contents_the_smaller_stays_when_it_came_first(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    struct event *smaller;
    struct event *larger;
    rivals(&smaller, &larger);
    (void) add(&file, smaller);
    for (int turn = 0; turn < 2; turn++) { /* refused as often as it comes */
        assert_int_equal(add(&file, larger), CASE_FILE_REFUSED);
        assert_int_equal(change.losers_count, 1);
        assert_ptr_equal(change.losers[0].event, larger);
        assert_int_equal(change.losers[0].reason, REASON_CONFLICT);
        assert_int_equal(file.count, 1);
        assert_int_equal(file.shadows_count, 1);
    }
    assert_ptr_equal(file.events[0], smaller);
}

static void contents_of_one_key_differ_too(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    for (size_t i = 0; i < 20; i++) { /* each smaller than the one before */
        static const char codes[] = "ZYXWVUTSRQPONMLKJIHG";
        struct event *rival = event(1, EVENT_PROGRESSED, 1);
        rival->actor = (struct str) {.ptr = &codes[i], .len = 1};
        assert_int_equal(add(&file, rival), CASE_FILE_ADDED);
        assert_int_equal(change.losers_count, i == 0 ? 0 : 1);
        assert_int_equal(file.shadows_count, i);
    }
    assert_int_equal(file.count, 1);
    assert_true(str_eq(file.events[0]->actor, STR("G")));
}

/* ---- large contents ---- */

enum { LARGE_COUNT = CODES_COUNT_MAX };

/* About 256 KiB of content. */
static struct event *large(unsigned id, int64_t second)
{
    static const char code[CODE_BYTES_MAX] = "p";
    static struct str codes[LARGE_COUNT];
    for (size_t i = 0; i < LARGE_COUNT; i++)
        codes[i] = (struct str) {.ptr = code, .len = sizeof(code)};
    struct event *made = event(id, EVENT_TRAINING_HELD, second);
    made->training_held.persons = (struct codes) {.items = codes, .count = LARGE_COUNT};
    return made;
}

static void large_contents_are_compared_to_the_end(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    struct event *other = large(1, 1);
    other->training_held.persons.count--;
    other->training_held.is_for_newcomers = true;
    assert_int_equal(add(&file, large(1, 1)), CASE_FILE_ADDED);
    assert_int_equal(add(&file, large(1, 1)), CASE_FILE_DUPLICATE);
    assert_int_equal(add(&file, other), CASE_FILE_REFUSED);
}

/* ---- the limits ---- */

static void a_file_holds_ten_thousand_events_the_smallest(void **state)
{
    (void) state;
    enum { OFFERED = CASE_FILE_EVENTS_MAX + 500 };
    struct case_file file = empty_file();
    for (unsigned i = 0; i < OFFERED; i++) {
        unsigned id = i * 7919 % OFFERED; /* every one once, in another order */
        enum case_file_added added = add(&file, event(id, EVENT_PROGRESSED, id));
        if (i < CASE_FILE_EVENTS_MAX)
            assert_int_equal(added, CASE_FILE_ADDED);
        else
            assert_int_equal(change.losers[0].reason, REASON_DISPLACED);
    }
    assert_int_equal(file.count, CASE_FILE_EVENTS_MAX);
    for (unsigned i = 0; i < CASE_FILE_EVENTS_MAX; i++)
        assert_int_equal(file.events[i]->id.bytes[14] << 8 | file.events[i]->id.bytes[15], i);
    assert_int_equal(add(&file, event(77, EVENT_PROGRESSED, 77)), CASE_FILE_DUPLICATE);
    assert_int_equal(add(&file, event(OFFERED, EVENT_PROGRESSED, OFFERED)), CASE_FILE_REFUSED);
    assert_int_equal(change.losers_count, 1);
    assert_int_equal(add(&file, event(77, EVENT_PROGRESSED, 76)), CASE_FILE_ADDED);
    assert_int_equal(change.losers_count, 2); /* its rival, and the last one for the rival */
    assert_int_equal(change.losers[0].reason, REASON_CONFLICT);
    assert_int_equal(change.losers[1].reason, REASON_DISPLACED);
    struct str bytes = pack(&file);
    struct case_file again = unpack(bytes);
    assert_true(str_eq(pack(&again), bytes));
}

static void who_was_displaced_is_refused_when_it_comes_again(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    for (unsigned i = 0; i <= CASE_FILE_EVENTS_MAX; i++)
        (void) add(&file, event(i + 1, EVENT_PROGRESSED, CASE_FILE_EVENTS_MAX - i));
    const struct event *displaced = change.losers[0].event;
    assert_int_equal(displaced->id.bytes[15], 1);
    assert_int_equal(add(&file, displaced), CASE_FILE_REFUSED);
    assert_int_equal(change.losers[0].reason, REASON_DISPLACED);
    /* the same id with a smaller content is another matter: nobody holds the id now */
    assert_int_equal(add(&file, event(1, EVENT_ACCEPTED, 0)), CASE_FILE_ADDED);
    assert_int_equal(change.losers_count, 1);
    assert_int_equal(change.losers[0].reason, REASON_DISPLACED);
    assert_int_equal(add(&file, event(1, EVENT_ACCEPTED, 0)), CASE_FILE_DUPLICATE);
}

static void one_large_event_displaces_many_small_ones(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    unsigned id = 1;
    while (file.packed_bytes_max < CASE_FILE_BYTES_MAX - (300 << 10))
        assert_int_equal(add(&file, large(id++, -1000)), CASE_FILE_ADDED);
    for (; file.limit == NULL; id++)
        (void) add(&file, event(id, EVENT_PROGRESSED, id));
    size_t count = file.count;
    assert_int_equal(add(&file, large(id, -2000)), CASE_FILE_ADDED);
    assert_true(change.losers_count > 1000);
    assert_int_equal(file.count, count + 1 - change.losers_count);
    for (size_t i = 0; i < change.losers_count; i++)
        assert_int_equal(change.losers[i].reason, REASON_DISPLACED);
    assert_true(file.packed_bytes_max <= CASE_FILE_BYTES_MAX);
}

static void a_rival_that_wins_may_be_displaced_at_once(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    struct event *smaller = large(1, 1);
    struct event *larger = event(1, EVENT_TRAINING_HELD, 2);
    (void) add(&file, larger);
    for (unsigned id = 2; file.packed_bytes_max < CASE_FILE_BYTES_MAX - (200 << 10); id++)
        assert_int_equal(add(&file, large(id, 0)), CASE_FILE_ADDED);
    assert_int_equal(add(&file, smaller), CASE_FILE_REFUSED);
    assert_int_equal(change.losers_count, 2);
    assert_ptr_equal(change.losers[0].event, larger);
    assert_int_equal(change.losers[0].reason, REASON_CONFLICT);
    assert_ptr_equal(change.losers[1].event, smaller);
    assert_int_equal(change.losers[1].reason, REASON_DISPLACED);
    assert_int_equal(file.shadows_count, 0);
}

/* Rivals of one small event take all the room there is. */
static void shadows_fill_a_file_too(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    const struct event *kept = event(1, EVENT_ACCEPTED, 0);
    int64_t second = 1;
    (void) add(&file, kept);
    while (file.limit == NULL)
        assert_int_equal(add(&file, large(1, second++)), CASE_FILE_REFUSED);
    assert_int_equal(file.count, 1);
    assert_ptr_equal(file.events[0], kept);
    assert_int_equal(file.shadows_count, second - 2);
    assert_int_equal(event_compare(file.limit, large(1, second - 1)), 0);
    assert_int_equal(add(&file, large(2, second)), CASE_FILE_REFUSED);
    assert_int_equal(add(&file, large(2, 1)), CASE_FILE_ADDED); /* a rival makes room */
    assert_int_equal(file.shadows_count, second - 3);
    assert_int_equal(change.losers_count, 0);
}

/* ---- a full arena ---- */

/* Adds this to a file as `file` in arenas of every size; returns how many were too small. */
static size_t count_retries(const struct case_file *file, const struct event *offered)
{
    for (size_t retries = 0;; retries++) {
        _Alignas(max_align_t) unsigned char memory[4096];
        struct arena small = {.memory = memory, .size_bytes = 8 * retries};
        struct case_file copy = *file;
        struct err err;
        enum outcome outcome = case_file_add(&copy, offered, &small, &change, &err);
        if (outcome == OK)
            return retries;
        assert_int_equal(outcome, RETRY);
        assert_string_equal(err.text, "no room for an event in the arena");
        assert_int_equal(copy.count, file->count);
        assert_int_equal(copy.shadows_count, file->shadows_count);
        assert_int_equal(copy.packed_bytes_max, file->packed_bytes_max);
    }
}

static void losers_and_shadows_need_room(void **state)
{
    (void) state;
    struct case_file file = empty_file();
    (void) add(&file, event(1, EVENT_ACCEPTED, 0));
    assert_true(count_retries(&file, event(1, EVENT_ACCEPTED, 1)) > 10);
    for (int64_t second = 1; file.limit == NULL; second++)
        (void) add(&file, large((unsigned) second, second));
    assert_true(count_retries(&file, event(5000, EVENT_ACCEPTED, 5000)) > 0); /* beyond the limit */
    struct event *last = event(900, EVENT_ACCEPTED, -6);
    while (file.packed_bytes_max + event_content(last, NULL, 0) <= CASE_FILE_BYTES_MAX)
        (void) add(&file, event((unsigned) file.count + 900, EVENT_ACCEPTED, -5));
    assert_true(count_retries(&file, last) > 0); /* displaces another */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_stand_in_the_order_of_folding, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_event_twice_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(the_later_recording_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(of_two_contents_the_smaller_stays_when_it_comes_last, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(of_two_contents_the_smaller_stays_when_it_came_first, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(contents_of_one_key_differ_too, setup, teardown),
        cmocka_unit_test_setup_teardown(large_contents_are_compared_to_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_holds_ten_thousand_events_the_smallest, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(who_was_displaced_is_refused_when_it_comes_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(one_large_event_displaces_many_small_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rival_that_wins_may_be_displaced_at_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(shadows_fill_a_file_too, setup, teardown),
        cmocka_unit_test_setup_teardown(losers_and_shadows_need_room, setup, teardown),
    };
    return RUN(tests);
}
