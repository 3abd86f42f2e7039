/* clock -- see clock.h. */
#include "core/clock.h"

#include <assert.h>

#include "core/clock_build.h"

static const char *const end_names[CLOCK_ENDS_COUNT] = {
#define CLOCK_END(NAME, name, chinese) [CLOCK_END_##NAME] = #name,
#include "core/clock_words.def"
};

static const char *const verdict_names[CLOCK_VERDICTS_COUNT] = {
#define CLOCK_VERDICT(NAME, name, chinese) [CLOCK_VERDICT_##NAME] = #name,
#include "core/clock_words.def"
};

static const char *const refusal_words[CLOCK_REFUSALS_COUNT] = {
#define CLOCK_REFUSAL(NAME, words) [CLOCK_REFUSAL_##NAME] = words,
#include "core/clock_words.def"
};

const char *clock_end_name(enum clock_end end)
{
    assert(end < CLOCK_ENDS_COUNT);
    return end_names[end];
}

const char *clock_verdict_name(enum clock_verdict verdict)
{
    assert(verdict < CLOCK_VERDICTS_COUNT);
    return verdict_names[verdict];
}

const char *clock_refusal_words(enum clock_refusal why)
{
    assert(why < CLOCK_REFUSALS_COUNT);
    return refusal_words[why];
}

/* ---- one clock ---- */

struct clock *clock_begin(struct clock_build *build, enum clock_kind kind, int32_t started_by)
{
    const struct event *accepted = life_event(build->life, build->life->accepted);
    struct clock *clock = &build->clocks[build->count];
    *clock = (struct clock) {
        .kind = kind,
        .started_by = started_by,
        .round = build->life->facts.items[started_by].round,
        .holding = LIFE_NONE,
        .ordered_by = LIFE_NONE,
        .stopped_by = LIFE_NONE,
        .started_us = life_at_us(build->life, started_by),
        .timing = {.unit = accepted == NULL ? build->life->case_source : accepted->accepted.unit},
    };
    return clock;
}

void clock_stop(struct clock *clock, int32_t fact, enum clock_end end)
{
    clock->stopped_by = fact;
    clock->end = end;
}

enum clock_end clock_end_by(enum event_kind kind)
{
    if (kind == EVENT_MERGED)
        return CLOCK_END_MERGED;
    if (kind == EVENT_WITHDRAWN)
        return CLOCK_END_WITHDRAWN;
    return kind == EVENT_REOPENED ? CLOCK_END_REOPENED : CLOCK_END_MOVED_ON;
}

enum outcome clock_end(struct clock_build *build, struct clock *clock, struct err *err)
{
    bool has_row = false;
    if (clock_settle(build, clock, &has_row, err) != OK)
        return err->outcome;
    if (!has_row)
        return OK;
    build->count++;
    return clock_ring(build, clock, err);
}

struct party clock_acceptor(const struct clock_build *build)
{
    const struct life *life = build->life;
    const struct part *part = &life->parts.items[life->accepted_part];
    return (struct party) {.unit = part->unit, .section = part->section, .person = life->receiver};
}

struct party clock_holder(const struct clock_build *build, int32_t holding)
{
    const struct part *part = life_part_of(build->life, holding);
    if (part == NULL || part->is_outside)
        return clock_acceptor(build);
    return (struct party) {
        .unit = part->unit,
        .section = part->section,
        .person = life_handler(build->life, holding),
    };
}

/* ---- completion and redo ---- */

/* Later rounds have clocks of their own. */
static bool is_of_first_round(const struct clock_build *build, int32_t fact)
{
    return fact != LIFE_NONE && fact < build->spans[0].limit;
}

/* What starts a clock that the acceptance starts, unless its row says otherwise; LIFE_NONE: that
 * did not happen.  What nobody handed over went to its holder when it was accepted. */
static int32_t start_of(const struct clock_build *build, enum clock_kind kind)
{
    const struct life *life = build->life;
    enum clock_start start = clock_start_of(build, kind);
    int32_t fact = LIFE_NONE;
    if (start == CLOCK_START_HANDED_OVER && life->handovers.count > 0 &&
        is_of_first_round(build, life->handovers.items[0].fact))
        return life->handovers.items[0].fact;
    for (int32_t i = 0; start == CLOCK_START_SIGNED && i < life->holdings.count; i++)
        if (fact == LIFE_NONE && is_of_first_round(build, life->holdings.items[i].signed_by))
            fact = life->holdings.items[i].signed_by;
    return start == CLOCK_START_SIGNED ? fact : life->accepted;
}

/* The first round's may have ended before it began. */
static enum outcome work(struct clock_build *build, const struct clock_span *span, struct err *err)
{
    const struct life *life = build->life;
    bool is_first = span == build->spans;
    enum clock_kind kind = is_first ? CLOCK_COMPLETION : CLOCK_REDO;
    int32_t start = is_first ? start_of(build, kind) : span->first;
    if (start == LIFE_NONE)
        return OK;
    struct clock *clock = clock_begin(build, kind, start);
    clock->round =
        is_first ? 0 : clock->round; /* also when it was reopened before it was accepted */
    clock->holder = clock_holder(build, life->holding);
    if (span->ended != LIFE_NONE) {
        enum event_kind by = life_event(life, span->ended)->kind;
        clock_stop(clock, span->ended, by == EVENT_COMPLETED ? CLOCK_END_DONE : clock_end_by(by));
        clock->holder = clock_holder(build, life->facts.items[span->ended].holding);
    }
    return clock_end(build, clock, err);
}

/* ---- first contact and sign ---- */

/* The citizen who left no contact, or has gone already, is not called. */
static enum outcome first_contact(struct clock_build *build, struct err *err)
{
    const struct life *life = build->life;
    int32_t start = start_of(build, CLOCK_FIRST_CONTACT);
    int32_t ended = build->spans[0].ended;
    if (start == LIFE_NONE)
        return OK;
    struct clock *clock = clock_begin(build, CLOCK_FIRST_CONTACT, start);
    clock->round = 0;
    clock->holder = clock_acceptor(build);
    if (!life->has_contact)
        clock->end = CLOCK_END_EXEMPT;
    else if (ended != LIFE_NONE &&
             (life->first_contact == LIFE_NONE || life->first_contact > ended))
        clock_stop(clock, ended, clock_end_by(life_event(life, ended)->kind));
    else if (life->first_contact != LIFE_NONE)
        clock_stop(clock, life->first_contact, CLOCK_END_DONE);
    return clock_end(build, clock, err);
}

/* The next of two facts; LIFE_NONE comes last. */
static int32_t sooner(int32_t a, int32_t b)
{
    return b == LIFE_NONE || (a != LIFE_NONE && a < b) ? a : b;
}

/* Was it sent to somebody who signs or returns it?  What was asked of somebody by name is his, an
 * outside unit tells us nothing, and what has ended waits for nobody. */
static bool is_sent(const struct clock_build *build, const struct holding *holding)
{
    const struct life *life = build->life;
    const struct event *began = life_event(life, holding->began);
    const struct clock_span *span = clock_span_of(build, holding->began);
    bool is_open = span->ended == LIFE_NONE || span->ended > holding->began;
    bool is_asked = began->kind == EVENT_ACCEPTED && began->accepted.receiver.len > 0;
    return is_open && !is_asked && !life->parts.items[holding->part].is_outside;
}

static enum outcome sign(struct clock_build *build, int32_t index, struct err *err)
{
    const struct life *life = build->life;
    const struct holding *holding = &life->holdings.items[index];
    if (!is_sent(build, holding))
        return OK;
    struct clock *clock = clock_begin(build, CLOCK_SIGN, holding->began);
    const struct part *part = &life->parts.items[holding->part];
    int32_t over = sooner(holding->ended, clock_span_of(build, holding->began)->ended);
    clock->holding = index;
    clock->timing.unit = part->unit;
    clock->holder =
        (struct party) {.unit = part->unit, .section = part->section, .person = holding->person};
    if (holding->signed_by != LIFE_NONE && sooner(over, holding->signed_by) == holding->signed_by)
        clock_stop(clock, holding->signed_by, CLOCK_END_DONE);
    else if (over != LIFE_NONE)
        clock_stop(clock, over, clock_end_by(life_event(life, over)->kind));
    return clock_end(build, clock, err);
}

/* ---- dispatch and return: known when they are over ---- */

/* What nobody can be warned of any more; nothing pauses or extends it, so it wants no memory. */
static void keep(struct clock_build *build, struct clock *clock)
{
    struct err err;
    bool has_row = false;
    enum outcome outcome = clock_settle(build, clock, &has_row, &err);
    assert(outcome == OK);
    build->count += has_row;
}

/* A hotline or mailbox that says when the citizen asked is answerable for the time until it sent
 * the matter on: by its own hours, where the calendar has some under its name. */
static void dispatch(struct clock_build *build)
{
    const struct event *accepted = life_event(build->life, build->life->accepted);
    if (accepted->accepted.asked_at_us == 0)
        return;
    struct clock *clock = clock_begin(build, CLOCK_DISPATCH, build->life->accepted);
    clock->started_us = accepted->accepted.asked_at_us;
    clock->timing.unit = accepted->source;
    clock->holder = (struct party) {.unit = accepted->source, .person = accepted->actor};
    clock_stop(clock, build->life->accepted, CLOCK_END_DONE);
    keep(build, clock);
}

/* Did the holder himself give it back while the case was open?  Whoever else says so ends the stay
 * too, which is odd and nobody's return. */
static bool is_returned(const struct clock_build *build, const struct holding *holding)
{
    const struct life *life = build->life;
    if (holding->ended == LIFE_NONE)
        return false;
    const struct fact *fact = &life->facts.items[holding->ended];
    int32_t over = clock_span_of(build, holding->began)->ended;
    return fact->event->kind == EVENT_RETURNED &&
           (fact->flags & LIFE_FLAG_BIT(IRREGULAR_TRANSFER)) == 0 &&
           sooner(over, holding->ended) == holding->ended;
}

/* Who says nothing has taken it, so that no return runs or is overdue that never came. */
static void give_back(struct clock_build *build, int32_t index)
{
    const struct holding *holding = &build->life->holdings.items[index];
    if (!is_sent(build, holding) || !is_returned(build, holding))
        return;
    struct clock *clock = clock_begin(build, CLOCK_RETURN, holding->began);
    clock->holding = index;
    clock->holder = clock_holder(build, index);
    clock->timing.unit = clock->holder.unit;
    clock_stop(clock, holding->ended, CLOCK_END_DONE);
    keep(build, clock);
}

/* ---- all of them ---- */

static enum outcome clocks_of_case(struct clock_build *build, struct err *err)
{
    if (clock_spans(build, err) != OK)
        return err->outcome;
    dispatch(build);
    if (first_contact(build, err) != OK)
        return err->outcome;
    for (int32_t i = 0; i < build->life->holdings.count; i++) {
        give_back(build, i);
        if (sign(build, i, err) != OK)
            return err->outcome;
    }
    for (int32_t i = 0; i < build->spans_count; i++)
        if (work(build, &build->spans[i], err) != OK ||
            clock_follow(build, &build->spans[i], err) != OK)
            return err->outcome;
    return OK;
}

enum outcome clocks_of(const struct life *life, const struct rules *rules, struct arena *arena,
                       struct clocks *clocks_out, struct err *err)
{
    struct clock_build build = {.life = life, .rules = rules, .arena = arena};
    bool is_case = life->subject_kind == SUBJECT_CASE;
    *clocks_out = (struct clocks) {0};
    if (rules->calendar == NULL || rules->policy == NULL ||
        (is_case && life->accepted == LIFE_NONE))
        return OK;
    /* a fact starts one, and a return with it; the acceptance three more */
    size_t room = (size_t) life->facts.count + (size_t) life->holdings.count + 3;
    build.clocks = arena_alloc(arena, room * sizeof(struct clock));
    if (build.clocks == NULL)
        return err_set(err, RETRY, "no room for the clocks of %d facts", life->facts.count);
    if ((is_case ? clocks_of_case(&build, err) : clock_year(&build, err)) != OK)
        return err->outcome;
    clocks_out->clocks.items = build.clocks;
    clocks_out->clocks.count = build.count;
    return OK;
}
