/* test_event_fields -- the table of fields agrees with the structs it describes. */
#include "core/event_fields.h"

#include <stdalign.h>
#include <string.h>

#include "support/cmocka.h"

/* Beyond any gap that alignment makes: a member that is not in the table is longer. */
enum { GAP_MAX = alignof(int64_t) };

static const struct payload {
    const char *name;
    size_t start;
    size_t size;
} payloads[EVENT_KINDS_COUNT] = {
#define EVENT_KIND(NAME, member, topic, subject)                                                   \
    {#member, offsetof(struct event, member), sizeof(((struct event *) 0)->member)},
#include "core/event_kinds.def"
#undef EVENT_KIND
};

static const struct {
    size_t size;
    size_t align;
} types[] = {
    [FIELD_CODE] = {sizeof(struct str), alignof(struct str)},
    [FIELD_CODES] = {sizeof(struct codes), alignof(struct codes)},
    [FIELD_INT] = {sizeof(int64_t), alignof(int64_t)},
    [FIELD_SIGNED] = {sizeof(int64_t), alignof(int64_t)},
    [FIELD_BOOL] = {sizeof(bool), alignof(bool)},
    [FIELD_ENUM] = {sizeof(uint32_t), alignof(uint32_t)},
    [FIELD_SET] = {sizeof(uint32_t), alignof(uint32_t)},
    [FIELD_TIME] = {sizeof(int64_t), alignof(int64_t)},
    [FIELD_PARTY] = {sizeof(struct party), alignof(struct party)},
    [FIELD_UUID] = {sizeof(struct uuid), alignof(struct uuid)},
    [FIELD_DIGEST] = {sizeof(struct digest), alignof(struct digest)},
};

static void the_fields_of_a_kind_fill_its_payload(void **state)
{
    (void) state;
    for (int kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        const struct payload *payload = &payloads[kind];
        struct event_fields fields = event_fields_of((enum event_kind) kind);
        size_t end = payload->start;
        assert_in_range(fields.count, 1, EVENT_FIELDS_MAX);
        for (size_t i = 0; i < fields.count; i++) {
            const struct event_field *field = &fields.items[i];
            size_t align = types[field->type].align;
            if (field->offset != (end + align - 1) / align * align)
                fail_msg("%s.%s does not follow the field before it", payload->name, field->name);
            end = field->offset + types[field->type].size;
        }
        if (end > payload->start + payload->size ||
            payload->size - (end - payload->start) >= GAP_MAX)
            fail_msg("the last field of %s is not the last member", payload->name);
    }
}

static void header_fields_lie_before_the_payload(void **state)
{
    (void) state;
    struct event_fields fields = event_fields_header();
    size_t end = 0;
    for (size_t i = 0; i < fields.count; i++) {
        assert_true(fields.items[i].offset >= end);
        end = fields.items[i].offset + types[fields.items[i].type].size;
    }
    assert_true(end <= offsetof(struct event, kind));
}

static void assert_names_differ(struct event_fields fields)
{
    for (size_t i = 0; i < fields.count; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(fields.items[i].name, fields.items[j].name);
}

/* What readers of the table rely on without asking. */
static void assert_limits(struct event_fields fields)
{
    for (size_t i = 0; i < fields.count; i++) {
        const struct event_field *field = &fields.items[i];
        if (field->type == FIELD_CODE)
            assert_int_equal(field->max, CODE_BYTES_MAX);
        if (field->type == FIELD_CODES)
            assert_int_equal(field->max, CODES_COUNT_MAX);
        if (field->type == FIELD_SET)
            assert_in_range(field->max, 2, 32);
        if (field->type == FIELD_ENUM)
            assert_in_range(field->max, 2, 100);
        if (field->type == FIELD_INT || field->type == FIELD_SIGNED)
            assert_true(field->max > 0);
    }
}

static void names_and_limits_are_sound(void **state)
{
    (void) state;
    assert_names_differ(event_fields_header());
    assert_limits(event_fields_header());
    for (int kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        assert_names_differ(event_fields_of((enum event_kind) kind));
        assert_limits(event_fields_of((enum event_kind) kind));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fields_of_a_kind_fill_its_payload),
        cmocka_unit_test(header_fields_lie_before_the_payload),
        cmocka_unit_test(names_and_limits_are_sound),
    };
    return RUN(tests);
}
