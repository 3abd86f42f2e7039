/*
 * rows -- every clock (计时), every rung of its ladder (预警, 催办), and the documents that rungs
 * prompt.
 *
 * A clock that runs is the same whatever time it is: views compare with the present.  What was not
 * due yet when its case was merged or withdrawn is neither on time nor late.  Pure.
 */
#ifndef SHOUWEN_OVERDUE_ALERTS_ROWS_H
#define SHOUWEN_OVERDUE_ALERTS_ROWS_H

#include "core/life.h"
#include "core/rules.h"
#include "core/table.h"

struct clock_row {
    struct uuid subject;
    struct str clock;
    struct uuid started_by; /* event */
    struct str case_source; /* of a unit's year the unit … */
    struct str case_number; /* … and the year */
    struct str accepted_unit;
    struct str receiver; /* 首问责任人 */
    int32_t round;       /* from 1; 0: of a unit's year */
    struct str unit;     /* who must act */
    struct str section;
    struct str person;
    struct instant started_at;
    int64_t limit_amount;
    struct str limit_unit;
    struct instant due_at; /* NULL: a pause without an end holds it */
    struct day due_day;
    struct instant base_due_at; /* without extensions */
    int32_t extensions;         /* that count */
    struct uuid ordered_by;     /* event: the order that says when it is due */
    bool is_provisional;
    bool is_paused;
    struct str ended; /* running, done … */
    struct instant stopped_at;
    struct uuid stopped_by; /* event */
    struct str verdict;
    int64_t used;      /* units of the limit until it stopped */
    int64_t remaining; /* and from then until it was due */
    struct str policy;
    int64_t policy_version;
    struct str policy_scope;
    struct str policy_unit;
    struct str policy_category;
    struct str policy_channel;
    struct str policy_priority;
    struct str calendar;
    int64_t calendar_version;
    struct str days;        /* why it is due then, a letter a day: core/clock_days.h */
    struct instant told_at; /* of a source that imports in batches: the last import that spoke of
                               the case; else NULL */
};

struct rung_row {
    struct uuid subject;
    struct str clock;
    struct uuid started_by;
    struct str rung;
    struct str level;
    struct instant rings_at;
    struct instant due_at; /* of its clock */
    struct str recipients;
    struct str copies;
    bool heeds_quiet_hours;
    int32_t key_hash; /* of the subject's records: modulo how many there are, their partition */
    struct instant
        held_until; /* an import that covers due_at lets it ring earlier; NULL: not held */
};

/* An urging, its explanation, or a notice, as it was issued. */
struct document_row {
    struct uuid subject;
    struct uuid event_id;
    struct str case_source;
    struct str case_number;
    struct str kind; /* urged, explained, notice_issued */
    struct str number;
    struct instant issued_at;
    struct str issued_precision;
    struct str issuer_unit; /* of an explanation '': who explains is whom it is about */
    struct str issuer_section;
    struct str issuer_person;
    struct str unit; /* whom it is about; where that is not said, who held the matter then */
    struct str section;
    struct str person;
    struct str finding;  /* of a notice: good, bad (正反典型) … */
    struct uuid answers; /* of an explanation: the urging of that number */
};

extern const struct table clock_row_table;
extern const struct table rung_row_table;
extern const struct table document_row_table;

/* out[0]: clock_row; out[1]: rung_row; out[2]: document_row, which wants no rules. */
void overdue_alerts_rows(const struct life *life, const struct rules *rules, struct rows out[]);

#endif
