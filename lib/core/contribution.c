/* contribution -- see contribution.h. */
#include "core/contribution.h"

#include <assert.h>

#include "base/civil.h"
#include "core/checklist.h"
#include "core/clock.h"

enum {
    OF_A_CLOCK = 5, /* at most, of each */
    OF_A_ROUND = 9,
    OF_A_FACT = 2,
    OF_A_SUBJECT = 4,
};

#define LAST_HOUR_US (INT64_C(3600) * CIVIL_SECOND_US)

struct adding {
    const struct life *life;
    struct clocks clocks;
    struct contribution *items;
    int32_t count;
    int32_t capacity;
};

/* ---- one contribution ---- */

static void add_many(struct adding *adding, enum counter counter, int32_t fact,
                     const struct contribution *like)
{
    assert(adding->count < adding->capacity);
    struct contribution *item = &adding->items[adding->count++];
    *item = *like;
    item->counter = counter;
    item->fact = fact;
}

/* One more for this party on that day. */
static void add(struct adding *adding, enum counter counter, int32_t fact,
                const struct contribution *like)
{
    add_many(adding, counter, fact, like);
    adding->items[adding->count - 1].amount = 1;
}

static int64_t day_of(const struct life *life, int32_t fact)
{
    return civil_day_of(life_at_us(life, fact));
}

/* ---- whose ---- */

/* Who was first asked and stays answerable. */
static struct party receiver_of(const struct life *life)
{
    assert(life->accepted_part != LIFE_NONE);
    const struct part *part = &life->parts.items[life->accepted_part];
    return (struct party) {.unit = part->unit, .section = part->section, .person = life->receiver};
}

/* Who handles it in this stay; an outside unit counts nothing, so it is who accepted the case. */
static struct party handler_of(const struct life *life, int32_t holding)
{
    const struct part *part = life_part_of(life, holding);
    if (part == NULL || part->is_outside)
        return receiver_of(life);
    return (struct party) {
        .unit = part->unit,
        .section = part->section,
        .person = life_handler(life, holding),
    };
}

/* Who handled it at an instant: after the last fact until then. */
static struct party handler_at(const struct life *life, int64_t at_us)
{
    int32_t low = 0;
    int32_t high = life->facts.count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (life_at_us(life, middle) <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    assert(low > 0); /* nothing is due before something has happened */
    return handler_of(life, life->facts.items[low - 1].holding);
}

/* Where a stub stood first, as far as its events say. */
static struct party found_of(const struct life *life)
{
    if (life->holdings.count == 0)
        return (struct party) {0};
    const struct part *part = life_part_of(life, 0);
    return (struct party) {.unit = part->unit, .section = part->section};
}

/* Where this person handled it last until then; `usual` where they did not. */
static struct party desk_of(const struct life *life, int32_t fact, struct str person,
                            struct party usual)
{
    usual.person = person;
    for (int32_t i = life->holdings.count - 1; i >= 0; i--) {
        const struct part *part = life_part_of(life, i);
        if (life->holdings.items[i].began > fact || part->is_outside ||
            !str_eq(life_handler(life, i), person))
            continue;
        usual.unit = part->unit;
        usual.section = part->section;
        break;
    }
    return usual;
}

struct party contribution_checked(const struct life *life, int32_t fact)
{
    const struct event *event = life_event(life, fact);
    const struct party *named =
        event->kind == EVENT_SPOT_CHECKED ? &event->spot_checked.about : &event->inspected.about;
    struct party usual = {.unit = life->case_source};
    if (named->unit.len > 0)
        return *named;
    if (life->subject_kind == SUBJECT_CASE)
        usual = life->accepted_part == LIFE_NONE ? found_of(life) : receiver_of(life);
    return named->person.len > 0 ? desk_of(life, fact, named->person, usual) : usual;
}

/* ---- clocks ---- */

/* What a kind of clock counts as. */
struct clock_counters {
    bool is_counted;
    bool is_handled; /* late, it is of who held the case when it was due */
    enum counter due;
    enum counter on_time;
};

static const struct clock_counters clock_counters[CLOCK_KINDS_COUNT] = {
    [CLOCK_SIGN] = {true, false, COUNTER_SIGN_DUE, COUNTER_SIGNED_ON_TIME},
    [CLOCK_FIRST_CONTACT] = {true, false, COUNTER_CONTACT_DUE, COUNTER_CONTACTED_ON_TIME},
    [CLOCK_COMPLETION] = {true, true, COUNTER_DUE, COUNTER_ON_TIME},
    [CLOCK_REDO] = {true, true, COUNTER_REDO_DUE, COUNTER_REDONE_ON_TIME},
    [CLOCK_RECTIFICATION] = {true, false, COUNTER_RECTIFICATION_DUE, COUNTER_RECTIFIED_ON_TIME},
};

static struct party holder_of(const struct life *life, const struct clock *clock)
{
    if (clock->verdict == CLOCK_VERDICT_ON_TIME && clock->kind == CLOCK_SIGN)
        return handler_of(life, clock->holding); /* who signed, whomever it was addressed to */
    if (clock->verdict == CLOCK_VERDICT_ON_TIME || !clock_counters[clock->kind].is_handled)
        return clock->holder;
    return handler_at(life, clock->deadline.due_us);
}

/* Done within the last hour before it was due; of a day without a time nobody knows. */
static bool is_of_last_hour(const struct life *life, const struct clock *clock)
{
    const struct event *stop = life_event(life, clock->stopped_by);
    return stop->precision != PRECISION_DAY &&
           clock->deadline.due_us - stop->occurred_at_us <= LAST_HOUR_US;
}

static void add_due(struct adding *adding, const struct clock *clock)
{
    const struct life *life = adding->life;
    const struct clock_counters *counters = &clock_counters[clock->kind];
    bool is_on_time = clock->verdict == CLOCK_VERDICT_ON_TIME;
    struct contribution like = {.day = clock->deadline.day};
    if (!counters->is_counted || clock->deadline.day == DAY_NONE)
        return;
    if (clock->verdict == CLOCK_VERDICT_LEFT) {
        like.party = clock->holder;
        if (clock->kind == CLOCK_COMPLETION)
            add(adding, COUNTER_EXCLUDED, clock->stopped_by, &like);
        return;
    }
    like.party = holder_of(life, clock);
    add(adding, counters->due, clock->started_by, &like);
    if (!is_on_time)
        return;
    add(adding, counters->on_time, clock->stopped_by, &like);
    if (clock->kind == CLOCK_COMPLETION && is_of_last_hour(life, clock))
        add(adding, COUNTER_LAST_HOUR, clock->stopped_by, &like);
}

/* The day of a round's first completion; of one that is not completed that of the fact. */
static int64_t day_of_round(const struct life *life, int32_t round, int32_t fact)
{
    int32_t completion = life->rounds.items[round].completion;
    return day_of(life, completion == LIFE_NONE ? fact : life->completions.items[completion].fact);
}

/* Owed by the section's post.  What was reopened, merged or withdrawn before it was due is owed no
 * longer. */
static void add_callback(struct adding *adding, const struct clock *clock)
{
    static const enum counter outcomes[CALLBACK_OUTCOMES_END] = {
        [CALLBACK_REACHED] = COUNTER_REACHED,
        [CALLBACK_UNREACHABLE] = COUNTER_UNREACHABLE,
        [CALLBACK_REFUSED] = COUNTER_REFUSED,
    };
    const struct life *life = adding->life;
    const struct contribution like = {
        .party = clock->holder,
        .day = day_of_round(life, life->facts.items[clock->started_by].round, clock->started_by),
    };
    if (clock->end == CLOCK_END_EXEMPT)
        add(adding, COUNTER_CALLBACK_EXEMPT, clock->started_by, &like);
    if (clock->verdict == CLOCK_VERDICT_LEFT)
        return;
    add(adding, COUNTER_CALLBACK_OWED, clock->started_by, &like);
    bool is_after = life_event(life, clock->started_by)->kind == EVENT_RECTIFICATION_DONE;
    if (is_after)
        add(adding, COUNTER_CALLBACK_OWED_AFTER, clock->started_by, &like);
    if (clock->end != CLOCK_END_DONE)
        return;
    if (is_after)
        add(adding, COUNTER_CALLED_BACK_AFTER, clock->stopped_by, &like);
    const struct event *call = life_event(life, clock->stopped_by);
    add(adding, COUNTER_CALLED_BACK, clock->stopped_by, &like);
    add(adding, outcomes[call->callback_made.outcome], clock->stopped_by, &like);
}

/* Of the day of the return itself, as returns are. */
static void add_late_return(struct adding *adding, const struct clock *clock)
{
    const struct life *life = adding->life;
    const struct contribution like = {
        .party = handler_of(life, clock->holding),
        .day = day_of(life, clock->stopped_by),
    };
    if (clock->verdict == CLOCK_VERDICT_LATE)
        add(adding, COUNTER_LATE_RETURNS, clock->stopped_by, &like);
}

static void add_clocks(struct adding *adding)
{
    for (int32_t i = 0; i < adding->clocks.clocks.count; i++) {
        const struct clock *clock = &adding->clocks.clocks.items[i];
        if (clock->kind == CLOCK_CALLBACK)
            add_callback(adding, clock);
        else if (clock->kind == CLOCK_RETURN)
            add_late_return(adding, clock);
        else
            add_due(adding, clock);
    }
}

/* ---- ratings ---- */

static void add_rating(struct adding *adding, int32_t fact, const enum counter counters[],
                       const struct contribution *like)
{
    if (fact != LIFE_NONE)
        add(adding, counters[life_event(adding->life, fact)->rated.satisfaction], fact, like);
}

/* Is it solved?  As the citizen says: rating, else called back. */
static void add_solved(struct adding *adding, const struct round *round,
                       const struct contribution *like)
{
    const struct event *rating = life_event(adding->life, round->rating);
    const struct event *call = life_event(adding->life, round->callback);
    int32_t fact = round->rating;
    enum answer solved = rating == NULL ? 0 : rating->rated.solved;
    if (solved == 0 && call != NULL) {
        fact = round->callback;
        solved = call->callback_made.solved;
    }
    if (solved != 0)
        add(adding, solved == ANSWER_YES ? COUNTER_SOLVED : COUNTER_UNSOLVED, fact, like);
}

/* Calls are the section post's, whoever was first asked. */
static void add_attempts(struct adding *adding, const struct round *round, struct contribution like)
{
    like.party.person = (struct str) {0};
    like.amount = round->attempts;
    if (round->attempts > 0)
        add_many(adding, COUNTER_CALLBACK_ATTEMPTS, round->last_attempt, &like);
}

static void add_round(struct adding *adding, int32_t index)
{
    static const enum counter first[SATISFACTIONS_END] = {
        [SATISFACTION_SATISFIED] = COUNTER_SATISFIED,
        [SATISFACTION_FAIR] = COUNTER_FAIR,
        [SATISFACTION_DISSATISFIED] = COUNTER_DISSATISFIED,
    };
    static const enum counter after[SATISFACTIONS_END] = {
        [SATISFACTION_SATISFIED] = COUNTER_SATISFIED_AFTER,
        [SATISFACTION_FAIR] = COUNTER_FAIR_AFTER,
        [SATISFACTION_DISSATISFIED] = COUNTER_DISSATISFIED_AFTER,
    };
    const struct life *life = adding->life;
    const struct round *round = &life->rounds.items[index];
    struct contribution like = {.party = receiver_of(life)};
    like.day = day_of_round(life, index, round->rating);
    if (round->rating != LIFE_NONE) {
        bool is_satisfied =
            life_event(life, round->rating)->rated.satisfaction == SATISFACTION_SATISFIED;
        add(adding, COUNTER_RATED, round->rating, &like);
        add_rating(adding, round->rating, first, &like);
        if (str_eq(life->priority, STR("provincial"))) {
            add(adding, COUNTER_PROVINCIAL_RATED, round->rating, &like);
            if (is_satisfied)
                add(adding, COUNTER_PROVINCIAL_SATISFIED, round->rating, &like);
        }
    }
    if (round->rating != LIFE_NONE || round->completion != LIFE_NONE)
        add_solved(adding, round, &like);
    add_attempts(adding, round, like);
    add_rating(adding, round->rating_after, after, &like);
    if (index > 0 &&
        (life->facts.items[round->began].flags & LIFE_FLAG_BIT(REOPENED_WHILE_OPEN)) == 0) {
        like.party = handler_of(life, life->facts.items[round->began].holding);
        like.day = day_of(life, round->began);
        add(adding, COUNTER_REDONE, round->began, &like);
    }
}

/* ---- records ---- */

static bool has_result(const struct life *life)
{
    for (int32_t i = 0; i < life->completions.count; i++) {
        const struct event *event = life_event(life, life->completions.items[i].fact);
        if (event->completed.result_length > 0 || (event->texts & SET_OF(TEXT_FIELD_RESULT)) != 0)
            return true;
    }
    return false;
}

/* 回访时间 and 满意度 are there; who could not be reached, or did not want to be, explains why the
 * second is not, and an inspector both. */
static bool has_afterwards(const struct life *life)
{
    bool is_called = life->is_mock_visit;
    bool is_rated = life->is_mock_visit;
    for (int32_t i = 0; i < life->rounds.count; i++) {
        const struct round *round = &life->rounds.items[i];
        const struct event *last = life_event(life, round->last_attempt);
        is_called |= last != NULL || round->early_attempt != LIFE_NONE;
        is_rated |= round->rating != LIFE_NONE ||
                    (last != NULL && last->callback_made.outcome != CALLBACK_REACHED);
    }
    return is_called && is_rated;
}

static bool is_complete(const struct life *life)
{
    return life->receiver.len > 0 && life->has_name && life->has_contact && life->has_content &&
           life->channel != 0 && life->category != 0 && has_result(life) && has_afterwards(life);
}

static void add_record(struct adding *adding)
{
    const struct life *life = adding->life;
    if (life->completions.count == 0)
        return;
    int32_t fact = life->completions.items[0].fact;
    const struct contribution like = {.party = receiver_of(life), .day = day_of(life, fact)};
    add(adding, COUNTER_RECORDS, fact, &like);
    if (is_complete(life))
        add(adding, COUNTER_COMPLETE_RECORDS, fact, &like);
}

/* ---- handing over, checks ---- */

/* Who handed it over: who held it until then, else who is named. */
static struct party giver_of(const struct life *life, const struct handover *handover)
{
    int32_t before =
        handover->fact == 0 ? LIFE_NONE : life->facts.items[handover->fact - 1].holding;
    if (before != LIFE_NONE)
        return handler_of(life, before);
    if (handover->named == LIFE_NONE)
        return receiver_of(life);
    const struct part *part = &life->parts.items[handover->named];
    return (struct party) {.unit = part->unit, .section = part->section};
}

static void add_handovers(struct adding *adding)
{
    const struct life *life = adding->life;
    for (int32_t i = 0; i < life->handovers.count; i++) {
        const struct handover *handover = &life->handovers.items[i];
        if (handover->holding == LIFE_NONE || handover->from == handover->to)
            continue; /* it went nowhere, or to another person of the section */
        const struct contribution like = {
            .party = giver_of(life, handover),
            .day = day_of(life, handover->fact),
        };
        add(adding, handover->is_return ? COUNTER_RETURNED : COUNTER_HOPS, handover->fact, &like);
        if (handover->is_loop)
            add(adding, COUNTER_LOOPS, handover->fact, &like);
    }
}

/* Spot checks and inspections: something bad was found, or was not. */
static void add_checks(struct adding *adding)
{
    const struct life *life = adding->life;
    for (int32_t fact = 0; fact < life->facts.count; fact++) {
        const struct event *event = life_event(life, fact);
        struct contribution like = {.day = day_of(life, fact)};
        if (event->kind == EVENT_SPOT_CHECKED) {
            bool is_bad = event->spot_checked.finding == FINDING_BAD;
            like.party = contribution_checked(life, fact);
            add(adding, COUNTER_SPOT_CHECKED, fact, &like);
            add(adding, is_bad ? COUNTER_FOUND_BAD : COUNTER_FOUND_GOOD, fact, &like);
        } else if (event->kind == EVENT_INSPECTED) {
            bool is_bad = event->inspected.finding == FINDING_BAD;
            like.party = contribution_checked(life, fact);
            add(adding, COUNTER_INSPECTED, fact, &like);
            add(adding, is_bad ? COUNTER_INSPECTED_BAD : COUNTER_INSPECTED_GOOD, fact, &like);
        }
    }
}

/* ---- a unit's year ---- */

static void add_year(struct adding *adding)
{
    const struct life *life = adding->life;
    for (int32_t fact = 0; fact < life->facts.count; fact++) {
        const struct event *event = life_event(life, fact);
        if (event->kind != EVENT_YEAR_OPENED)
            continue;
        struct civil_date last = {.year = event->year_opened.year, .month = 12, .day = 31};
        struct contribution like = {
            .party = {.unit = life->case_source},
            .day = civil_day_from(last),
            .amount = CHECKLIST_COMPULSORY,
        };
        add_many(adding, COUNTER_CHECKLIST_ITEMS, fact, &like);
        like.amount = checklist_done(life);
        if (like.amount > 0)
            add_many(adding, COUNTER_CHECKLIST_DONE, fact, &like);
        return;
    }
}

/* ---- all of it ---- */

static void add_stub(struct adding *adding)
{
    const struct contribution like = {
        .party = found_of(adding->life),
        .day = day_of(adding->life, 0),
    };
    add(adding, COUNTER_INCOMPLETE, 0, &like);
}

static void add_case(struct adding *adding)
{
    const struct life *life = adding->life;
    const struct contribution like = {
        .party = receiver_of(life),
        .day = day_of(life, life->accepted),
    };
    add(adding, COUNTER_RECEIVED, life->accepted, &like);
    for (int32_t i = 0; i < life->rounds.count; i++)
        add_round(adding, i);
    add_record(adding);
    add_handovers(adding);
}

enum outcome contributions_of(const struct life *life, const struct rules *rules,
                              struct arena *arena, struct contributions *out, struct err *err)
{
    struct adding adding = {.life = life};
    bool is_case = life->subject_kind == SUBJECT_CASE;
    *out = (struct contributions) {0};
    if (life->facts.count == 0)
        return OK;
    if (clocks_of(life, rules, arena, &adding.clocks, err) != OK)
        return err->outcome;
    adding.capacity = OF_A_CLOCK * adding.clocks.clocks.count + OF_A_ROUND * life->rounds.count +
                      OF_A_FACT * life->facts.count + OF_A_SUBJECT;
    adding.items = arena_alloc_raw(arena, (size_t) adding.capacity * sizeof(*adding.items));
    if (adding.items == NULL)
        return err_set(err, RETRY, "no room for the contributions of %d facts", life->facts.count);
    if (is_case && life->accepted == LIFE_NONE) {
        add_stub(&adding);
    } else {
        if (is_case)
            add_case(&adding);
        else
            add_year(&adding);
        add_clocks(&adding);
        add_checks(&adding);
    }
    out->contributions.items = adding.items;
    out->contributions.count = adding.count;
    return OK;
}
