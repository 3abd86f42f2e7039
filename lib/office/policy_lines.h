/*
 * policy_lines -- policies and ladders as people write them: a file of rows, and of rungs.
 *
 * What the lines mean is office/policy_file's to say; here are their columns and words.
 */
#ifndef SHOUWEN_OFFICE_POLICY_LINES_H
#define SHOUWEN_OFFICE_POLICY_LINES_H

#include "office/listing.h"

enum policy_table { POLICY_LINE, POLICY_RUNG_LINE, POLICY_TABLES_COUNT };

/* What lines of both begin with, and where they stand in the database. */
struct policy_head {
    struct listing_row row;
    struct str preset;
    int64_t version; /* 0: it is not there yet */
    int64_t number;  /* in the order of the file, from 1 */
};

/* A row of a policy; words are those of the lists below, the rest is as it was written. */
struct policy_line {
    struct policy_head head;
    struct str scope;
    struct str unit;
    struct str category;
    struct str channel;
    struct str priority;
    struct str clock;
    struct str limit;
    struct str start;
    struct str warnings;
    struct str ladder;
    struct str extensions;
    struct str extension_limit;
    struct str long_cycle;
    struct str basis;
};

/* A rung; those of one ladder stand in the order of the file. */
struct rung_line {
    struct policy_head head; /* of a file the preset is that of its rows */
    struct str ladder;
    struct str rung;
    struct str level;
    struct str offset;
    struct str days_min;
    struct str days_max;
    struct str recipients;
    struct str copies;
    bool quiet_hours;
    struct str condition;
    struct str batch_sources;
};

extern const struct listing policy_listings[POLICY_TABLES_COUNT];

/* The same lines as tables of schema policy: preset, version and number in front. */
extern const struct table policy_tables[POLICY_TABLES_COUNT];

/* The lists in the order of their enumerations; of categories and channels the first is "any", of
 * starts "usual". */
extern const struct listing_word policy_scopes[];
extern const struct listing_word policy_categories[];
extern const struct listing_word policy_channels[];
extern const struct listing_word policy_clocks[];
extern const struct listing_word policy_starts[];
extern const struct listing_word policy_levels[];
extern const struct listing_word policy_conditions[];
extern const struct listing_word policy_recipients[];

#endif
