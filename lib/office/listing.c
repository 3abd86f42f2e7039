/* listing -- see listing.h. */
#include "office/listing.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/civil.h"

const int64_t LISTING_FIRST_DAY = 10957;

enum outcome listing_full(const struct arena *arena, struct err *err)
{
    return err_set(err, FATAL, "the tables need more than %zu KiB of memory",
                   arena->size_bytes >> 10);
}

int64_t listing_end(const struct listing_row *row)
{
    return row->last_day.number == DAY_NONE ? INT64_MAX : row->last_day.number;
}

const char *listing_day_text(int64_t day, char text_out[LISTING_DAY_TEXT_MAX])
{
    struct civil_date date = civil_date_of(day);
    (void) snprintf(text_out, LISTING_DAY_TEXT_MAX, "%04" PRId64 "-%02d-%02d", date.year,
                    date.month, date.day);
    return text_out;
}

static bool word_is(const struct listing_word *word, struct str text)
{
    if (str_eq(text, str_from(word->word)))
        return true;
    for (size_t i = 0; word->chinese[i] != NULL; i++)
        if (str_eq(text, str_from(word->chinese[i])))
            return true;
    return false;
}

size_t listing_word_find(const struct listing_word *words, struct str text)
{
    size_t at = 0;
    while (words[at].word != NULL && !word_is(&words[at], text))
        at++;
    return at;
}
