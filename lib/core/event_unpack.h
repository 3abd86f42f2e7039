/*
 * event_unpack -- the fields of events from the bytes that core/event_pack wrote.
 *
 * Believes nothing: at the first contradiction everything after reads as 0, and `outcome` and the
 * err say what was wrong, so that the caller asks once an event and not once a field.  Texts are
 * borrowed from the bytes.
 */
#ifndef SHOUWEN_CORE_EVENT_UNPACK_H
#define SHOUWEN_CORE_EVENT_UNPACK_H

#include "core/event_pack.h"

struct event_unpack {
    const unsigned char *start;
    const unsigned char *at;
    const unsigned char *end;
    int64_t occurred_at_us; /* of the event in hand */
    struct arena *arena;
    struct str *texts; /* those seen */
    size_t texts_count;
    size_t texts_max;
    size_t saved_bytes;   /* by naming a text's place instead of the text */
    enum outcome outcome; /* OK until something was wrong; then everything reads as 0 */
    struct err *err;
};

void event_unpack_init(struct event_unpack *unpack, struct str bytes, struct arena *arena,
                       struct err *err);

/* Room for the texts; FATAL (in `outcome`) for more than the bytes can hold. */
void event_unpack_share_texts(struct event_unpack *unpack, uint64_t texts_max);

/* bytes not read yet */
size_t event_unpack_left(const struct event_unpack *unpack);

uint64_t event_unpack_number(struct event_unpack *unpack);
void event_unpack_bytes(struct event_unpack *unpack, void *bytes_out, size_t len);
struct str event_unpack_text(struct event_unpack *unpack);

/* `from_us` and a distance; a time within EVENT_PACK_TIME_MAX. */
int64_t event_unpack_time(struct event_unpack *unpack, int64_t from_us);

/* `event` is zeroed but for its kind. */
void event_unpack_fields(struct event_unpack *unpack, struct event *event);

/* Remember that the bytes contradict themselves; only the first such text is kept. */
void event_unpack_refuse(struct event_unpack *unpack, const char *what);

/* zeroed memory, or NULL and RETRY in `outcome` */
void *event_unpack_alloc(struct event_unpack *unpack, size_t size_bytes);

#endif
