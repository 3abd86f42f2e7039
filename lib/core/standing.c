/* standing -- see standing.h. */
#include "core/standing.h"

#include <assert.h>

enum { BANDS = 3 };

struct standing standing_of(struct str peers, const struct score *score)
{
    return (struct standing) {
        .peers = peers,
        .final = score->final,
        .is_compared = score->is_rated && !score->is_few && peers.len > 0,
    };
}

static void place_among(struct standing *one, const struct standing *standings, size_t count)
{
    int32_t better = 0;
    one->peers_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct standing *other = &standings[i];
        if (!other->is_compared || !str_eq(other->peers, one->peers))
            continue;
        one->peers_count++;
        better += other->final > one->final;
    }
    one->place = one->is_compared ? better + 1 : 0;
    one->band = BAND_NONE;
    if (one->is_compared && one->peers_count >= STANDING_PEERS_MIN)
        one->band = (enum band)(BAND_FIRST + BANDS * better / one->peers_count);
}

void standings_make(struct standing *standings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        place_among(&standings[i], standings, count);
}

const char *standing_chinese(const struct standing *standing)
{
    static const char *const words[BANDS_COUNT] = {
        [BAND_NONE] = "同类不足",
        [BAND_FIRST] = "第一档",
        [BAND_SECOND] = "第二档",
        [BAND_THIRD] = "第三档",
    };
    assert(standing->band < BANDS_COUNT);
    return standing->is_compared ? words[standing->band] : "样本不足";
}
