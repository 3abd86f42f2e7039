/*
 * known -- the events that were accepted lately, by id: is one new, and what became of it?
 *
 * A ring of so many; the oldest makes room.  Threads may ask and add at once.
 */
#ifndef SHOUWEN_HOTLINE_KNOWN_H
#define SHOUWEN_HOTLINE_KNOWN_H

#include "core/event.h"
#include "core/event_fields.h"

struct known;

enum { KNOWN_SUBJECT_MAX = 144, KNOWN_SOURCE_MAX = CODE_BYTES_MAX + 1 };

struct known_event {
    struct uuid id;
    uint64_t content;  /* a hash of what it says, without recorded_at */
    uint64_t sequence; /* its number in the spool; 0: it was in the log before we began */
    enum topic topic;
    char subject[KNOWN_SUBJECT_MAX];
    char source[KNOWN_SOURCE_MAX]; /* whose event it is */
    int32_t partition;             /* in the topic; -1: not there yet */
    int64_t offset;                /* negative: the broker did not say where */
};

MUST_CHECK enum outcome known_new(size_t events_max, struct known **known_out, struct err *err);
void known_free(struct known *known);

/* False: not one of those. */
bool known_find(struct known *known, const struct uuid *id, struct known_event *event_out);

/* One that is on its way to the disk. */
struct known_claim {
    struct known_claim *next;
    struct uuid id;
    uint64_t content;
};

enum known_answer {
    KNOWN_NEW,
    KNOWN_SAME,  /* it is there, or on its way */
    KNOWN_OTHER, /* the same of another one with its id */
};

/* Is it new?  Unless it is another one its id is claimed; borrowed until known_settle(). */
enum known_answer known_claim(struct known *known, struct known_claim *claim);

/* What was claimed is kept, as known_add(), or not (NULL). */
void known_settle(struct known *known, struct known_claim *claim, const struct known_event *event);

/* Nothing when it is there. */
void known_add(struct known *known, const struct known_event *event);

/* How many there ever were: the number of the next one, from 0. */
uint64_t known_count(struct known *known);

/* From this one on, or the oldest there is, those that are in the log, up to the first that is not:
 * `max` at the most; `next_out` is the number behind them. */
size_t known_copy_arrived(struct known *known, uint64_t number, struct known_event *events_out,
                          size_t max, uint64_t *next_out);

/* The event with this number in the spool is in the log, there. */
void known_arrived(struct known *known, uint64_t sequence, int32_t partition, int64_t offset);

#endif
