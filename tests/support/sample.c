/* sample -- see sample.h. */
#include "support/sample.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "core/event_fields.h"

static struct str keep(const char *text, struct arena *arena)
{
    char *kept = str_keep_terminated(str_from(text), arena);
    assert(kept != NULL);
    return str_from(kept);
}

/* A code that tells where it stands. */
static struct str code(const struct event_field *field, const char *part, struct arena *arena)
{
    char text[64];
    (void) snprintf(text, sizeof(text), "%s%s-%s", field->name, part, "码");
    return keep(text, arena);
}

static struct codes codes(const struct event_field *field, struct arena *arena)
{
    struct str *items = arena_alloc(arena, 2 * sizeof(*items));
    assert(items != NULL);
    items[0] = code(field, ".1", arena);
    items[1] = code(field, ".2", arena);
    return (struct codes) {.items = items, .count = 2};
}

static struct party party(const struct event_field *field, bool full, struct arena *arena)
{
    return (struct party) {
        .unit = code(field, ".unit", arena),
        .section = full ? code(field, ".section", arena) : (struct str) {0},
        .person = full ? code(field, ".person", arena) : (struct str) {0},
        .is_outside = full,
    };
}

static void fill(const struct event_field *field, bool full, struct arena *arena, void *to)
{
    switch (field->type) {
    case FIELD_CODE:
        *(struct str *) to = code(field, "", arena);
        return;
    case FIELD_CODES:
        *(struct codes *) to = codes(field, arena);
        return;
    case FIELD_INT:
        *(int64_t *) to = field->max < 7 ? field->max : 7;
        return;
    case FIELD_SIGNED:
        *(int64_t *) to = -250;
        return;
    case FIELD_BOOL:
        *(bool *) to = true;
        return;
    case FIELD_ENUM:
        *(int *) to = (int) field->max - 1;
        return;
    case FIELD_SET:
        *(uint32_t *) to = SET_OF(1) | SET_OF(field->max - 1);
        return;
    case FIELD_TIME:
        *(int64_t *) to = SAMPLE_AT_US - 1500000 + (int64_t) field->offset % 7;
        return;
    case FIELD_PARTY:
        *(struct party *) to = party(field, full, arena);
        return;
    case FIELD_UUID:
        memset(to, 0x5A, sizeof(struct uuid));
        return;
    case FIELD_DIGEST:
        memset(to, 0xC3, sizeof(struct digest));
        return;
    }
}

static void fill_all(struct event *event, struct event_fields fields, bool full,
                     struct arena *arena)
{
    for (size_t i = 0; i < fields.count; i++) {
        if (full || fields.items[i].required)
            fill(&fields.items[i], full, arena, (char *) event + fields.items[i].offset);
    }
}

/* What the fields of some kinds must be together. */
static void agree(struct event *event)
{
    if (event->kind == EVENT_MERGED)
        event->merged.into =
            event_subject(SUBJECT_CASE, event->merged.into_source, event->merged.into_number);
    if (event->kind == EVENT_YEAR_OPENED) {
        event->year_opened.unit = event->case_source;
        event->year_opened.year = 2025;
    }
    if (event->kind == EVENT_VOIDED)
        event->voided.source_ref = STR("row-17");
}

struct event sample_of(enum event_kind kind, bool full, struct arena *arena)
{
    struct event event = {.kind = kind};
    fill_all(&event, event_fields_header(), full, arena);
    fill_all(&event, event_fields_of(kind), full, arena);
    event.occurred_at_us = SAMPLE_AT_US;
    event.recorded_at_us = SAMPLE_AT_US + 1;
    event.precision = full && kind % 2 == 1 ? PRECISION_DAY : PRECISION_INSTANT;
    if (event.precision == PRECISION_DAY) {
        int64_t day = civil_day_of(SAMPLE_AT_US);
        event.occurred_at_us = civil_start_of(day + 1) - CIVIL_SECOND_US;
    }
    event.subject_kind = event_kind_subject(kind);
    if (event.subject_kind == SUBJECT_EITHER)
        event.subject_kind = full ? SUBJECT_UNIT_YEAR : SUBJECT_CASE;
    event.case_source = STR("510500-局");
    event.case_number = event.subject_kind == SUBJECT_CASE ? STR("2025-000123") : STR("2025");
    agree(&event);
    event.subject = event_subject(event.subject_kind, event.case_source, event.case_number);
    return event;
}
