/* fold_work -- rounds and pauses, callbacks and ratings: what happens to a case while somebody
 * holds it. */
#include "core/fold_state.h"

/* Of the pauses that are open at one time, a Resumed with an id looks at so many, the last. */
enum { PAUSES_SEARCHED_MAX = 64 };

void fold_round_begin(struct folding *folding, int32_t fact)
{
    struct life *life = folding->life;
    life->rounds.items[life->rounds.count++] = (struct round) {
        .began = fact,
        .completion = LIFE_NONE,
        .callback = LIFE_NONE,
        .last_attempt = LIFE_NONE,
        .early_attempt = LIFE_NONE,
        .callback_after = LIFE_NONE,
        .rating = LIFE_NONE,
        .rating_after = LIFE_NONE,
    };
    folding->may_rate_again = false;
    folding->may_call_again = false;
}

void fold_contacted(struct folding *folding, const struct event *event)
{
    if (event->contacted.reached && folding->life->first_contact == LIFE_NONE)
        folding->life->first_contact = folding->fact;
}

/* A reason may be a code or a text. */
void fold_paused(struct folding *folding, const struct event *event)
{
    struct life *life = folding->life;
    bool has_reason =
        event->paused.reason.len > 0 || (event->texts & SET_OF(TEXT_FIELD_REASON)) != 0;
    bool is_founded = has_reason && event->paused.approver.len > 0;
    if (!is_founded)
        fold_flag(folding, LIFE_FLAG_BIT(PAUSE_UNFOUNDED));
    folding->open_pauses[folding->open_pauses_count++] = life->pauses.count;
    life->pauses.items[life->pauses.count++] = (struct pause) {
        .paused = folding->fact,
        .resumed = LIFE_NONE,
        .is_founded = is_founded,
    };
}

void fold_resumed(struct folding *folding, const struct event *event)
{
    struct life *life = folding->life;
    struct str wanted = event->resumed.pause_id;
    int32_t open = folding->open_pauses_count;
    int32_t still_open =
        wanted.len > 0 && open > PAUSES_SEARCHED_MAX ? open - PAUSES_SEARCHED_MAX : 0;
    for (int32_t i = still_open; i < open; i++) {
        struct pause *pause = &life->pauses.items[folding->open_pauses[i]];
        if (wanted.len == 0 || str_eq(wanted, life_event(life, pause->paused)->paused.pause_id))
            pause->resumed = folding->fact;
        else
            folding->open_pauses[still_open++] = folding->open_pauses[i];
    }
    if (still_open == open)
        fold_flag(folding, LIFE_FLAG_BIT(RESUMED_WITHOUT_PAUSE));
    folding->open_pauses_count = still_open;
}

/* Was it completed by somebody else than who held it?  What an outside unit answered is recorded by
 * the section that follows it up. */
static bool is_by_other(const struct folding *folding, const struct completed *completed)
{
    return completed->on_behalf_of.unit.len == 0 &&
           fold_is_another(folding, &completed->by, fold_part_now(folding));
}

void fold_completed(struct folding *folding, const struct event *event)
{
    struct life *life = folding->life;
    struct round *round = fold_round(folding);
    if (fold_is_completed(folding))
        fold_flag(folding, LIFE_FLAG_BIT(COMPLETED_AGAIN));
    if (life->withdrawn != LIFE_NONE)
        fold_flag(folding, LIFE_FLAG_BIT(AFTER_WITHDRAWAL));
    if (life->merged != LIFE_NONE)
        fold_flag(folding, LIFE_FLAG_BIT(AFTER_MERGE));
    if (is_by_other(folding, &event->completed))
        fold_flag(folding, LIFE_FLAG_BIT(COMPLETED_BY_OTHER));
    fold_stop(folding);
    if (round->completions++ == 0)
        round->completion = life->completions.count;
    life->completions.items[life->completions.count++] = (struct completion) {
        .fact = folding->fact,
        .round = life->rounds.count - 1,
        .holding = life->holding,
    };
}

/* The clock of a callback begins with the completion: an earlier call is kept, and owed again. */
void fold_callback_made(struct folding *folding, const struct event *event)
{
    struct round *round = fold_round(folding);
    if (!fold_is_completed(folding)) {
        fold_flag(folding, LIFE_FLAG_BIT(CALLED_BACK_EARLY));
        round->early_attempt = folding->fact;
        return;
    }
    bool is_closing = event->callback_made.outcome != CALLBACK_UNREACHABLE;
    round->attempts++;
    round->last_attempt = folding->fact;
    if (is_closing && round->callback == LIFE_NONE) {
        round->callback = folding->fact;
        folding->may_call_again = false;
    } else if (is_closing && folding->may_call_again) {
        round->callback_after = folding->fact;
        folding->may_call_again = false;
    }
}

static bool is_by_citizen(const struct life *life, const struct rated *rated)
{
    return !life->is_mock_visit && rated->rater != RATER_CHECKER &&
           rated->rater != RATER_MOCK_VISITOR;
}

void fold_rated(struct folding *folding, const struct event *event)
{
    struct round *round = fold_round(folding);
    if (event->rated.is_default) {
        fold_flag(folding, LIFE_FLAG_BIT(DEFAULT_RATING));
        return;
    }
    if (!is_by_citizen(folding->life, &event->rated))
        return;
    if (!fold_is_completed(folding))
        fold_flag(folding, LIFE_FLAG_BIT(RATED_EARLY));
    if (round->rating == LIFE_NONE)
        round->rating = folding->fact;
    else if (folding->may_rate_again)
        round->rating_after = folding->fact;
    else
        fold_flag(folding, LIFE_FLAG_BIT(RERATED));
    folding->may_rate_again = false;
}

bool life_rating_counts(const struct life *life, int32_t fact)
{
    const struct event *event = life_event(life, fact);
    const uint64_t uncounted = LIFE_FLAG_BIT(RERATED) | LIFE_FLAG_BIT(DEFAULT_RATING);
    return event != NULL && event->kind == EVENT_RATED &&
           (life->facts.items[fact].flags & uncounted) == 0 && is_by_citizen(life, &event->rated);
}

void fold_rectification_done(struct folding *folding, const struct event *event)
{
    (void) event;
    folding->may_rate_again = true;
    folding->may_call_again = true;
}

void fold_reopened(struct folding *folding, const struct event *event)
{
    (void) event;
    struct life *life = folding->life;
    if (fold_is_open(folding))
        fold_flag(folding, LIFE_FLAG_BIT(REOPENED_WHILE_OPEN));
    fold_stop(folding);
    life->withdrawn = LIFE_NONE;
    life->merged = LIFE_NONE;
    fold_round_begin(folding, folding->fact);
    fold_run(folding);
}

void fold_withdrawn(struct folding *folding, const struct event *event)
{
    (void) event;
    if (fold_is_completed(folding)) {
        fold_flag(folding, LIFE_FLAG_BIT(WITHDRAWN_AFTER_COMPLETION));
        return;
    }
    fold_stop(folding);
    if (folding->life->withdrawn == LIFE_NONE)
        folding->life->withdrawn = folding->fact;
}

/* Merged again: the newer parent. */
void fold_merged(struct folding *folding, const struct event *event)
{
    if (uuid_eq(&event->merged.into, &folding->life->subject)) {
        fold_flag(folding, LIFE_FLAG_BIT(MERGED_INTO_ITSELF));
        return;
    }
    fold_stop(folding);
    folding->life->merged = folding->fact;
}

void fold_erased(struct folding *folding, const struct event *event)
{
    (void) event;
    folding->life->is_erased = true;
}
