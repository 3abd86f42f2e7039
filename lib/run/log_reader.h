/*
 * log_reader -- pieces of partitions, read from here to there, as no member of any group.
 *
 * What was applied must still be there: a log that was cut, made anew or that vanished is FATAL.
 * A gap of the log's own is asked about once more, as everywhere (run/positions).
 */
#ifndef SHOUWEN_RUN_LOG_READER_H
#define SHOUWEN_RUN_LOG_READER_H

#include "io/kafka_in.h"
#include "run/positions.h"

struct log_reader;

struct log_reader_options {
    const char *bootstrap_servers;
    const char *topic_prefix;
    const char *group;           /* whose rights are used; never joined */
    const char *const *settings; /* for librdkafka */
    unsigned topics;             /* bit set of 1 << enum topic */
    size_t queue_bytes_max;
    bool is_compacted; /* offsets are missing as a matter of course */
};

/* The records of one topic and partition from `from` up to, but not, `to`. */
struct log_range {
    enum topic topic;
    int32_t partition;
    int64_t from;
    int64_t to;
    struct last_record last; /* the one before `to`, as it was applied; offset -1: not known */
};

/* Who takes the records: each once, those of a partition in order.  What `take` says but OK ends
 * the reading, and is its outcome.  The record is borrowed for the call; headers are JSON or ''. */
struct log_sink {
    void *context;
    enum outcome (*take)(void *context, const struct record *record, struct str headers,
                         struct err *err);
    /* A record that is taken some records later: what it will want of memory can be asked for; and
     * once more, when it is nearer.  May be NULL. */
    void (*expect)(void *context, const struct record *record, bool is_near);
};

MUST_CHECK enum outcome log_reader_open(const struct log_reader_options *options,
                                        struct log_reader **reader_out, struct err *err);
void log_reader_close(struct log_reader *reader); /* NULL is allowed */

/*
 * Read them all; returns when the last record of the last range was taken.  Waits for a broker that
 * is away, and says so.
 *
 * RETRY: asked to stop (stop_requested()).  FATAL: what was applied is not there any longer, and
 * the text says where.
 */
MUST_CHECK enum outcome log_read(struct log_reader *reader, const struct log_range *ranges,
                                 size_t count, const struct log_sink *sink, struct err *err);

#endif
