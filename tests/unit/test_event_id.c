/* test_event_id -- ids another language computed from the rules in header.proto. */
#include "wire/event_id.h"

#include <string.h>

#include "support/cmocka.h"
#include "support/file.h"
#include "support/sample.h"
#include "wire/event_codec.h"
#include "wire/event_json.h"

enum { ARENA_BYTES = 4 << 20, PARTS_MAX = 6 };

static struct arena arena;

/* The text up to the separator, which is taken off with it. */
static struct str cut(struct str *rest, char separator)
{
    const char *end = memchr(rest->ptr, separator, rest->len);
    struct str part = *rest;
    if (end == NULL) {
        *rest = (struct str) {0};
        return part;
    }
    part.len = (size_t) (end - rest->ptr);
    *rest = (struct str) {end + 1, rest->len - part.len - 1};
    return part;
}

static struct uuid alert_id(struct str name)
{
    struct str parts[PARTS_MAX];
    size_t count = 0;
    while (name.len > 0)
        parts[count++] = cut(&name, ' ');
    return uuid_v5(&uuid_namespace_alert, parts, count);
}

/* What the fixture of this kind would get, were it made here. */
static struct uuid fixture_id(struct str kind)
{
    struct err err = {0};
    struct event event;
    struct str line = file_fixture(str_keep_terminated(kind, &arena), "json", &arena);
    assert_int_equal(event_from_json(line, SAMPLE_BROKER_US, &arena, &event, &err), OK);
    event.recorded_at_us += 1;
    event.correlation_id = STR("another");
    assert_int_equal(event_id_set(&event, 0, &arena, &err), OK);
    return event.id;
}

static struct uuid id_of(struct str of, struct str first, struct str second)
{
    if (str_eq(of, STR("case")))
        return event_subject(SUBJECT_CASE, first, second);
    if (str_eq(of, STR("unit_year")))
        return event_subject(SUBJECT_UNIT_YEAR, first, second);
    if (str_eq(of, STR("alert")))
        return alert_id(first);
    assert_true(str_eq(of, STR("event")));
    return fixture_id(first);
}

static void ids_are_what_another_language_makes_them(void **state)
{
    (void) state;
    struct err err = {0};
    size_t count = 0;
    assert_int_equal(arena_init(&arena, ARENA_BYTES, &err), OK);
    struct str rest = file_fixture("ids", "tsv", &arena);
    while (rest.len > 0) {
        struct str line = cut(&rest, '\n');
        if (line.ptr[0] == '#')
            continue;
        struct str of = cut(&line, '\t');
        struct str first = cut(&line, '\t');
        struct str second = cut(&line, '\t');
        struct uuid id = id_of(of, first, second);
        char text[UUID_TEXT_LEN + 1];
        uuid_text(&id, text);
        if (!str_eq(str_from(text), line))
            fail_msg("%.*s %.*s is %s, not %.*s", STR_ARG(of), STR_ARG(first), text, STR_ARG(line));
        count++;
    }
    assert_int_equal(count, 22);
    arena_done(&arena);
}

static void without_a_reference_every_event_is_a_new_one(void **state)
{
    (void) state;
    struct err err = {0};
    assert_int_equal(arena_init(&arena, ARENA_BYTES, &err), OK);
    struct event event = sample_of(EVENT_SIGNED, false, &arena);
    assert_int_equal(event_id_set(&event, SAMPLE_AT_US, &arena, &err), OK);
    struct uuid before = event.id;
    assert_int_equal(event_id_set(&event, SAMPLE_AT_US, &arena, &err), OK);
    assert_int_equal(event.id.bytes[6] >> 4, 7);
    assert_memory_equal(event.id.bytes, before.bytes, 6); /* the time */
    assert_false(uuid_eq(&event.id, &before));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_what_another_language_makes_them),
        cmocka_unit_test(without_a_reference_every_event_is_a_new_one),
    };
    return RUN(tests);
}
