/*
 * rows_oversight -- what was checked, and what a unit shows of its year: the facts that the
 * seventeen items (附件1) and the report of the year rest on.
 *
 * Of a case its spot checks and inspections; of a unit's year inspections, evidence and trainings.
 * They want no rules.  Pure.
 */
#ifndef SHOUWEN_ASSESSMENT_ROWS_OVERSIGHT_H
#define SHOUWEN_ASSESSMENT_ROWS_OVERSIGHT_H

#include "core/life.h"
#include "core/table.h"

/* 抽查, 督查. */
struct check_row {
    struct uuid subject;
    struct uuid event_id;
    struct str kind;        /* spot_check, inspection */
    struct str case_source; /* of a unit's year the unit … */
    struct str case_number; /* … and the year */
    struct str unit;        /* whom it counts for */
    struct str section;
    struct str person;
    struct instant checked_at;
    struct str checkers;   /* offices: of a spot check */
    struct str checked_by; /* persons, joined; of an inspection the inspector */
    struct str mode;       /* of an inspection */
    struct str number;     /* the same */
    struct str finding;    /* good, bad, none; '': not said */
    struct str satisfaction;
    struct str solved;
    struct str sample;
    struct str rated; /* what the citizen had said in that round */
};

/* 佐证: of an item of the checklist. */
struct evidence_row {
    struct uuid subject;
    struct uuid event_id;
    struct str unit;
    int32_t year;
    int32_t item;
    struct str parts; /* joined; '': it has none */
    struct str section;
    struct str person;
    struct str document;
    struct instant shown_at;
};

/* 培训. */
struct training_row {
    struct uuid subject;
    struct uuid event_id;
    struct str unit;
    int32_t year;
    struct str mode;
    struct str organiser;
    int64_t headcount;
    int64_t named; /* persons who are named */
    struct str section;
    bool is_for_newcomers;
    struct instant held_at;
};

/* Who was trained in a year, as far as persons are named. */
struct trained_row {
    struct uuid subject;
    struct str person;
    struct str unit;
    int32_t year;
    struct str modes; /* joined */
    int32_t trainings;
    struct instant first_at;
    struct instant last_at;
};

extern const struct table check_row_table;
extern const struct table evidence_row_table;
extern const struct table training_row_table;
extern const struct table trained_row_table;

/* out[0]: check_row; out[1]: evidence_row; out[2]: training_row; out[3]: trained_row. */
void rows_oversight(const struct life *life, struct rows out[]);

#endif
