/* event_equal -- see event_equal.h. */
#include "support/event_equal.h"

#include <string.h>

#include "core/event_fields.h"

static bool eq_field(const struct event_field *field, const void *a, const void *b)
{
    const struct party *left = a, *right = b;
    const struct codes *lefts = a, *rights = b;
    static const size_t sizes[] = {
        [FIELD_INT] = sizeof(int64_t),
        [FIELD_SIGNED] = sizeof(int64_t),
        [FIELD_BOOL] = sizeof(bool),
        [FIELD_ENUM] = sizeof(int),
        [FIELD_SET] = sizeof(uint32_t),
        [FIELD_TIME] = sizeof(int64_t),
        [FIELD_UUID] = sizeof(struct uuid),
        [FIELD_DIGEST] = sizeof(struct digest),
        [FIELD_CODE] = 0,
        [FIELD_CODES] = 0,
        [FIELD_PARTY] = 0,
    };
    if (field->type == FIELD_CODE)
        return str_eq(*(const struct str *) a, *(const struct str *) b);
    if (field->type == FIELD_PARTY)
        return str_eq(left->unit, right->unit) && str_eq(left->section, right->section) &&
               str_eq(left->person, right->person) && left->is_outside == right->is_outside;
    if (field->type != FIELD_CODES)
        return memcmp(a, b, sizes[field->type]) == 0;
    if (lefts->count != rights->count)
        return false;
    for (size_t i = 0; i < lefts->count; i++) {
        if (!str_eq(lefts->items[i], rights->items[i]))
            return false;
    }
    return true;
}

static const char *fields_difference(struct event_fields fields, const struct event *a,
                                     const struct event *b)
{
    for (size_t i = 0; i < fields.count; i++) {
        size_t offset = fields.items[i].offset;
        if (!eq_field(&fields.items[i], (const char *) a + offset, (const char *) b + offset))
            return fields.items[i].name;
    }
    return NULL;
}

const char *event_difference(const struct event *a, const struct event *b)
{
    if (a->kind != b->kind)
        return "kind";
    if (a->subject_kind != b->subject_kind || !uuid_eq(&a->subject, &b->subject))
        return "subject";
    const char *difference = fields_difference(event_fields_header(), a, b);
    return difference != NULL ? difference : fields_difference(event_fields_of(a->kind), a, b);
}
