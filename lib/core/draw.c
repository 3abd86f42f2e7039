/* draw -- see draw.h. */
#include "core/draw.h"

#include <assert.h>
#include <string.h>

#include "base/sha256.h"
#include "core/sort.h"

enum { SEED_DIGITS_MAX = 20, NUMBER_BASE = 10 };

/* What cases are ordered by. */
struct lots {
    const struct draw_case *cases;
    struct digest *digests; /* one a case */
};

/* ---- the lot of a case ---- */

/* "8/0b7c…": the number's digits, and a slash behind them. */
static size_t put_seed(int64_t seed, char text_out[])
{
    char digits[SEED_DIGITS_MAX];
    size_t count = 0;
    do {
        digits[count++] = (char) ('0' + seed % NUMBER_BASE);
        seed /= NUMBER_BASE;
    } while (seed > 0);
    for (size_t i = 0; i < count; i++)
        text_out[i] = digits[count - 1 - i];
    text_out[count] = '/';
    return count + 1;
}

static void cast_lots(const struct draw_wanted *wanted, struct digest *digests)
{
    char text[SEED_DIGITS_MAX + 1 + UUID_TEXT_LEN + 1];
    size_t len = put_seed(wanted->seed, text);
    for (size_t i = 0; i < wanted->count; i++) {
        uuid_text(&wanted->cases[i].id, text + len);
        sha256((struct str) {text, len + UUID_TEXT_LEN}, digests[i].bytes);
    }
}

static int compare_strata(const struct draw_case *a, const struct draw_case *b)
{
    int order = str_compare(a->section, b->section);
    return order != 0 ? order : (int) a->satisfaction - (int) b->satisfaction;
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
    const struct lots *lots = context;
    int order = compare_strata(&lots->cases[a], &lots->cases[b]);
    return order != 0 ? order
                      : memcmp(lots->digests[a].bytes, lots->digests[b].bytes,
                               sizeof(lots->digests[a].bytes));
}

/* ---- strata ---- */

static void find_strata(const struct draw_wanted *wanted, struct draw *draw)
{
    for (size_t i = 0; i < wanted->count; i++) {
        const struct draw_case *item = &wanted->cases[draw->order[i]];
        if (i == 0 || compare_strata(item, &wanted->cases[draw->order[i - 1]]) != 0)
            draw->strata[draw->strata_count++] = (struct draw_stratum) {
                .section = item->section,
                .satisfaction = item->satisfaction,
                .first = i,
            };
        draw->strata[draw->strata_count - 1].population++;
    }
}

/* By how much it has less than its share, in parts of the population. */
static int64_t lack(const struct draw *draw, const struct draw_stratum *stratum, int64_t size)
{
    return size * stratum->population - stratum->drawn * draw->population;
}

/* One more to whom it lacks most. */
static void give_one(struct draw *draw, int64_t size)
{
    struct draw_stratum *found = &draw->strata[0];
    for (size_t i = 1; i < draw->strata_count; i++)
        if (lack(draw, &draw->strata[i], size) > lack(draw, found, size))
            found = &draw->strata[i];
    found->drawn++;
    draw->drawn++;
}

/* Does a give up one before b?  Who has more than one always does. */
static bool is_given_up_before(const struct draw *draw, const struct draw_stratum *a,
                               const struct draw_stratum *b, int64_t size)
{
    bool has_more_a = a->drawn > 1;
    bool has_more_b = b->drawn > 1;
    if (has_more_a != has_more_b)
        return has_more_a;
    if ((a->drawn > 0) != (b->drawn > 0))
        return a->drawn > 0;
    return lack(draw, a, size) <= lack(draw, b, size); /* of equals the last */
}

static void take_one(struct draw *draw, int64_t size)
{
    struct draw_stratum *found = &draw->strata[0];
    for (size_t i = 1; i < draw->strata_count; i++)
        if (is_given_up_before(draw, &draw->strata[i], found, size))
            found = &draw->strata[i];
    found->drawn--;
    draw->drawn--;
}

static void allot(struct draw *draw, int64_t size)
{
    for (size_t i = 0; i < draw->strata_count; i++) {
        struct draw_stratum *stratum = &draw->strata[i];
        int64_t whole = size * stratum->population / draw->population;
        stratum->drawn = whole < 1 ? 1 : whole;
        draw->drawn += stratum->drawn;
    }
    while (draw->drawn < size)
        give_one(draw, size);
    while (draw->drawn > size)
        take_one(draw, size);
}

/* ---- all of it ---- */

size_t draw_bytes(size_t cases)
{
    enum { ROOM = 4096 };
    return ROOM +
           cases * (sizeof(struct digest) + 2 * sizeof(uint32_t) + sizeof(struct draw_stratum));
}

enum outcome draw_make(const struct draw_wanted *wanted, struct arena *arena, struct draw *draw_out,
                       struct err *err)
{
    assert(wanted->count <= DRAW_CASES_MAX && wanted->seed >= 0);
    assert(wanted->size > 0 && wanted->size <= DRAW_SIZE_MAX);
    size_t count = wanted->count;
    struct lots lots = {.cases = wanted->cases};
    lots.digests = arena_alloc_raw(arena, count * sizeof(*lots.digests));
    uint32_t *order = arena_alloc_raw(arena, 2 * count * sizeof(*order));
    struct draw draw = {.order = order, .population = (int64_t) count};
    draw.strata = arena_alloc_raw(arena, count * sizeof(*draw.strata));
    if (arena->full)
        return err_set(err, RETRY, "no room for a draw from %zu cases", count);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t) i;
    cast_lots(wanted, lots.digests);
    sort_numbers(order, order + count, count, compare, &lots);
    find_strata(wanted, &draw);
    allot(&draw, wanted->size < draw.population ? wanted->size : draw.population);
    *draw_out = draw;
    return OK;
}
