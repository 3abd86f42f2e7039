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
