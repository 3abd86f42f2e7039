/* event_pack -- see event_pack.h. */
#include "core/event_pack.h"

#include <assert.h>
#include <string.h>

struct event_pack_text {
    struct str text;
    uint64_t place;
    struct event_pack_text *next;
};

static uint64_t zigzag(int64_t number)
{
    return (uint64_t) number << 1 ^ (number < 0 ? UINT64_MAX : 0);
}

size_t event_pack_number_bytes(uint64_t number)
{
    size_t len = 1;
    for (; number >= 0x80; number >>= 7)
        len++;
    return len;
}

size_t event_pack_text_bytes(struct str text)
{
    return event_pack_number_bytes((uint64_t) text.len << 1 | 1) + text.len;
}

static void put_byte(struct event_pack *pack, unsigned byte)
{
    if (pack->len < pack->size)
        pack->bytes[pack->len] = (unsigned char) byte;
    pack->len++;
}

void event_pack_number(struct event_pack *pack, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        put_byte(pack, (unsigned) (number & 0x7F) | 0x80);
    put_byte(pack, (unsigned) number);
}

void event_pack_bytes(struct event_pack *pack, const void *bytes, size_t len)
{
    size_t room = pack->len < pack->size ? pack->size - pack->len : 0;
    size_t fitting = len < room ? len : room;
    if (fitting > 0)
        memcpy(pack->bytes + pack->len, bytes, fitting);
    pack->len += len;
}

/* Everything of a short text, which most are; a longer one goes the slow way. */
static uint64_t text_hash(struct str text)
{
    uint64_t head = 0;
    uint64_t tail = 0;
    if (text.len > sizeof(head) + sizeof(tail))
        return str_hash(text);
    if (text.len >= sizeof(head)) {
        memcpy(&head, text.ptr, sizeof(head));
        memcpy(&tail, text.ptr + text.len - sizeof(tail), sizeof(tail));
    } else {
        for (size_t i = 0; i < text.len; i++)
            head = head << 8 | (unsigned char) text.ptr[i];
    }
    uint64_t hash = (head ^ text.len) * UINT64_C(0x9E3779B97F4A7C15);
    hash = (hash ^ (hash >> 32) ^ tail) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ (hash >> 32);
}

/* The text's entry when it was seen before; else NULL, and from now on it is seen. */
static const struct event_pack_text *seen_before(struct event_pack *pack, struct str text)
{
    struct event_pack_text **bucket = &pack->buckets[text_hash(text) & (pack->buckets_count - 1)];
    for (const struct event_pack_text *seen = *bucket; seen != NULL; seen = seen->next)
        if (str_eq(seen->text, text))
            return seen;
    struct event_pack_text *fresh = arena_alloc(pack->arena, sizeof(*fresh));
    if (fresh == NULL) {
        pack->full = true;
        return NULL;
    }
    *fresh = (struct event_pack_text) {.text = text, .place = pack->texts_count++, .next = *bucket};
    *bucket = fresh;
    return NULL;
}

void event_pack_text(struct event_pack *pack, struct str text)
{
    const struct event_pack_text *seen = pack->buckets_count == 0 ? NULL : seen_before(pack, text);
    if (seen != NULL) {
        event_pack_number(pack, seen->place << 1);
        return;
    }
    event_pack_number(pack, (uint64_t) text.len << 1 | 1);
    event_pack_bytes(pack, text.ptr, text.len);
}

void event_pack_span(struct event_pack *pack, int64_t span_us)
{
    if (span_us % EVENT_PACK_SECOND_US == 0)
        event_pack_number(pack, zigzag(span_us / EVENT_PACK_SECOND_US) << 1);
    else
        event_pack_number(pack, zigzag(span_us) << 1 | 1);
}

void event_pack_init(struct event_pack *pack, unsigned char *bytes, size_t size)
{
    *pack = (struct event_pack) {.bytes = bytes, .size = size};
}

void event_pack_share_texts(struct event_pack *pack, size_t events_count, struct arena *arena)
{
    size_t buckets_count = 16;
    while (buckets_count < 4 * events_count)
        buckets_count *= 2;
    pack->arena = arena;
    pack->buckets = arena_alloc(arena, buckets_count * sizeof(struct event_pack_text *));
    pack->full = pack->buckets == NULL;
    pack->buckets_count = pack->full ? 0 : buckets_count;
}

static bool text_is_given(const void *value)
{
    return ((const struct str *) value)->len > 0;
}

static void put_text(struct event_pack *pack, const void *value)
{
    event_pack_text(pack, *(const struct str *) value);
}

static bool codes_are_given(const void *value)
{
    return ((const struct codes *) value)->count > 0;
}

static void put_codes(struct event_pack *pack, const void *value)
{
    const struct codes *codes = value;
    event_pack_number(pack, codes->count);
    for (size_t i = 0; i < codes->count; i++)
        event_pack_text(pack, codes->items[i]);
}

static bool int_is_given(const void *value)
{
    return *(const int64_t *) value != 0;
}

static void put_int(struct event_pack *pack, const void *value)
{
    event_pack_number(pack, (uint64_t) * (const int64_t *) value);
}

static void put_signed(struct event_pack *pack, const void *value)
{
    event_pack_number(pack, zigzag(*(const int64_t *) value));
}

static bool bool_is_given(const void *value)
{
    return *(const bool *) value;
}

/* The bit says it all. */
static void put_bool(struct event_pack *pack, const void *value)
{
    (void) pack;
    (void) value;
}

static uint32_t word_of(const void *value)
{
    uint32_t word;
    memcpy(&word, value, sizeof(word));
    return word;
}

static bool word_is_given(const void *value)
{
    return word_of(value) != 0;
}

static void put_word(struct event_pack *pack, const void *value)
{
    event_pack_number(pack, word_of(value));
}

static void put_time(struct event_pack *pack, const void *value)
{
    event_pack_span(pack, *(const int64_t *) value - pack->occurred_at_us);
}

static unsigned party_parts(const struct party *party)
{
    return (party->unit.len > 0 ? PARTY_UNIT : 0U) | (party->section.len > 0 ? PARTY_SECTION : 0U) |
           (party->person.len > 0 ? PARTY_PERSON : 0U) | (party->is_outside ? PARTY_OUTSIDE : 0U);
}

static bool party_is_given(const void *value)
{
    return party_parts(value) != 0;
}

static void put_party(struct event_pack *pack, const void *value)
{
    const struct party *party = value;
    unsigned parts = party_parts(party);
    event_pack_number(pack, parts);
    if (parts & PARTY_UNIT)
        event_pack_text(pack, party->unit);
    if (parts & PARTY_SECTION)
        event_pack_text(pack, party->section);
    if (parts & PARTY_PERSON)
        event_pack_text(pack, party->person);
}

static bool uuid_is_given(const void *value)
{
    return !uuid_is_zero(value);
}

static void put_uuid(struct event_pack *pack, const void *value)
{
    event_pack_bytes(pack, value, sizeof(struct uuid));
}

static bool digest_is_given(const void *value)
{
    static const struct digest none;
    return memcmp(value, &none, sizeof(none)) != 0;
}

static void put_digest(struct event_pack *pack, const void *value)
{
    event_pack_bytes(pack, value, sizeof(struct digest));
}

static const struct {
    bool (*is_given)(const void *value);
    void (*put)(struct event_pack *pack, const void *value);
} types[] = {
    [FIELD_CODE] = {text_is_given, put_text},       [FIELD_CODES] = {codes_are_given, put_codes},
    [FIELD_INT] = {int_is_given, put_int},          [FIELD_SIGNED] = {int_is_given, put_signed},
    [FIELD_BOOL] = {bool_is_given, put_bool},       [FIELD_ENUM] = {word_is_given, put_word},
    [FIELD_SET] = {word_is_given, put_word},        [FIELD_TIME] = {int_is_given, put_time},
    [FIELD_PARTY] = {party_is_given, put_party},    [FIELD_UUID] = {uuid_is_given, put_uuid},
    [FIELD_DIGEST] = {digest_is_given, put_digest},
};

static void put_fields(struct event_pack *pack, const struct event *event,
                       struct event_fields fields)
{
    const unsigned char *base = (const unsigned char *) event;
    uint64_t given = 0;
    for (size_t i = 0; i < fields.count; i++)
        if (types[fields.items[i].type].is_given(base + fields.items[i].offset))
            given |= UINT64_C(1) << i;
    event_pack_number(pack, given);
    for (; given != 0; given &= given - 1) {
        const struct event_field *field = &fields.items[__builtin_ctzll(given)];
        types[field->type].put(pack, base + field->offset);
    }
}

void event_pack_fields(struct event_pack *pack, const struct event *event)
{
    pack->occurred_at_us = event->occurred_at_us;
    put_fields(pack, event, event_fields_packed_header());
    put_fields(pack, event, event_fields_of(event->kind));
}

/* A signed number whose bytes sort as it does. */
static void put_sortable(struct event_pack *pack, int64_t number)
{
    uint64_t sortable = (uint64_t) number ^ UINT64_C(1) << 63;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        put_byte(pack, (unsigned) (sortable >> (shift - 8)) & 0xFF);
}

size_t event_content(const struct event *event, unsigned char *bytes_out, size_t size)
{
    struct event_pack pack;
    event_pack_init(&pack, bytes_out, size);
    put_sortable(&pack, event->occurred_at_us);
    put_byte(&pack, event->kind);
    put_sortable(&pack, event->source_sequence);
    event_pack_bytes(&pack, event->id.bytes, sizeof(event->id.bytes));
    event_pack_number(&pack, event->subject_kind);
    event_pack_text(&pack, event->case_source);
    event_pack_text(&pack, event->case_number);
    event_pack_fields(&pack, event);
    return pack.len;
}
