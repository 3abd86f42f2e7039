/* consumer -- what the verbs of a consumer share. */
#ifndef SHOUWEN_RUN_CONSUMER_H
#define SHOUWEN_RUN_CONSUMER_H

#include "io/pg.h"
#include "run/consumer_conf.h"
#include "run/generation.h"
#include "run/projection.h"

/* What a verb is called with: the settings are not read yet. */
struct consumer {
    const struct projection *projection;
    struct consumer_conf conf;
    char group[128];          /* consumer group */
    char pg_user[128];        /* database role */
    int32_t partitions_count; /* of each topic; 0: not asked yet */
};

/*
 * Read the settings from a verb's arguments; what is left are its own.  False: it was answered
 * (a mistake, which was said), and `exit_out` is the program's exit code.
 */
bool consumer_settings(struct consumer *consumer, int argc, char **argv, int rest_max,
                       int *exit_out);

/* The word that was left by consumer_settings(), which puts words first; NULL: none. */
const char *consumer_word(int argc, char **argv);

/*
 * The same for a verb with options of its own: `spec` is of consumer_conf_spec_of(), and the
 * consumer_conf it fills in is copied.  There are no other arguments.
 */
bool consumer_settings_of(struct consumer *consumer, const struct conf_spec *spec, int argc,
                          char **argv, int *exit_out);

/* Say an error that ends the program; gives EXIT_FAILED. */
int consumer_failed(const char *what, const struct err *err);

/* A connection as the consumer's own role, in its live generation. */
MUST_CHECK enum outcome consumer_open(const struct consumer *consumer, struct pg **pg_out,
                                      struct err *err);

/* The same as another role; `live_out`: which generation that is. */
MUST_CHECK enum outcome consumer_open_as(const struct consumer *consumer, const char *user,
                                         struct generation *live_out, struct pg **pg_out,
                                         struct err *err);

/* Are the topics it reads fit?  RETRY: the broker cannot be reached; FATAL names the fault. */
MUST_CHECK enum outcome consumer_check_topics(struct consumer *consumer, struct err *err);

/* Then: is the topic there that it tells of what time brings, with as many partitions?  A subject's
 * messages go by its partition.  The same. */
MUST_CHECK enum outcome consumer_check_told(struct consumer *consumer, struct err *err);

/* The verbs every consumer has: each in a file of its name, settings in consumer.c. */
int run_verb(int argc, char **argv, void *context);
int rebuild_verb(int argc, char **argv, void *context);
int verify_verb(int argc, char **argv, void *context);
int digest_verb(int argc, char **argv, void *context);
int rows_verb(int argc, char **argv, void *context);

#endif
