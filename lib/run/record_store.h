/*
 * record_store -- records as the log has them, by subject, in memory of a fixed size.
 *
 * For rebuilding: everything a share of the subjects ever had is gathered here, undecoded, before
 * the first of them is folded.  Records of a subject keep the order in which they came.
 */
#ifndef SHOUWEN_RUN_RECORD_STORE_H
#define SHOUWEN_RUN_RECORD_STORE_H

#include "base/arena.h"
#include "wire/event_codec.h"

struct kept_record {
    struct kept_record *next; /* of the same subject */
    struct record record;     /* all of it in the store */
    struct str headers;       /* JSON, or '' */
    enum reason refused;      /* PostgreSQL refuses it: REASON_NONE when not */
};

struct kept_subject {
    struct kept_subject *next; /* in the order they were first seen */
    struct kept_subject *next_in_bucket;
    struct str name; /* what the keys begin with */
    struct kept_record *first;
    struct kept_record *last;
    size_t records_count;
};

struct record_store {
    struct arena arena;
    struct kept_subject **buckets;
    size_t buckets_count; /* a power of two */
    struct kept_subject *first;
    struct kept_subject *last;
    size_t subjects_count;
    size_t records_count;
};

MUST_CHECK enum outcome record_store_init(struct record_store *store, size_t bytes,
                                          struct err *err);
void record_store_done(struct record_store *store);
void record_store_reset(struct record_store *store);

/* A record of this subject comes soon: its place is asked of memory; and when it is nearer, the
 * subject, whose place is at hand then. */
void record_store_expect(const struct record_store *store, struct str subject, bool is_near);

/* Keep a copy under this subject.  RETRY: no room; then the store is to be reset. */
MUST_CHECK enum outcome record_store_add(struct record_store *store, struct str subject,
                                         const struct record *record, struct str headers,
                                         struct err *err);

#endif
