/* verb -- what a program can be told to do, as rows of a table. */
#ifndef SHOUWEN_RUN_VERB_H
#define SHOUWEN_RUN_VERB_H

#include "run/conf.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct verb {
    const char *name;      /* NULL ends a list */
    const char *arguments; /* "[--until-caught-up]", for the help */
    const char *help;      /* one sentence */
    int (*function)(int argc, char **argv,
                    void *context); /* argv[0] is the verb; gives the exit code */
};

/* What a verb can be told besides what all verbs can, for its help. */
struct verb_options {
    const char *verb; /* NULL ends a list */
    const struct conf_spec *spec;
};

struct verb_program {
    const char *name;                /* "shouwen-section-ledger" */
    const char *help;                /* what the program is, one or two sentences */
    const struct verb *const *lists; /* lists of verbs, NULL at the end */
    void *context;
    const struct conf_spec *settings;   /* shown with the help; may be NULL */
    const struct verb_options *options; /* of verbs that have their own; may be NULL */
};

/* Both of these leave no core files, being the first that a program does.
 *
 * Find the verb argv[1] names and run it; --help, -h, --version and VERB --help answer by
 * themselves, and so does the verb "settings" (conf_sample()) when there are settings. */
int verb_main(int argc, char **argv, const struct verb_program *program);

/* A program that does one thing and has no verbs. */
struct plain_program {
    const char *name;
    const char *arguments; /* "--mapping FILE LOG.csv" */
    const char *help;
    const char *example; /* shown last; may be NULL */
    const struct conf_spec *settings;
    const char *log_level; /* one of the settings */
    int words_count;       /* it takes beside them */
};

/*
 * Answer --help, -h, --version and --settings (or, alone, settings); else read the settings, keep
 * to the log level, heed signals, and leave the words in argv[1 …).  False: that was all, and
 * `exit_out` is the program's exit code.
 */
bool plain_program_start(int argc, char **argv, const struct plain_program *program, int *exit_out);

#endif
