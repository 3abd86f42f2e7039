/*
 * event_pack -- the fields of events as bytes, driven by core/event_fields; core/event_unpack reads
 * them.
 *
 * Two forms share one writer.  The canonical content of one event writes every text out.  The
 * packed form of many writes a text once and then its place among the texts seen.  Common to both:
 * numbers are little-endian base 128, signed ones zigzag, a time is the distance to another time
 * (in seconds where it is whole), and of the fields only those given are there, named by a bit
 * each.
 *
 * Writing counts what it has no room for.
 */
#ifndef SHOUWEN_CORE_EVENT_PACK_H
#define SHOUWEN_CORE_EVENT_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/event.h"
#include "core/event_fields.h"

struct event_pack_text;

struct event_pack {
    unsigned char *bytes;
    size_t size;
    size_t len;             /* wanted; may exceed `size` */
    int64_t occurred_at_us; /* of the event in hand */
    struct arena *arena;    /* of the texts seen; NULL: texts are written out */
    struct event_pack_text **buckets;
    size_t buckets_count;
    uint64_t texts_count;
    bool full; /* the arena was; what was written is useless */
};

/* For single contents; `size` may be 0. */
void event_pack_init(struct event_pack *pack, unsigned char *bytes, size_t size);

/* For a file of about `events_count` events: from now on texts are written once. */
void event_pack_share_texts(struct event_pack *pack, size_t events_count, struct arena *arena);

void event_pack_number(struct event_pack *pack, uint64_t number);
void event_pack_bytes(struct event_pack *pack, const void *bytes, size_t len);
void event_pack_text(struct event_pack *pack, struct str text);
void event_pack_span(struct event_pack *pack, int64_t span_us);

/* All fields of header and payload but event id, case, occurred_at, recorded_at, correlation_id. */
void event_pack_fields(struct event_pack *pack, const struct event *event);

/* What a content begins with: occurred_at, kind, source_sequence, event id. */
enum { EVENT_CONTENT_KEY_BYTES = 8 + 1 + 8 + 16 };

/*
 * The canonical encoding of an event's content: equal bytes are equal content.  It begins with what
 * event_compare() compares, so that the smaller content is also the earlier event; recorded_at and
 * correlation_id are no content.  A field that is not given adds nothing but a 0 bit, so that a
 * field added to the end of a kind leaves the contents without it as they were.
 *
 * Writes at most `size` bytes and returns how many it wanted.
 */
size_t event_content(const struct event *event, unsigned char *bytes_out, size_t size);

/* ---- shared with event_unpack ---- */

/* The parts of a party that are given, a bit each. */
enum { PARTY_UNIT = 1, PARTY_SECTION = 2, PARTY_PERSON = 4, PARTY_OUTSIDE = 8, PARTY_END = 16 };

/* Beyond the year 9999 either way; differences of such times do not overflow. */
#define EVENT_PACK_TIME_MAX (INT64_C(1) << 58)
#define EVENT_PACK_SECOND_US INT64_C(1000000)

/* What a text takes at most, of CODE_BYTES_MAX. */
enum { EVENT_PACK_TEXT_MAX = CODE_BYTES_MAX + 2 };

size_t event_pack_number_bytes(uint64_t number);
size_t event_pack_text_bytes(struct str text); /* written out */

#endif
