/* gen_history -- the lives of cases and units' years, and what goes wrong in them; see gen.h. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "core/event_fields.h"
#include "support/gen.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const int64_t FIRST_DAY = 18262; /* 2020-01-01 */
static const int64_t LAST_DAY = 20088;  /* 2024-12-31 */
enum { USUAL_MAX = 24 };

/* A life under way. */
struct walk {
    struct gen *gen;
    struct arena *arena;
    const struct gen_options *options;
    struct gen_subject subject;
    struct party holder;
    struct party before; /* who handed it to the holder */
    bool is_done;
    int64_t at_us;
    struct event *events;
    size_t count;
    size_t max;
};

/* How often what comes next, while the case is open and when it is done. */
static const struct {
    enum event_kind kind;
    unsigned open;
    unsigned done;
} weights[] = {
    {EVENT_AMENDED, 3, 1},
    {EVENT_SUPPLEMENTED, 3, 1},
    {EVENT_TRANSFERRED, 20, 1},
    {EVENT_SIGNED, 15, 1},
    {EVENT_RETURNED, 6, 1},
    {EVENT_CONTACTED, 10, 0},
    {EVENT_PROGRESSED, 15, 1},
    {EVENT_PAUSED, 5, 1},
    {EVENT_RESUMED, 5, 0},
    {EVENT_EXTENDED, 4, 0},
    {EVENT_COMPLETED, 16, 1},
    {EVENT_CALLBACK_MADE, 0, 30},
    {EVENT_RATED, 0, 25},
    {EVENT_REOPENED, 0, 12},
    {EVENT_WITHDRAWN, 1, 1},
    {EVENT_MERGED, 1, 1},
    {EVENT_OPINION_RECORDED, 2, 6},
    {EVENT_SPOT_CHECKED, 0, 8},
    {EVENT_RECTIFICATION_ORDERED, 1, 5},
    {EVENT_RECTIFICATION_DONE, 1, 5},
    {EVENT_URGED, 2, 1},
    {EVENT_EXPLAINED, 2, 1},
    {EVENT_NOTICE_ISSUED, 1, 2},
    {EVENT_INSPECTED, 1, 2},
    {EVENT_POINTS_ADJUSTED, 1, 2},
    {EVENT_VOIDED, 1, 1},
    {EVENT_ERASED, 0, 1},
};

static enum event_kind next_kind(struct walk *walk)
{
    unsigned sum = 0;
    if (walk->subject.kind == SUBJECT_UNIT_YEAR)
        return gen_kind(walk->gen, SUBJECT_UNIT_YEAR);
    for (size_t i = 0; i < COUNT(weights); i++)
        sum += walk->is_done ? weights[i].done : weights[i].open;
    uint64_t drawn = gen_number(walk->gen, sum);
    for (size_t i = 0;; i++) {
        unsigned weight = walk->is_done ? weights[i].done : weights[i].open;
        if (drawn < weight)
            return weights[i].kind;
        drawn -= weight;
    }
}

static void step_forward(struct walk *walk)
{
    static const int64_t steps_s[] = {0, 1, 60, 600, 3600, 14400, 86400, 259200};
    int64_t step_s = steps_s[gen_number(walk->gen, COUNT(steps_s))];
    walk->at_us += (step_s + (int64_t) gen_number(walk->gen, 60)) * CIVIL_SECOND_US;
    if (walk->at_us > civil_start_of(LAST_DAY))
        walk->at_us = civil_start_of(LAST_DAY);
    if (gen_chance(walk->gen, 3))
        walk->at_us += (int64_t) gen_number(walk->gen, 1000000);
}

static struct event *emit(struct walk *walk, struct event event)
{
    assert(walk->count < walk->max);
    walk->events[walk->count] = event;
    return &walk->events[walk->count++];
}

/* The party of that name, where the kind has one. */
static struct party *party_named(struct event *event, const char *name)
{
    struct event_fields fields = event_fields_of(event->kind);
    for (size_t i = 0; i < fields.count; i++)
        if (fields.items[i].type == FIELD_PARTY && strcmp(fields.items[i].name, name) == 0)
            return (struct party *) ((char *) event + fields.items[i].offset);
    return NULL;
}

static void name_holder(const struct walk *walk, struct event *event, const char *name)
{
    struct party *party = party_named(event, name);
    if (party != NULL && walk->holder.unit.len > 0)
        *party = walk->holder;
}

static void accept_at(struct walk *walk, const struct event *event)
{
    walk->before = (struct party) {0};
    walk->holder = (struct party) {
        .unit = event->accepted.unit,
        .section = event->accepted.section,
        .person = event->accepted.receiver,
    };
}

/* Who holds the case after this event. */
static void follow(struct walk *walk, const struct event *event)
{
    if (event->kind == EVENT_ACCEPTED)
        accept_at(walk, event);
    if (event->kind == EVENT_TRANSFERRED) {
        walk->before = walk->holder;
        walk->holder = event->transferred.to;
    }
    if (event->kind == EVENT_RETURNED)
        walk->holder = event->returned.to.unit.len > 0 ? event->returned.to : walk->before;
    if (event->kind == EVENT_COMPLETED)
        walk->is_done = true;
    if (event->kind == EVENT_REOPENED)
        walk->is_done = false;
}

static struct event next_event(struct walk *walk, enum event_kind kind)
{
    struct event event = gen_event(walk->gen, walk->arena, &walk->subject, kind, walk->at_us);
    if (gen_chance(walk->gen, 85)) {
        name_holder(walk, &event, "from");
        name_holder(walk, &event, "by");
    }
    if (kind == EVENT_SIGNED && event.signed_for.by.unit.len == 0)
        event.signed_for.by.unit = STR("U01");
    return event;
}

/* ---- what goes wrong ---- */

static const struct event *earlier(struct walk *walk)
{
    return &walk->events[gen_number(walk->gen, walk->count)];
}

static void say_again(struct walk *walk)
{
    struct event again = *earlier(walk);
    again.recorded_at_us += ((int64_t) gen_number(walk->gen, 3) - 1) * CIVIL_SECOND_US;
    again.correlation_id = gen_chance(walk->gen, 50) ? STR("trace-7") : (struct str) {0};
    (void) emit(walk, again);
}

static void say_otherwise(struct walk *walk)
{
    (void) emit(walk, gen_other_content(walk->gen, earlier(walk)));
}

/* A changed cell of a book: another id, the same reference, recorded later or at once. */
static void correct(struct walk *walk)
{
    const struct event *old = earlier(walk);
    struct event event = next_event(walk, old->kind);
    event.source = old->source;
    event.source_ref = old->source_ref;
    event.occurred_at_us = old->occurred_at_us;
    event.recorded_at_us = old->recorded_at_us + (int64_t) gen_number(walk->gen, 3) * 1000000;
    (void) emit(walk, event);
}

static void void_earlier(struct walk *walk)
{
    const struct event *old = earlier(walk);
    struct event event = next_event(walk, EVENT_VOIDED);
    event.voided.event_id = (struct uuid) {{0}};
    event.voided.source_ref = (struct str) {0};
    if (old->source_ref.len == 0 || gen_chance(walk->gen, 50))
        event.voided.event_id = old->id;
    else
        event.voided.source_ref = old->source_ref;
    if (gen_chance(walk->gen, 60))
        event.source = old->source;
    if (gen_chance(walk->gen, 30))
        event.source_ref = old->source_ref;
    (void) emit(walk, event);
}

/* Paper books hold dates: 00:00 for Accepted, 23:59:59 for the rest. */
static void forget_time(struct walk *walk)
{
    struct event event = next_event(walk, next_kind(walk));
    int64_t start_us = civil_start_of(civil_day_of(event.occurred_at_us));
    bool is_first = event.kind == EVENT_ACCEPTED;
    event.precision = PRECISION_DAY;
    event.occurred_at_us = is_first ? start_us : start_us + CIVIL_DAY_US - CIVIL_SECOND_US;
    follow(walk, emit(walk, event));
}

static void at_one_instant(struct walk *walk)
{
    struct event event = next_event(walk, next_kind(walk));
    event.occurred_at_us = earlier(walk)->occurred_at_us;
    follow(walk, emit(walk, event));
}

/* Before its acceptance, or long after all. */
static void out_of_time(struct walk *walk)
{
    struct event event = next_event(walk, next_kind(walk));
    int64_t days = (int64_t) gen_number(walk->gen, 60) - 40;
    event.occurred_at_us += days * CIVIL_DAY_US;
    (void) emit(walk, event);
}

static void anything(struct walk *walk)
{
    enum event_kind kind = gen_kind(walk->gen, walk->subject.kind);
    follow(walk, emit(walk, gen_event(walk->gen, walk->arena, &walk->subject, kind, walk->at_us)));
}

static void (*const oddities[])(struct walk *walk) = {
    say_again,   say_otherwise,  correct,     void_earlier,
    forget_time, at_one_instant, out_of_time, anything,
};

/* Every number a case; so all of other numbers are others. */
static struct gen_subject numbered_case(struct arena *arena, uint64_t number)
{
    char text[32];
    struct err err;
    struct gen_subject subject = {.kind = SUBJECT_CASE, .source = STR("hotline")};
    (void) snprintf(text, sizeof(text), "2024-%" PRIu64, number);
    enum outcome outcome = str_keep(str_from(text), arena, &subject.number, &err);
    assert(outcome == OK);
    subject.id = event_subject(subject.kind, subject.source, subject.number);
    return subject;
}

size_t gen_history(struct gen *gen, struct arena *arena, const struct gen_options *options,
                   struct event *events_out, size_t max)
{
    assert(max > 0);
    size_t target = 1 + gen_number(gen, max < USUAL_MAX ? max : USUAL_MAX);
    target = target < options->events_min ? options->events_min : target;
    target = target < max ? target : max;
    struct walk walk = {
        .gen = gen,
        .arena = arena,
        .options = options,
        .subject = options->case_number > 0 ? numbered_case(arena, options->case_number)
                                            : gen_subject(gen, arena, options->subject_kind),
        .at_us = civil_start_of(FIRST_DAY + (int64_t) gen_number(gen, 1700)) +
                 (int64_t) gen_number(gen, 86400) * CIVIL_SECOND_US,
        .events = events_out,
        .max = max,
    };
    bool is_stub = gen_chance(gen, options->odd_percent / 4);
    enum event_kind first = walk.subject.kind == SUBJECT_CASE ? EVENT_ACCEPTED : EVENT_YEAR_OPENED;
    follow(&walk, emit(&walk, next_event(&walk, is_stub ? next_kind(&walk) : first)));
    while (walk.count < target) {
        step_forward(&walk);
        if (gen_chance(gen, options->odd_percent))
            oddities[gen_number(gen, COUNT(oddities))](&walk);
        else
            follow(&walk, emit(&walk, next_event(&walk, next_kind(&walk))));
    }
    return walk.count;
}
