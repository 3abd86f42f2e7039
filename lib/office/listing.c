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

/* How many rows stand before those of the probe; with them when `is_behind`. */
static size_t count_before(const struct rows *rows, const struct table *table, const void *probe,
                           bool is_behind)
{
    size_t low = 0;
    size_t high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = row_compare_keys(table, rows_at(rows, middle), probe);
        if (order < 0 || (order == 0 && is_behind))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct listing_range listing_find(const struct rows *rows, size_t keys, const void *probe)
{
    struct table prefix = *rows->table;
    prefix.keys_count = keys;
    return (struct listing_range) {.first = count_before(rows, &prefix, probe, false),
                                   .end = count_before(rows, &prefix, probe, true)};
}
