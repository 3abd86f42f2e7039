/*
 * admin -- what the verbs of shouwen-admin share: settings, connections, the way they answer.
 *
 * Answers go to standard output in sentences; what ended a verb badly is one log line on standard
 * error.
 */
#ifndef SHOUWEN_ADMIN_H
#define SHOUWEN_ADMIN_H

#include "io/kafka_admin.h"
#include "io/pg.h"
#include "run/conf.h"
#include "run/topics_file.h"
#include "run/verb.h"

struct admin {
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "admin_conf.def"
#undef CONF
    struct conf_kafka kafka;
};

struct conf_spec admin_spec(struct admin *admin);

/*
 * Read settings; what is left are the verb's words, counted in `words_out`, in argv[0 …).  The exit
 * code to leave with, or EXIT_DONE.
 */
int admin_begin(struct admin *admin, int argc, char **argv, int *words_out);

/* Log why a verb ends, and its exit code. */
int admin_failed(const char *verb, const struct err *err);

/* Connections as the settings say.  As pg_open(), kafka_admin_open(). */
MUST_CHECK enum outcome admin_open_pg(const struct admin *admin, struct pg **pg_out,
                                      struct err *err);
MUST_CHECK enum outcome admin_open_schema(const struct admin *admin, const char *schema,
                                          struct pg **pg_out, struct err *err);
MUST_CHECK enum outcome admin_open_kafka(const struct admin *admin, struct kafka_admin **kafka_out,
                                         struct err *err);

/* The topic that a table calls so: the prefix, a dot, the name.  False: none of this
 * installation's. */
bool admin_topic_find(const struct admin *admin, struct str name, enum topic *topic_out);

/* The list of topics: --file, or beside the program.  FATAL: it is nowhere, or wrong. */
MUST_CHECK enum outcome admin_read_topics(const struct admin *admin, struct topics_file *file_out,
                                          struct err *err);

/* What a topic is like and should not be: its number of partitions, what it keeps and for how long,
 * whose timestamps; prints a sentence for each, and gives how many. */
int topics_faults(const char *prefix, const struct kafka_topic *wanted,
                  const struct kafka_topic *found,
                  void (*say)(void *context, const char *sentence, const char *advice),
                  void *context);

int admin_migrate(int argc, char **argv, void *context);
int admin_topics(int argc, char **argv, void *context);
int admin_letters(int argc, char **argv, void *context);
int admin_quality(int argc, char **argv, void *context);
int admin_doctor(int argc, char **argv, void *context);
int admin_load(int argc, char **argv, void *context);

#endif
