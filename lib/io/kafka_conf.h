/*
 * kafka_conf -- what the adapters of librdkafka share: settings, names of topics, its log, and the
 * one table of what its errors mean.
 */
#ifndef SHOUWEN_IO_KAFKA_CONF_H
#define SHOUWEN_IO_KAFKA_CONF_H

#include <librdkafka/rdkafka.h>

#include "base/err.h"
#include "core/topic.h"

enum { KAFKA_NAME_MAX = 256 };

struct kafka_setting {
    const char *name;
    const char *value; /* NULL: left as librdkafka has it */
};

/* Where the lines of librdkafka's log go.  First member of what is librdkafka's opaque. */
struct kafka_log {
    void (*write)(void *context, int level, const char *line); /* NULL: nowhere */
    void *context;
};

/*
 * A configuration of our settings (a NULL name ends them) and then theirs ("name=value", NULL ends
 * them; NULL: none).  `log` becomes the opaque.  FATAL: librdkafka refuses one.
 */
MUST_CHECK enum outcome kafka_conf_new(const struct kafka_setting *ours, const char *const *theirs,
                                       struct kafka_log *log, rd_kafka_conf_t **conf_out,
                                       struct err *err);

/* Takes `conf`, whatever happens. */
MUST_CHECK enum outcome kafka_client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf,
                                         rd_kafka_t **rk_out, struct err *err);

/* "shouwen.inquiry". */
void kafka_conf_topic(const char *prefix, enum topic topic, char name_out[KAFKA_NAME_MAX]);

/* What an error means; what is in no row of the table is FATAL. */
enum outcome kafka_class_of(rd_kafka_resp_err_t code);

/* Class an error and say it: "what: the error".  `detail` may be NULL. */
enum outcome kafka_failure(rd_kafka_resp_err_t code, const char *what, const char *detail,
                           struct err *err);

#endif
