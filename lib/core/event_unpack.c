/* event_unpack -- see event_unpack.h. */
#include "core/event_unpack.h"

#include <string.h>

static int64_t unzigzag(uint64_t number)
{
    return (int64_t) (number >> 1) ^ -(int64_t) (number & 1);
}

void event_unpack_refuse(struct event_unpack *unpack, const char *what)
{
    if (unpack->outcome == OK)
        unpack->outcome = err_set(unpack->err, FATAL, "case file is damaged at byte %zu: %s",
                                  (size_t) (unpack->at - unpack->start), what);
    unpack->at = unpack->end;
}

void *event_unpack_alloc(struct event_unpack *unpack, size_t size_bytes)
{
    void *memory = arena_alloc(unpack->arena, size_bytes);
    if (memory != NULL)
        return memory;
    if (unpack->outcome == OK)
        unpack->outcome =
            err_set(unpack->err, RETRY, "no room for %zu bytes in the arena", size_bytes);
    unpack->at = unpack->end;
    return NULL;
}

static uint64_t long_number(struct event_unpack *unpack)
{
    uint64_t number = 0;
    for (unsigned shift = 0; unpack->at < unpack->end; shift += 7) {
        unsigned char byte = *unpack->at++;
        if (shift == 63 && byte > 1)
            break;
        number |= (uint64_t) (byte & 0x7F) << shift;
        if (byte < 0x80)
            return number;
    }
    event_unpack_refuse(unpack, "a number does not end");
    return 0;
}

uint64_t event_unpack_number(struct event_unpack *unpack)
{
    if (unpack->at < unpack->end && *unpack->at < 0x80)
        return *unpack->at++;
    return long_number(unpack);
}

size_t event_unpack_left(const struct event_unpack *unpack)
{
    return (size_t) (unpack->end - unpack->at);
}

void event_unpack_bytes(struct event_unpack *unpack, void *bytes_out, size_t len)
{
    if (len > event_unpack_left(unpack)) {
        event_unpack_refuse(unpack, "it ends too early");
        return;
    }
    memcpy(bytes_out, unpack->at, len);
    unpack->at += len;
}

struct str event_unpack_text(struct event_unpack *unpack)
{
    uint64_t number = event_unpack_number(unpack);
    uint64_t value = number >> 1;
    if ((number & 1) == 0) {
        if (value >= unpack->texts_count) {
            event_unpack_refuse(unpack, "a text that was not seen is named");
            return (struct str) {0};
        }
        struct str seen = unpack->texts[value];
        unpack->saved_bytes += event_pack_text_bytes(seen) - event_pack_number_bytes(number);
        return seen;
    }
    if (value > CODE_BYTES_MAX || value > event_unpack_left(unpack) ||
        unpack->texts_count == unpack->texts_max) {
        event_unpack_refuse(unpack, "a text is too long, or one too many");
        return (struct str) {0};
    }
    struct str text = {.ptr = (const char *) unpack->at, .len = (size_t) value};
    unpack->at += value;
    unpack->texts[unpack->texts_count++] = text;
    return text;
}

int64_t event_unpack_time(struct event_unpack *unpack, int64_t from_us)
{
    uint64_t number = event_unpack_number(unpack);
    int64_t unit_us = (number & 1) == 0 ? EVENT_PACK_SECOND_US : 1;
    int64_t span = unzigzag(number >> 1);
    if (span > 2 * EVENT_PACK_TIME_MAX / unit_us || span < -2 * EVENT_PACK_TIME_MAX / unit_us) {
        event_unpack_refuse(unpack, "a time is out of range");
        return 0;
    }
    int64_t at_us = from_us + span * unit_us;
    if (at_us > EVENT_PACK_TIME_MAX || at_us < -EVENT_PACK_TIME_MAX) {
        event_unpack_refuse(unpack, "a time is out of range");
        return 0;
    }
    return at_us;
}

void event_unpack_init(struct event_unpack *unpack, struct str bytes, struct arena *arena,
                       struct err *err)
{
    const unsigned char *start = (const unsigned char *) (bytes.len == 0 ? "" : bytes.ptr);
    *unpack = (struct event_unpack) {
        .start = start, .at = start, .end = start + bytes.len, .arena = arena, .err = err};
}

void event_unpack_share_texts(struct event_unpack *unpack, uint64_t texts_max)
{
    if (texts_max > event_unpack_left(unpack)) {
        event_unpack_refuse(unpack, "more texts than bytes");
        return;
    }
    unpack->texts_max = (size_t) texts_max;
    unpack->texts = event_unpack_alloc(unpack, unpack->texts_max * sizeof(unpack->texts[0]));
}

static void take_text(struct event_unpack *unpack, void *value, int64_t max)
{
    (void) max; /* every text's is CODE_BYTES_MAX */
    *(struct str *) value = event_unpack_text(unpack);
}

static void take_codes(struct event_unpack *unpack, void *value, int64_t max)
{
    uint64_t count = event_unpack_number(unpack);
    if (count > (uint64_t) max || count > event_unpack_left(unpack)) {
        event_unpack_refuse(unpack, "a list is too long");
        return;
    }
    struct str *items = event_unpack_alloc(unpack, (size_t) count * sizeof(*items));
    if (items == NULL)
        return;
    for (size_t i = 0; i < count; i++)
        items[i] = event_unpack_text(unpack);
    *(struct codes *) value = (struct codes) {.items = items, .count = (size_t) count};
}

static void take_int(struct event_unpack *unpack, void *value, int64_t max)
{
    uint64_t number = event_unpack_number(unpack);
    if (number > (uint64_t) max)
        event_unpack_refuse(unpack, "a number is out of range");
    else
        *(int64_t *) value = (int64_t) number;
}

static void take_signed(struct event_unpack *unpack, void *value, int64_t max)
{
    int64_t number = unzigzag(event_unpack_number(unpack));
    if (number > max || number < -max)
        event_unpack_refuse(unpack, "a number is out of range");
    else
        *(int64_t *) value = number;
}

static void take_bool(struct event_unpack *unpack, void *value, int64_t max)
{
    (void) unpack;
    (void) max;
    *(bool *) value = true;
}

static void take_word(struct event_unpack *unpack, void *value, bool is_known, uint64_t number)
{
    uint32_t word = (uint32_t) number;
    if (is_known)
        memcpy(value, &word, sizeof(word));
    else
        event_unpack_refuse(unpack, "an enumeration has no such value");
}

static void take_enum(struct event_unpack *unpack, void *value, int64_t max)
{
    uint64_t number = event_unpack_number(unpack);
    take_word(unpack, value, number < (uint64_t) max, number);
}

static void take_set(struct event_unpack *unpack, void *value, int64_t max)
{
    uint64_t number = event_unpack_number(unpack);
    take_word(unpack, value, (number & 1) == 0 && number >> max == 0, number);
}

static void take_time(struct event_unpack *unpack, void *value, int64_t max)
{
    (void) max;
    *(int64_t *) value = event_unpack_time(unpack, unpack->occurred_at_us);
}

static void take_party(struct event_unpack *unpack, void *value, int64_t max)
{
    (void) max;
    struct party *party = value;
    uint64_t parts = event_unpack_number(unpack);
    if (parts >= PARTY_END)
        event_unpack_refuse(unpack, "a party has no such part");
    if (parts & PARTY_UNIT)
        party->unit = event_unpack_text(unpack);
    if (parts & PARTY_SECTION)
        party->section = event_unpack_text(unpack);
    if (parts & PARTY_PERSON)
        party->person = event_unpack_text(unpack);
    party->is_outside = (parts & PARTY_OUTSIDE) != 0;
}

static void take_uuid(struct event_unpack *unpack, void *value, int64_t max)
{
    (void) max;
    event_unpack_bytes(unpack, value, sizeof(struct uuid));
}

static void take_digest(struct event_unpack *unpack, void *value, int64_t max)
{
    (void) max;
    event_unpack_bytes(unpack, value, sizeof(struct digest));
}

static void (*const types[])(struct event_unpack *unpack, void *value, int64_t max) = {
    [FIELD_CODE] = take_text,     [FIELD_CODES] = take_codes,   [FIELD_INT] = take_int,
    [FIELD_SIGNED] = take_signed, [FIELD_BOOL] = take_bool,     [FIELD_ENUM] = take_enum,
    [FIELD_SET] = take_set,       [FIELD_TIME] = take_time,     [FIELD_PARTY] = take_party,
    [FIELD_UUID] = take_uuid,     [FIELD_DIGEST] = take_digest,
};

static void take_fields(struct event_unpack *unpack, struct event *event,
                        struct event_fields fields)
{
    unsigned char *base = (unsigned char *) event;
    uint64_t given = event_unpack_number(unpack);
    if (given >> fields.count != 0) {
        event_unpack_refuse(unpack, "an event has no such field");
        return;
    }
    for (; given != 0; given &= given - 1) {
        const struct event_field *field = &fields.items[__builtin_ctzll(given)];
        types[field->type](unpack, base + field->offset, field->max);
    }
}

void event_unpack_fields(struct event_unpack *unpack, struct event *event)
{
    unpack->occurred_at_us = event->occurred_at_us;
    take_fields(unpack, event, event_fields_packed_header());
    take_fields(unpack, event, event_fields_of(event->kind));
}
