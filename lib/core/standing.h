/*
 * standing -- where somebody stands among peers: in which of three bands and, for whoever asks, at
 * which place.
 *
 * Peers are those of one class who have a total that rests upon enough; the others have neither
 * band nor place, and do not move anybody's.  A band is a third of the peers by their totals; equal
 * totals share place and band, the better one.  Of fewer than three peers there are no thirds.
 * Pure.
 */
#ifndef SHOUWEN_CORE_STANDING_H
#define SHOUWEN_CORE_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/score.h"

enum { STANDING_PEERS_MIN = 3 };

enum band { BAND_NONE, BAND_FIRST, BAND_SECOND, BAND_THIRD, BANDS_COUNT };

struct standing {
    struct str peers;    /* the class; '': of none */
    int64_t final;       /* hundredths of a point */
    bool is_compared;    /* it has a total, that rests upon enough, and a class */
    int32_t peers_count; /* how many of its class are compared, itself among them */
    int32_t place;       /* from 1; 0: none */
    enum band band;
};

/* Of this score and class, without a place yet. */
struct standing standing_of(struct str peers, const struct score *score);

/* Place and band of each among all of them. */
void standings_make(struct standing *standings, size_t count);

/* "第一档" …; of none "样本不足" or, when it is compared, "同类不足" */
const char *standing_chinese(const struct standing *standing);

#endif
