/*
 * clock_follow -- what follows a completion: the citizen is called back, and what was found bad is
 * rectified; and the clocks of a unit's year.
 */
#include "base/civil.h"
#include "core/clock_build.h"

/* Attempts in vain that suffice, and on how many working days. */
enum { ATTEMPTS_ENOUGH = 3, ATTEMPT_DAYS_ENOUGH = 2, REPORT_ITEM = 4 };

/* Facts of a span whose case was neither merged nor withdrawn yet, and what stops them all: the
 * count of facts when nothing does. */
static int32_t facts_end(const struct clock_span *span)
{
    return span->shut == LIFE_NONE ? span->limit : span->shut;
}

static void stop_at_end(const struct clock_build *build, const struct clock_span *span,
                        struct clock *clock)
{
    int32_t end = facts_end(span);
    if (end < build->life->facts.count)
        clock_stop(clock, end, clock_end_by(life_event(build->life, end)->kind));
}

static bool is_done(const struct event *event)
{
    return event->kind == EVENT_RECTIFICATION_DONE &&
           event->rectification_done.accepted != ANSWER_NO;
}

/* ---- callback ---- */

/* The call that closes what this fact started: the first that reached or was refused, or the one
 * with which attempts suffice; the end of the facts when there is none. */
static int32_t closing_call(const struct clock_build *build, const struct clock_span *span,
                            int32_t start)
{
    int32_t attempts = 0;
    int32_t days = 0;
    int64_t last_day = INT64_MIN;
    for (int32_t fact = start + 1; fact < facts_end(span); fact++) {
        const struct event *event = life_event(build->life, fact);
        if (event->kind != EVENT_CALLBACK_MADE)
            continue;
        int64_t day = civil_day_of(event->occurred_at_us);
        attempts++;
        days += day != last_day && calendar_is_worked(build->rules->calendar, day);
        last_day = day;
        if (event->callback_made.outcome != CALLBACK_UNREACHABLE ||
            (attempts >= ATTEMPTS_ENOUGH && days >= ATTEMPT_DAYS_ENOUGH))
            return fact;
    }
    return facts_end(span);
}

/* Owed by the section's post, whoever completed; not to whom nobody can call, nor to an inspector.
 * Gives the fact that closed it. */
static enum outcome call_back(struct clock_build *build, const struct clock_span *span,
                              int32_t start, int32_t *closed_out, struct err *err)
{
    const struct life *life = build->life;
    struct clock *clock = clock_begin(build, CLOCK_CALLBACK, start);
    clock->holder = clock_acceptor(build);
    clock->holder.person = (struct str) {0};
    *closed_out = closing_call(build, span, start);
    if (!life->has_contact || life->is_mock_visit)
        clock->end = CLOCK_END_EXEMPT;
    else if (*closed_out < facts_end(span))
        clock_stop(clock, *closed_out, CLOCK_END_DONE);
    else
        stop_at_end(build, span, clock);
    return clock_end(build, clock, err);
}

/* After the completion, and again after what was rectified since the call that closed it. */
static enum outcome call_back_all(struct clock_build *build, const struct clock_span *span,
                                  struct err *err)
{
    int32_t fact = span->ended;
    if (fact == LIFE_NONE || life_event(build->life, fact)->kind != EVENT_COMPLETED)
        return OK;
    while (fact < facts_end(span)) {
        if (call_back(build, span, fact, &fact, err) != OK)
            return err->outcome;
        while (fact < facts_end(span) && !is_done(life_event(build->life, fact)))
            fact++;
    }
    return OK;
}

/* ---- rectification ---- */

/* Something bad, and what became of it. */
struct bad {
    int32_t started_by;
    int32_t ordered_by; /* LIFE_NONE */
    int32_t stopped_by; /* LIFE_NONE */
};

struct findings {
    const struct clock_build *build;
    struct bad *items;
    int32_t count;
};

static bool is_case(const struct clock_build *build)
{
    return build->life->subject_kind == SUBJECT_CASE;
}

static bool is_bad(const struct life *life, int32_t fact)
{
    const struct event *event = life_event(life, fact);
    if (event->kind == EVENT_SPOT_CHECKED)
        return event->spot_checked.finding == FINDING_BAD;
    if (event->kind == EVENT_INSPECTED)
        return event->inspected.finding == FINDING_BAD;
    return life_rating_counts(life, fact) && event->rated.satisfaction == SATISFACTION_DISSATISFIED;
}

static struct party about(const struct event *event)
{
    if (event->kind == EVENT_SPOT_CHECKED)
        return event->spot_checked.about;
    if (event->kind == EVENT_INSPECTED)
        return event->inspected.about;
    return event->kind == EVENT_RECTIFICATION_ORDERED ? event->rectification_ordered.about
                                                      : (struct party) {0};
}

static bool is_about_same(const struct party *a, const struct party *b)
{
    return str_eq(a->unit, b->unit) && str_eq(a->section, b->section) &&
           str_eq(a->person, b->person);
}

/* Of a unit's year, where only inspections find what is bad: is the order of this one, by its
 * number or whom it is about? */
static bool rests_on(const struct inspected *inspected, const struct rectification_ordered *order)
{
    if (order->basis.len > 0)
        return str_eq(order->basis, inspected->number);
    return is_about_same(&order->about, &inspected->about);
}

/* Is it known by this id: its order's, else the inspection's number? */
static bool has_id(const struct findings *findings, const struct bad *finding, struct str id)
{
    const struct life *life = findings->build->life;
    const struct event *order = life_event(life, finding->ordered_by);
    if (order != NULL)
        return str_eq(order->rectification_ordered.order_id, id);
    return str_eq(life_event(life, finding->started_by)->inspected.number, id);
}

static bool is_of(const struct findings *findings, const struct bad *finding,
                  const struct event *event)
{
    if (event->kind == EVENT_RECTIFICATION_DONE)
        return has_id(findings, finding, event->rectification_done.order_id);
    if (finding->ordered_by != LIFE_NONE)
        return has_id(findings, finding, event->rectification_ordered.order_id);
    return rests_on(&life_event(findings->build->life, finding->started_by)->inspected,
                    &event->rectification_ordered);
}

/* The finding that an order or its being done is of: of a case the one that runs. */
static struct bad *find(const struct findings *findings, const struct event *event)
{
    for (int32_t i = 0; i < findings->count; i++) {
        struct bad *finding = &findings->items[i];
        if (finding->stopped_by == LIFE_NONE &&
            (is_case(findings->build) || is_of(findings, finding, event)))
            return finding;
    }
    return NULL;
}

static void add(struct findings *findings, int32_t fact, int32_t ordered_by)
{
    findings->items[findings->count++] =
        (struct bad) {.started_by = fact, .ordered_by = ordered_by, .stopped_by = LIFE_NONE};
}

static void take(struct findings *findings, int32_t fact)
{
    const struct event *event = life_event(findings->build->life, fact);
    struct bad *finding = NULL;
    if (is_bad(findings->build->life, fact)) {
        if (findings->count == 0 || !is_case(findings->build))
            add(findings, fact, LIFE_NONE);
    } else if (event->kind == EVENT_RECTIFICATION_ORDERED) {
        finding = find(findings, event);
        if (finding == NULL)
            add(findings, fact, fact);
        else
            finding->ordered_by = fact;
    } else if (is_done(event)) {
        finding = find(findings, event);
        if (finding != NULL)
            finding->stopped_by = fact;
    }
}

/* Whom the order names, else the finding, else who completed the case; of a unit's year the unit.
 */
static struct party holder_of(const struct clock_build *build, const struct clock_span *span,
                              const struct bad *finding)
{
    const struct life *life = build->life;
    struct party holder = {.unit = life->case_source};
    if (is_case(build)) {
        int32_t fact = span->ended == LIFE_NONE ? finding->started_by : span->ended;
        holder = clock_holder(build, life->facts.items[fact].holding);
    }
    const int32_t facts[] = {finding->started_by, finding->ordered_by};
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        struct party named =
            facts[i] == LIFE_NONE ? (struct party) {0} : about(life_event(life, facts[i]));
        if (named.unit.len > 0)
            holder = named;
        else if (named.person.len > 0)
            holder.person = named.person;
    }
    return holder;
}

static enum outcome rectify(struct clock_build *build, const struct clock_span *span,
                            struct err *err)
{
    struct findings findings = {.build = build};
    findings.items = arena_alloc(build->arena, (size_t) (facts_end(span) - span->first) *
                                                   sizeof(*findings.items));
    if (findings.items == NULL)
        return err_set(err, RETRY, "no room for the findings of a case");
    for (int32_t fact = span->first; fact < facts_end(span); fact++)
        take(&findings, fact);
    for (int32_t i = 0; i < findings.count; i++) {
        const struct bad *finding = &findings.items[i];
        struct clock *clock = clock_begin(build, CLOCK_RECTIFICATION, finding->started_by);
        clock->holder = holder_of(build, span, finding);
        clock->ordered_by = finding->ordered_by;
        if (finding->stopped_by != LIFE_NONE)
            clock_stop(clock, finding->stopped_by, CLOCK_END_DONE);
        else
            stop_at_end(build, span, clock);
        if (clock_end(build, clock, err) != OK)
            return err->outcome;
    }
    return OK;
}

enum outcome clock_follow(struct clock_build *build, const struct clock_span *span, struct err *err)
{
    return call_back_all(build, span, err) == OK ? rectify(build, span, err) : err->outcome;
}

/* ---- a unit's year ---- */

/* Due when the year's last working day is over, however late the year was opened. */
static enum outcome report(struct clock_build *build, int32_t opened, struct err *err)
{
    const struct life *life = build->life;
    struct clock *clock = clock_begin(build, CLOCK_ANNUAL_REPORT, opened);
    struct civil_date first = {
        .year = life_event(life, opened)->year_opened.year, .month = 1, .day = 1};
    clock->started_us = civil_start_of(civil_day_from(first));
    clock->round = LIFE_NONE;
    clock->holder.unit = life->case_source;
    for (int32_t fact = 0; fact < life->facts.count && clock->stopped_by == LIFE_NONE; fact++) {
        const struct event *event = life_event(life, fact);
        if (event->kind == EVENT_CHECKLIST_EVIDENCE &&
            event->checklist_evidence.item == REPORT_ITEM)
            clock_stop(clock, fact, CLOCK_END_DONE);
    }
    return clock_end(build, clock, err);
}

enum outcome clock_year(struct clock_build *build, struct err *err)
{
    const struct life *life = build->life;
    const struct clock_span whole = {
        .ended = LIFE_NONE, .limit = life->facts.count, .shut = LIFE_NONE};
    int32_t opened = 0;
    while (opened < life->facts.count && life_event(life, opened)->kind != EVENT_YEAR_OPENED)
        opened++;
    if (opened < life->facts.count && report(build, opened, err) != OK)
        return err->outcome;
    return rectify(build, &whole, err);
}
