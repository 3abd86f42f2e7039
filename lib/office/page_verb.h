/*
 * page_verb -- a verb of a consumer that reads the database and prints a page: the way it takes.
 */
#ifndef SHOUWEN_OFFICE_PAGE_VERB_H
#define SHOUWEN_OFFICE_PAGE_VERB_H

#include <stdio.h>

#include "run/consumer.h"

/* What one call is made of; each step is given `work`, and follows when the one before gave OK. */
struct page_verb {
    const char *name;
    const struct conf_spec *help; /* its options: fields of a struct that begins with … */
    struct consumer_conf *conf;   /* … this */
    const char *output;           /* of the options: where the page goes, as office/output.h */
    void *work;

    /* Are the options fit?  Needs no server; what is not is said as a mistake of the caller. */
    enum outcome (*check)(void *work, struct err *err);

    /* Connect and read. */
    enum outcome (*read)(void *work, const struct consumer *consumer, struct err *err);

    void (*print)(void *work, FILE *out);

    /* Free what the others made, of which some may not have been called. */
    void (*done)(void *work);
};

/* The program's exit code; what failed was said. */
int page_verb_run(const struct page_verb *verb, struct consumer *consumer, int argc, char **argv);

#endif
