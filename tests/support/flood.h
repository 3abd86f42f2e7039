/*
 * flood -- what is published by tests/tool/flood: made whole in memory, so that the order is free.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_FLOOD_H
#define SHOUWEN_TESTS_SUPPORT_FLOOD_H

#include <stdint.h>

#include "core/topic.h"
#include "support/gen.h"
#include "wire/event_codec.h"

/* A record to be. */
struct flood_item {
    enum topic topic;
    struct str key;
    struct str payload; /* or, to be printed, a line of JSON */
};

/* Shares in percent. */
struct flood_plan {
    uint64_t seed;
    uint64_t order; /* another number, another order of the same records */
    size_t cases;
    size_t events; /* of a case: at most; exactly when uniform */
    unsigned odd;
    unsigned duplicates;
    unsigned conflicts;
    unsigned bad;
    unsigned late;    /* of what is told in order: how many come after all else */
    bool is_uniform;  /* every case another, and an ordinary life of so many events */
    uint64_t first;   /* of uniform cases: the number of the first; another thousand, other cases */
    bool is_told;     /* in the order of every case; else all shuffled */
    bool is_readable; /* JSON instead of bytes; nothing bad then */
};

struct flood {
    struct flood_item *items;
    size_t count;
    size_t capacity;
};

struct flood flood_make(const struct flood_plan *plan);

/* A record spoilt in one of many ways; what it was made of stays as it is. */
struct flood_item flood_spoil(struct gen *gen, const struct flood_item *item);

/* The record of an event, its bytes on the heap. */
struct flood_item flood_item_of(const struct event *event, struct arena *arena);

/* ---- transactions, as another program may have them ---- */

struct flood_transactions;
struct flood_transactions *flood_transactions_open(const char *bootstrap_servers,
                                                   const char *prefix, uint64_t seed);
void flood_transactions_close(struct flood_transactions *transactions);

/* Publish these in one transaction, that is committed or (nobody may ever see them) aborted. */
void flood_transact(struct flood_transactions *transactions, const struct flood_item *items,
                    size_t count, bool is_committed);

#endif
