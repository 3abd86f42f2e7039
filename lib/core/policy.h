/*
 * policy -- which limit rules a clock of a case: rows by unit, category, channel and priority.
 *
 * A policy is laid down in presets.  The rows of a preset with the same first day are a period; of
 * a preset only the last version counts, so that a corrected one dates its cases anew.  On a day
 * one period is in force: the last that has begun, until its last day or the next one begins.  A
 * case is ruled by the period of the day of 受理 for good, so a new period leaves open cases alone.
 *
 * In a period the row of the nearest scope rules (the unit itself, then the units above it from the
 * nearest up, then all); among these one that names the category, then the channel, then the
 * priority.  Where no row matches, the row of scope `default` does, and it is said.
 *
 * Built once in an arena over rows that outlive it; looking up compares O(log n) rows for each
 * level of units.
 */
#ifndef SHOUWEN_CORE_POLICY_H
#define SHOUWEN_CORE_POLICY_H

#include "core/ladder.h"
#include "core/unit_tree.h"

enum clock_kind {
#define CLOCK_KIND(NAME, name, chinese, start) CLOCK_##NAME,
#include "core/policy_words.def"
    CLOCK_KINDS_COUNT
};

enum clock_start {
#define CLOCK_START(NAME, name, chinese) CLOCK_START_##NAME,
#include "core/policy_words.def"
    CLOCK_STARTS_COUNT
};

enum policy_scope {
#define POLICY_SCOPE(NAME, name, chinese) POLICY_SCOPE_##NAME,
#include "core/policy_words.def"
    POLICY_SCOPES_COUNT
};

enum {
    POLICY_ANY = -1, /* category or channel */
    POLICY_WARNINGS_MAX = 4,
};

/* What an extension may come to. */
struct policy_caps {
    bool has_count;
    int64_t count;           /* of extensions a round; 0: there are none */
    struct limit each;       /* the longest that one may be */
    struct limit long_cycle; /* the longest that the matter may take with all of them */
};

struct policy_row {
    struct str preset;
    int64_t version;
    struct day first_day;
    struct day last_day; /* DAY_NONE: until the next period begins */

    enum policy_scope scope;
    struct str unit;     /* of UNIT and SUBTREE, else '' */
    int32_t category;    /* enum category, 0 being unclassified; or POLICY_ANY */
    int32_t channel;     /* enum channel, or POLICY_ANY */
    struct str priority; /* '': any */
    enum clock_kind clock;

    struct limit limit; /* none: of the annual report, due the last working day of December */
    enum clock_start start;
    struct rung_offset warnings[POLICY_WARNINGS_MAX]; /* in place of the ladder's yellow rungs */
    size_t warnings_count;                            /* 0: the ladder's own */
    struct str ladder; /* of the same preset and version; '': nobody is told */
    struct policy_caps caps;
    struct str basis; /* the text it rests on */
};

/* A ladder, and whose it is. */
struct policy_ladder {
    struct str preset;
    int64_t version;
    struct ladder ladder;
};

struct policy_source {
    const struct policy_row *rows;
    size_t rows_count;
    const struct policy_ladder *ladders; /* every one that a row names is there */
    size_t ladders_count;
    struct unit_tree tree;
};

struct policy_period {
    int64_t first_day;
    int64_t last_day; /* INT64_MAX: until further notice */
    size_t first;     /* its rows in the order, and … */
    size_t end;       /* … behind them */
};

struct policy {
    struct policy_source source;
    const uint32_t *order;
    const struct policy_period *periods;
    size_t periods_count;
};

struct policy_query {
    struct str unit; /* the accepting unit */
    int64_t day;     /* of 受理 */
    enum clock_kind clock;
    enum category category; /* the last that was set before the due time */
    enum channel channel;
    struct str priority;
};

struct policy_match {
    const struct policy_row *row; /* NULL: such a case has no such clock */
    const struct ladder *ladder;  /* NULL: nobody is told */
    bool is_default;              /* nothing matched */
};

/* RETRY: the arena is full. */
MUST_CHECK enum outcome policy_build(const struct policy_source *source, struct arena *arena,
                                     struct policy *policy_out, struct err *err);

struct policy_match policy_find(const struct policy *policy, const struct policy_query *query);

/* By period and what a row speaks of, as looking up has it; 0: of equal rank, which is refused on
 * loading. */
int policy_row_compare(const struct policy_row *a, const struct policy_row *b);

/* "completion" */
const char *clock_kind_name(enum clock_kind clock);

#endif
