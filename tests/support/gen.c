/* gen -- see gen.h; lives are in gen_history.c. */
#include "support/gen.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/event_fields.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- numbers ---- */

struct gen gen_seed(uint64_t seed)
{
    return (struct gen) {.dice = dice_seed(seed)};
}

uint64_t gen_word(struct gen *gen)
{
    return dice_word(&gen->dice);
}

uint64_t gen_number(struct gen *gen, uint64_t below)
{
    return dice_below(&gen->dice, below);
}

bool gen_chance(struct gen *gen, unsigned percent)
{
    return dice_percent(&gen->dice, percent);
}

uint64_t gen_seed_given(uint64_t fallback)
{
    const char *given = getenv("SEED");
    return given == NULL || *given == '\0' ? fallback : strtoull(given, NULL, 10);
}

/* ---- lists ---- */

void gen_shuffle(struct gen *gen, const struct event **events, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = gen_number(gen, i);
        const struct event *moved = events[i - 1];
        events[i - 1] = events[other];
        events[other] = moved;
    }
}

void gen_duplicate(struct gen *gen, const struct event *const *events, size_t count,
                   const struct event **events_out, size_t max)
{
    assert(count <= max);
    for (size_t i = 0; i < max; i++)
        events_out[i] = events[i < count ? i : gen_number(gen, count)];
}

/* ---- texts ---- */

static const char *const units[] = {"U01", "U02", "U03", "市住建局", "园区管委会"};
static const char *const sections[] = {"S1", "S2", "办公室", "政务服务科"};
static const char *const persons[] = {"P001", "P002", "P003", "P004", "王"};
static const char *const sources[] = {"hotline", "mailbox", "窗口", "register"};
static const char *const codes[] = {
    "a",        "b",        "pause-1", "pause-2",    "order-1",
    "U-2024-3", "责任不清", "0",       "approver-1", "accepted",
};

static void *take(struct arena *arena, size_t size_bytes)
{
    void *memory = arena_alloc(arena, size_bytes);
    assert(memory != NULL);
    return memory;
}

#define PICK(gen, pool) str_from((pool)[gen_number((gen), COUNT(pool))])

/* As long as a code may be; ends with a whole character. */
static struct str long_code(struct gen *gen, struct arena *arena)
{
    char *text = take(arena, CODE_BYTES_MAX);
    for (size_t i = 0; i < CODE_BYTES_MAX; i++)
        text[i] = (char) ('a' + gen_number(gen, 26));
    return (struct str) {.ptr = text, .len = CODE_BYTES_MAX};
}

static struct str any_code(struct gen *gen, struct arena *arena)
{
    return gen_number(gen, 200) == 0 ? long_code(gen, arena) : PICK(gen, codes);
}

/* What a field is called says from which pool it comes. */
static struct str code_of(struct gen *gen, struct arena *arena, const char *name)
{
    if (strcmp(name, "unit") == 0)
        return PICK(gen, units);
    if (strcmp(name, "section") == 0)
        return PICK(gen, sections);
    if (strcmp(name, "receiver") == 0 || strcmp(name, "person") == 0)
        return PICK(gen, persons);
    if (strcmp(name, "source") == 0)
        return PICK(gen, sources);
    return any_code(gen, arena);
}

static struct str numbered(struct arena *arena, const char *format, uint64_t number)
{
    enum { NUMBERED_MAX = 32 };
    char text[NUMBERED_MAX];
    struct str kept = {0};
    struct err err;
    (void) snprintf(text, sizeof(text), "%s%" PRIu64, format, number);
    enum outcome outcome = str_keep(str_from(text), arena, &kept, &err);
    assert(outcome == OK);
    return kept;
}

/* ---- values of fields by type ---- */

struct making {
    struct gen *gen;
    struct arena *arena;
    const struct event_field *field;
    int64_t at_us;
};

static void make_code(struct making *making, void *value)
{
    *(struct str *) value = code_of(making->gen, making->arena, making->field->name);
}

static void make_codes(struct making *making, void *value)
{
    size_t count = 1 + gen_number(making->gen, gen_chance(making->gen, 2) ? 40 : 4);
    struct str *items = take(making->arena, count * sizeof(*items));
    for (size_t i = 0; i < count; i++)
        items[i] = PICK(making->gen, persons);
    *(struct codes *) value = (struct codes) {.items = items, .count = count};
}

static int64_t number_up_to(struct making *making)
{
    uint64_t max = (uint64_t) making->field->max;
    uint64_t usual = max < 20 ? max : 20;
    return (int64_t) (1 + gen_number(making->gen, gen_chance(making->gen, 5) ? max : usual));
}

static void make_int(struct making *making, void *value)
{
    *(int64_t *) value = number_up_to(making);
}

static void make_signed(struct making *making, void *value)
{
    int64_t number = number_up_to(making);
    *(int64_t *) value = gen_chance(making->gen, 50) ? number : -number;
}

static void make_bool(struct making *making, void *value)
{
    (void) making;
    *(bool *) value = true;
}

static void make_enum(struct making *making, void *value)
{
    uint32_t number = 1 + (uint32_t) gen_number(making->gen, (uint64_t) making->field->max - 1);
    memcpy(value, &number, sizeof(number));
}

static void make_set(struct making *making, void *value)
{
    uint32_t all = SET_OF(making->field->max) - 2;
    uint32_t set = (uint32_t) gen_word(making->gen) & all;
    set = set == 0 ? all : set;
    memcpy(value, &set, sizeof(set));
}

static void make_time(struct making *making, void *value)
{
    int64_t minutes = (int64_t) gen_number(making->gen, 20000) - 10000;
    *(int64_t *) value = making->at_us + minutes * 60 * CIVIL_SECOND_US;
}

static void make_party(struct making *making, void *value)
{
    struct gen *gen = making->gen;
    struct party *party = value;
    bool has_unit = making->field->required || gen_chance(gen, 85);
    *party = (struct party) {.is_outside = gen_chance(gen, 5)};
    if (has_unit)
        party->unit = PICK(gen, units);
    if (has_unit && gen_chance(gen, 80))
        party->section = PICK(gen, sections);
    if (!has_unit || gen_chance(gen, 60))
        party->person = PICK(gen, persons);
}

static void make_uuid(struct making *making, void *value)
{
    struct uuid *uuid = value;
    uint64_t words[2] = {gen_word(making->gen), gen_word(making->gen)};
    memcpy(uuid->bytes, words, sizeof(uuid->bytes));
    uuid->bytes[6] = (unsigned char) ((uuid->bytes[6] & 0x0F) | 0x70);
    uuid->bytes[8] = (unsigned char) ((uuid->bytes[8] & 0x3F) | 0x80);
}

static void make_digest(struct making *making, void *value)
{
    struct digest *digest = value;
    for (size_t i = 0; i < sizeof(digest->bytes); i++)
        digest->bytes[i] = (unsigned char) gen_word(making->gen);
}

static void (*const makers[])(struct making *making, void *value) = {
    [FIELD_CODE] = make_code,     [FIELD_CODES] = make_codes,   [FIELD_INT] = make_int,
    [FIELD_SIGNED] = make_signed, [FIELD_BOOL] = make_bool,     [FIELD_ENUM] = make_enum,
    [FIELD_SET] = make_set,       [FIELD_TIME] = make_time,     [FIELD_PARTY] = make_party,
    [FIELD_UUID] = make_uuid,     [FIELD_DIGEST] = make_digest,
};

static void make_fields(struct making making, struct event_fields fields, struct event *event)
{
    for (size_t i = 0; i < fields.count; i++) {
        making.field = &fields.items[i];
        if (making.field->required || gen_chance(making.gen, 40))
            makers[making.field->type](&making, (char *) event + making.field->offset);
    }
}

/* ---- subjects and events ---- */

struct gen_subject gen_subject(struct gen *gen, struct arena *arena, enum subject_kind kind)
{
    struct gen_subject subject = {.kind = kind};
    if (subject.kind == 0)
        subject.kind = gen_chance(gen, 85) ? SUBJECT_CASE : SUBJECT_UNIT_YEAR;
    if (subject.kind == SUBJECT_CASE) {
        subject.source = PICK(gen, sources);
        subject.number = numbered(arena, "2024-", gen_number(gen, 100000));
    } else {
        subject.source = PICK(gen, units);
        subject.number = numbered(arena, "", 2022 + gen_number(gen, 4));
    }
    subject.id = event_subject(subject.kind, subject.source, subject.number);
    return subject;
}

enum event_kind gen_kind(struct gen *gen, enum subject_kind kind)
{
    for (;;) {
        enum event_kind any = (enum event_kind) gen_number(gen, EVENT_KINDS_COUNT);
        enum subject_kind wanted = event_kind_subject(any);
        if (wanted == kind || wanted == SUBJECT_EITHER)
            return any;
    }
}

/* What the door wants of a kind beside its fields. */
static void settle(struct gen *gen, struct event *event)
{
    if (event->kind == EVENT_MERGED)
        event->merged.into =
            event_subject(SUBJECT_CASE, event->merged.into_source, event->merged.into_number);
    if (event->kind == EVENT_YEAR_OPENED) {
        event->year_opened.unit = event->case_source;
        event->year_opened.year = 0;
        for (size_t i = 0; i < event->case_number.len; i++)
            event->year_opened.year =
                event->year_opened.year * 10 + (event->case_number.ptr[i] - '0');
    }
    if (event->kind == EVENT_RECTIFICATION_ORDERED && event->rectification_ordered.limit != 0)
        event->rectification_ordered.limit_unit = LIMIT_UNIT_WORKING_DAY;
    if (event->kind == EVENT_VOIDED && uuid_is_zero(&event->voided.event_id) &&
        event->voided.source_ref.len == 0)
        event->voided.source_ref = PICK(gen, codes);
}

struct event gen_event(struct gen *gen, struct arena *arena, const struct gen_subject *subject,
                       enum event_kind kind, int64_t at_us)
{
    struct making making = {.gen = gen, .arena = arena, .at_us = at_us};
    struct event event = {.kind = kind};
    make_fields(making, event_fields_header(), &event);
    make_fields(making, event_fields_of(kind), &event);
    event.subject = subject->id;
    event.subject_kind = subject->kind;
    event.case_source = subject->source;
    event.case_number = subject->number;
    event.occurred_at_us = at_us;
    event.precision = PRECISION_INSTANT;
    event.recorded_at_us = at_us + (int64_t) gen_number(gen, 3600) * CIVIL_SECOND_US;
    settle(gen, &event);
    return event;
}

struct event gen_other_content(struct gen *gen, const struct event *event)
{
    struct event other = *event;
    switch (gen_number(gen, 4)) {
    case 0:
        other.occurred_at_us += (int64_t) gen_number(gen, 3) * CIVIL_DAY_US; /* whole, for paper */
        break;
    case 1:
        other.actor = PICK(gen, codes);
        break;
    case 2:
        other.source_sequence = (int64_t) gen_number(gen, 5);
        break;
    default:
        other.own_number = PICK(gen, codes);
        break;
    }
    other.recorded_at_us += (int64_t) gen_number(gen, 100) * CIVIL_SECOND_US;
    return other;
}
