/*
 * backlog -- what section-ledger would write for the events that are there, batch by batch.
 *
 * The topics are read as the consumer reads them, decoded, and folded on an unbounded memory of
 * case files, in the same order and the same batches.  A tool that meets a fault ends.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_BACKLOG_H
#define SHOUWEN_TESTS_SUPPORT_BACKLOG_H

#include "base/err.h"
#include "run/batch.h"

extern const struct projection backlog_projection;

struct backlog {
    const char *bootstrap_servers;
    const char *topic_prefix;
    size_t batch_events;
    void *context;
    /* May put more files into the memory, before a batch is folded; may be NULL. */
    void (*before)(void *context, const struct batch *batch, struct file_cache *files);
    /* A batch that was folded, borrowed until this returns. */
    void (*folded)(void *context, const struct batch *batch);
};

/* From the first offsets to the end of every partition. */
void backlog_read(const struct backlog *backlog);

/* Ends the tool, with the error's text, unless it is OK. */
void backlog_must(enum outcome outcome, const struct err *err);

#endif
