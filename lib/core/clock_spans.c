/*
 * clock_spans -- the rounds between which a case had ended, its pauses, and what changes clocks
 * later: what is found once in a life, before there are clocks.
 */
#include "core/clock_build.h"

static bool has_flag(const struct life *life, int32_t fact, uint64_t flag)
{
    return (life->facts.items[fact].flags & flag) != 0;
}

/* Withdrawn or merged, so that nothing of the case is owed any longer. */
static bool shuts(const struct life *life, int32_t fact)
{
    enum event_kind kind = life_event(life, fact)->kind;
    if (kind == EVENT_WITHDRAWN)
        return !has_flag(life, fact, LIFE_FLAG_BIT(WITHDRAWN_AFTER_COMPLETION));
    return kind == EVENT_MERGED && !has_flag(life, fact, LIFE_FLAG_BIT(MERGED_INTO_ITSELF));
}

static bool begins(const struct life *life, int32_t fact)
{
    return life_event(life, fact)->kind == EVENT_REOPENED &&
           !has_flag(life, fact, LIFE_FLAG_BIT(REOPENED_WHILE_OPEN));
}

static struct clock_span *begin(struct clock_build *build, int32_t fact, int32_t began)
{
    struct clock_span *span = &build->spans[build->spans_count++];
    int32_t count = build->life->facts.count;
    *span = (struct clock_span) {
        .began = began,
        .ended = LIFE_NONE,
        .first = fact,
        .limit = count,
        .shut = LIFE_NONE,
    };
    return span;
}

static void find_spans(struct clock_build *build)
{
    const struct life *life = build->life;
    struct clock_span *span = begin(build, 0, life->accepted);
    for (int32_t fact = 0; fact < life->facts.count; fact++) {
        bool is_shut = shuts(life, fact);
        if (begins(life, fact)) {
            span->limit = fact;
            span = begin(build, fact, fact);
        }
        if (span->ended == LIFE_NONE &&
            (is_shut || life_event(life, fact)->kind == EVENT_COMPLETED))
            span->ended = fact;
        if (span->shut == LIFE_NONE && is_shut)
            span->shut = fact;
    }
}

static void find_changes(struct clock_build *build)
{
    const struct life *life = build->life;
    for (int32_t fact = 0; fact < life->facts.count; fact++) {
        if (life_event(life, fact)->kind == EVENT_AMENDED)
            build->amended[build->amended_count++] = fact;
        if (life_event(life, fact)->kind == EVENT_EXTENDED)
            build->extended[build->extended_count++] = fact;
    }
}

const struct clock_span *clock_span_of(const struct clock_build *build, int32_t fact)
{
    int32_t low = 0;
    int32_t high = build->spans_count;
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (build->spans[middle].first <= fact)
            low = middle;
        else
            high = middle;
    }
    return &build->spans[low];
}

/* Until it is resumed, or the work that it stops ends, or the next round begins. */
static int64_t pause_end(const struct clock_build *build, const struct pause *pause)
{
    const struct clock_span *span = clock_span_of(build, pause->paused);
    int32_t end = span->ended > pause->paused ? span->ended : span->limit;
    if (pause->resumed != LIFE_NONE && pause->resumed < end)
        end = pause->resumed;
    return end == build->life->facts.count ? DEADLINE_NEVER_US : life_at_us(build->life, end);
}

static void find_pauses(struct clock_build *build)
{
    const struct life *life = build->life;
    for (int32_t i = 0; i < life->pauses.count; i++) {
        const struct pause *pause = &life->pauses.items[i];
        if (!pause->is_founded)
            continue;
        build->pauses[build->pauses_count++] = (struct timing_pause) {
            .from_us = life_at_us(life, pause->paused),
            .to_us = pause_end(build, pause),
        };
    }
    build->pauses_count = timing_pauses_unite(build->pauses, build->pauses_count);
}

enum outcome clock_spans(struct clock_build *build, struct err *err)
{
    const struct life *life = build->life;
    size_t facts = (size_t) life->facts.count;
    build->spans =
        arena_alloc(build->arena, (size_t) (life->rounds.count + 1) * sizeof(*build->spans));
    build->pauses = arena_alloc(build->arena, (size_t) life->pauses.count * sizeof(*build->pauses));
    build->amended = arena_alloc(build->arena, facts * sizeof(*build->amended));
    build->extended = arena_alloc(build->arena, facts * sizeof(*build->extended));
    if (build->spans == NULL || build->pauses == NULL || build->amended == NULL ||
        build->extended == NULL)
        return err_set(err, RETRY, "no room for the spans of %zu facts", facts);
    find_spans(build);
    find_changes(build);
    find_pauses(build);
    return OK;
}
