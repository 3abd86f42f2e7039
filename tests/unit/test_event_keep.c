/* test_event_keep -- a kept event is the same and owns its texts. */
#include "core/event_keep.h"

#include <string.h>

#include "core/event_fields.h"
#include "support/cmocka.h"
#include "support/event_equal.h"
#include "support/gen.h"

enum { ROUNDS = 40, MADE_BYTES = 4 << 20, KEPT_BYTES = 1 << 20, NOON = 1700000000 };

static struct arena made;
static struct arena kept;

static int setup(void **state)
{
    struct err err;
    (void) state;
    return arena_init(&made, MADE_BYTES, &err) == OK && arena_init(&kept, KEPT_BYTES, &err) == OK
               ? 0
               : -1;
}

static int teardown(void **state)
{
    (void) state;
    arena_done(&made);
    arena_done(&kept);
    return 0;
}

/* One event of this kind, as full as chance wants it. */
static struct event any_event(struct gen *gen, enum event_kind kind)
{
    enum subject_kind subject_kind =
        event_kind_subject(kind) == SUBJECT_UNIT_YEAR ? SUBJECT_UNIT_YEAR : SUBJECT_CASE;
    arena_reset(&made);
    struct gen_subject subject = gen_subject(gen, &made, subject_kind);
    return gen_event(gen, &made, &subject, kind, INT64_C(1000000) * NOON);
}

static void every_text_of_it_is_kept(const struct event *event, struct event_fields fields)
{
    for (size_t i = 0; i < fields.count; i++) {
        const void *value = (const char *) event + fields.items[i].offset;
        const struct str *text = value;
        const struct codes *codes = value;
        if (fields.items[i].type == FIELD_CODE && text->len > 0)
            assert_true(arena_holds(&kept, text->ptr));
        if (fields.items[i].type == FIELD_CODES && codes->count > 0)
            assert_true(arena_holds(&kept, codes->items) &&
                        arena_holds(&kept, codes->items[0].ptr));
        if (fields.items[i].type == FIELD_PARTY && ((const struct party *) value)->unit.len > 0)
            assert_true(arena_holds(&kept, ((const struct party *) value)->unit.ptr));
    }
}

static void what_is_kept_is_the_same_and_its_own(void **state)
{
    (void) state;
    struct gen gen = gen_seed(gen_seed_given(5));
    for (int round = 0; round < ROUNDS; round++) {
        for (int kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
            struct err err;
            struct event copy;
            struct event event = any_event(&gen, (enum event_kind) kind);
            arena_reset(&kept);
            assert_int_equal(event_keep(&event, &kept, &copy, &err), OK);
            assert_null(event_difference(&event, &copy));
            every_text_of_it_is_kept(&copy, event_fields_header());
            every_text_of_it_is_kept(&copy, event_fields_of(copy.kind));
        }
    }
}

static void too_little_room_is_said_and_nothing_given(void **state)
{
    (void) state;
    struct gen gen = gen_seed(gen_seed_given(6));
    for (int kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        struct err err = {.outcome = OK};
        struct event event = any_event(&gen, (enum event_kind) kind);
        struct event copy = {.precision = PRECISIONS_END};
        arena_reset(&kept);
        assert_int_equal(event_keep(&event, &kept, &copy, &err), OK);
        size_t needed = kept.used_bytes;
        for (size_t size = 0; size < needed; size++) {
            struct arena little = {.memory = kept.memory, .size_bytes = size};
            copy = (struct event) {.precision = PRECISIONS_END};
            assert_int_equal(event_keep(&event, &little, &copy, &err), RETRY);
            assert_int_equal(copy.precision, PRECISIONS_END);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_kept_is_the_same_and_its_own, setup, teardown),
        cmocka_unit_test_setup_teardown(too_little_room_is_said_and_nothing_given, setup, teardown),
    };
    return RUN(tests);
}
