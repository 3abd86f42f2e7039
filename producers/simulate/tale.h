/*
 * tale -- one subject's events, as a simulated city says them.
 *
 * A tale is made whole from the seed and its number, in the order things happen; each event knows
 * when it comes into the log, which may be weeks later, and some come twice.  Nothing here asks a
 * clock.  What an event borrows is in the arena given.
 *
 * Of several draws in one list of arguments or initializers C leaves the order open; so each is a
 * statement of its own.
 */
#ifndef SHOUWEN_SIMULATE_TALE_H
#define SHOUWEN_SIMULATE_TALE_H

#include "city.h"

enum { TALE_EVENTS_MAX = 160, TALE_HOLDERS_MAX = 8 };
static const int64_t TALE_DAY_H = 7; /* of work */

/* What the dice are for, besides those of city.c. */
enum { DICE_CASE = 16, DICE_LIFE, DICE_MONTH, DICE_CITIZEN, DICE_TEXT, DICE_STAFF };

struct tale_plan {
    const struct city *city;
    uint64_t cases;
    unsigned odd_percent;       /* of cases */
    unsigned late_percent;      /* of events */
    unsigned duplicate_percent; /* of events */
};

/* An event, and when it comes into the log. */
struct told {
    struct event event;
    int64_t publish_us;
    bool is_alone;  /* never said twice */
    bool is_repeat; /* was said before */
};

/* How a case was first heard of. */
struct tale_source {
    enum channel channel;
    struct str source; /* of most of its events */
    struct str number;
    int32_t section;
    int64_t start_us;
    bool is_book;     /* a paper book, imported weekly: days without times, a reference a cell */
    bool is_dispatch; /* from a hotline or mailbox, to a unit's dedicated section */
};

struct tale {
    const struct tale_plan *plan;
    struct arena *arena;
    struct dice dice;
    struct uuid subject;
    enum subject_kind subject_kind;
    struct tale_source from;
    int64_t now_us;
    struct told *items; /* TALE_EVENTS_MAX */
    size_t count;

    /* a case under way */
    uint64_t number;
    int32_t holder;                    /* section */
    uint32_t seat;                     /* who of it has it in hand */
    uint32_t receiver;                 /* seat in the accepting section */
    int32_t holders[TALE_HOLDERS_MAX]; /* the way back */
    size_t holders_count;
    struct party against;
    bool is_outside; /* handed to somebody who publishes nothing */
    bool is_ended;
    const struct tale_odd *odd; /* what goes wrong with it; NULL: nothing */
    enum event_kind end;        /* COMPLETED, WITHDRAWN, MERGED; or ACCEPTED: it stays open */
};

/* Begin an empty one; its plan, arena and items are given and stay. */
void tale_reset(struct tale *tale);

/* The party of a seat of a section at the present moment. */
struct party tale_party(const struct tale *tale, int32_t section, uint32_t seat);
struct party tale_holder(const struct tale *tale);

bool tale_chance(struct tale *tale, unsigned percent);

/* So many seconds of work later; never less than one. */
void tale_pass(struct tale *tale, int64_t work_s);
/* From a minute to so many hours of work later. */
void tale_wait(struct tale *tale, int64_t hours_max);

/*
 * Say it now: the header is filled in, what is said there already stays (source, source_ref, texts,
 * occurred_at_us).  The event told, whose id is final.
 */
struct told *tale_tell(struct tale *tale, struct event event);

/* Say it as a named cell of the source's book: once only; again it replaces what stood there. */
struct told *tale_tell_cell(struct tale *tale, const char *cell, struct event event);

/* A formatted text in the arena. */
struct str tale_text(struct tale *tale, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Some come late, some twice. */
void tale_disturb(struct tale *tale);

/* Case `number` from 0: how it was first heard of, and its whole life. */
struct tale_source tale_source(const struct tale_plan *plan, uint64_t number, struct arena *arena);
void tale_of_case(struct tale *tale, uint64_t number);

/* What a unit says of its year in this month (1 to 12); `rows` by section: cases of the month
 * before, NULL when there is none. */
struct tale_month {
    int32_t unit;
    int64_t year;
    int month;
    bool is_first; /* of the simulated time: the year begins with it */
    bool is_last;  /* it lies behind it: only the books are reported */
    const uint32_t *rows;
};
void tale_of_month(struct tale *tale, const struct tale_month *month);

/* What of a case's citizen and texts goes with an event: the texts' dice. */
struct dice tale_text_dice(const struct city *city, const struct event *event,
                           enum text_field field);

#endif
