/*
 * output -- where the simulated log goes: into a file, or through the publisher to the broker.
 *
 * A file gets the events as shouwen-publish reads them, and FILE.citizen names and texts; both are
 * on disk when output_finish() says so.
 */
#ifndef SHOUWEN_SIMULATE_OUTPUT_H
#define SHOUWEN_SIMULATE_OUTPUT_H

#include <stdio.h>

#include "person.h"
#include "run/publisher.h"
#include "settings.h"

struct output {
    const struct settings *settings;
    const struct city *city;
    struct arena arena; /* a line's */
    FILE *events;       /* NULL: publish */
    FILE *citizens;
    struct publisher *publisher;
    struct person_messages person; /* of the event in hand */
    uint64_t events_count;
    uint64_t citizens_count;
    uint64_t refused_count; /* by our own door */
    int64_t began_us;
};

/* FATAL: a file cannot be made, or librdkafka refuses a setting. */
MUST_CHECK enum outcome output_open(struct output *output, const struct settings *settings,
                                    const struct city *city, struct err *err);
void output_close(struct output *output);

/* One event and what goes with it.  RETRY: a signal came while waiting; FATAL: it cannot be
 * written. */
MUST_CHECK enum outcome output_put(struct output *output, const struct told *told, struct err *err);

/* Until everything is on disk, or has its answer.  RETRY: some has none. */
MUST_CHECK enum outcome output_finish(struct output *output, struct err *err);

#endif
