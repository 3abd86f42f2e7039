/*
 * projection -- all that one consumer is; lib/run does the rest.
 */
#ifndef SHOUWEN_RUN_PROJECTION_H
#define SHOUWEN_RUN_PROJECTION_H

#include <stdbool.h>

#include "core/citizen_file.h"
#include "core/life.h"
#include "core/rules.h"
#include "core/table.h"
#include "run/verb.h"

struct arena;
struct pg;
struct ticker;

enum projection_input {
    INPUT_EVENTS, /* the six event topics; a case file is a set */
    INPUT_LATEST, /* one compacted topic; the last offset of a key wins */
};

enum { PROJECTION_TABLES_MAX = 8 };

/* `topics` of a projection that reads all events of its subjects. */
enum { PROJECTION_ALL_EVENTS = (1 << TOPICS_OF_EVENTS) - 1 };

struct projection {
    const char
        *name; /* "section_ledger": consumer group, schema NAME_gN, role shouwen_NAME, metrics */
    const char *help; /* what the program is, one or two sentences */
    int version; /* of rows(): the line "-- version: N" of schemas/projections/NAME.sql says the
                    same */
    enum projection_input input;
    unsigned topics; /* bit set of 1 << enum topic */
    bool (*wants)(
        struct event *event); /* false: not ours; may blank what we never use; NULL: all */
    bool counts_arrivals; /* it wants all events, and counts what each source told (run/arrival) */
    const struct table *tables[PROJECTION_TABLES_MAX + 1]; /* NULL at the end */
    /* PURE.  out[i] takes rows of tables[i]. */
    void (*rows)(const struct life *life, const struct rules *rules, struct rows out[]);
    /* What rows() asks of the rules of this version, into the arena; FATAL: they do not fit.  NULL:
     * nothing, and so its files are never dated anew. */
    enum outcome (*load_rules)(struct pg *pg, struct arena *arena, struct rules *rules,
                               struct err *err);
    /* What time itself brings (run/tick.h); NULL: nothing. */
    const struct ticker *ticker;
    /* rows() of INPUT_LATEST.  Only entries that are new have a value; rows of the others are
     * compared with themselves, and never written. */
    void (*latest_rows)(const struct citizen_file *file, struct rows out[]);
    /* The rules that files of a folder lay down, for what needs no server; they live as long as the
     * program.  NULL: the rows follow from none.  Outcomes but OK say what is wrong with them. */
    enum outcome (*rules_of_files)(const char *folder, const struct rules **rules_out,
                                   struct err *err);
    const struct verb
        *verbs; /* its own, besides those every consumer has; ended by a NULL name; may be NULL */
    const struct verb_options *options; /* of its own verbs; may be NULL */
};

/* The whole program: settings, verbs, exit code (0 done or asked to stop, 1 failed, 2 usage). */
int consumer_main(int argc, char **argv, const struct projection *projection);

#endif
