/*
 * conf -- settings as rows of a table: one row drives parser, range check, --help, sample file and
 * the line at start.
 *
 * A program lists its settings in a .def file of CONF(name, KIND, fallback, min, max, help) rows,
 * from which it makes its struct and its fields (see run/consumer_conf.h).  Order of strength:
 * default, file (--conf FILE), environment (SHOUWEN_NAME), command line (--name value or
 * --name=value; a BOOL stands alone or takes its value after "=").  "kafka.*" goes to librdkafka
 * untouched.  Everything is read before anything is opened; nothing changes afterwards.
 */
#ifndef SHOUWEN_RUN_CONF_H
#define SHOUWEN_RUN_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

enum { CONF_TEXT_MAX = 512, CONF_KAFKA_MAX = 32 };

enum conf_kind {
    CONF_TEXT,   /* char[CONF_TEXT_MAX] */
    CONF_SECRET, /* the same; shown as *** */
    CONF_INT,    /* int64_t within min … max */
    CONF_BOOL,   /* bool: true/false, yes/no, 1/0 */
};

#define CONF_TYPE_TEXT(name) char name[CONF_TEXT_MAX]
#define CONF_TYPE_SECRET(name) char name[CONF_TEXT_MAX]
#define CONF_TYPE_INT(name) int64_t name
#define CONF_TYPE_BOOL(name) bool name

struct conf_field {
    const char *name; /* snake_case; --snake-case and SHOUWEN_SNAKE_CASE follow from it */
    enum conf_kind kind;
    size_t offset;
    const char *fallback;
    int64_t min; /* of a TEXT: bytes; 1 makes it one that must be given */
    int64_t max; /* of a TEXT: bytes; 0: CONF_TEXT_MAX - 1 */
    const char *help;
};

/* The settings "kafka.name=value", as librdkafka's openers want them: texts, NULL at the end. */
struct conf_kafka {
    char texts[CONF_KAFKA_MAX][CONF_TEXT_MAX];
    const char *list[CONF_KAFKA_MAX + 1];
    size_t count;
};

/* What there is to fill in: a program's struct and its fields. */
struct conf_spec {
    const struct conf_field *fields;
    size_t fields_count;
    void *values;             /* the program's struct */
    struct conf_kafka *kafka; /* NULL: the program has no Kafka settings */
};

/*
 * Read defaults, file, environment and arguments (argv[0] is the first argument, not a name); what
 * is no option is left, in order, in argv[0 …) and counted in `rest_out` (a lone "--" ends the
 * options).  FATAL names the setting, the value (not of a SECRET) and the range; the caller exits
 * with EXIT_USAGE.
 */
MUST_CHECK enum outcome conf_read(const struct conf_spec *spec, int argc, char **argv,
                                  int *rest_out, struct err *err);

/* Every setting with its default, range and help: for --help. */
void conf_help(const struct conf_spec *spec, FILE *out);

/* A file that says the defaults: deploy/<program>.conf.sample, and the verb `settings`. */
void conf_sample(const struct conf_spec *spec, FILE *out);

/* One log line of the values in force, secrets (also a password within a conninfo) as ***. */
void conf_log(const struct conf_spec *spec);

#endif
