/* log_ranges -- see log_ranges.h. */
#include "run/log_ranges.h"

#include <stdlib.h>
#include <string.h>

#include "sql.h"

enum { PARAMS_BYTES_MAX = 1024 };

/* The broker's name of a topic, without the prefix. */
static bool find_topic(struct str name, const char *prefix, enum topic *topic_out)
{
    size_t len = strlen(prefix);
    if (name.len <= len + 1 || memcmp(name.ptr, prefix, len) != 0 || name.ptr[len] != '.')
        return false;
    struct str rest = {name.ptr + len + 1, name.len - len - 1};
    return topic_find(rest, topic_out) && *topic_out < TOPICS_TO_READ;
}

static enum outcome take_rows(const struct pg_rows *rows, const char *prefix,
                              struct log_ranges *ranges, struct err *err)
{
    ranges->items = calloc(rows->count + 1, sizeof(*ranges->items));
    if (ranges->items == NULL)
        return err_set(err, FATAL, "could not take memory for positions");
    for (size_t r = 0; r < rows->count; r++) {
        struct log_range *range = &ranges->items[ranges->count];
        if (!find_topic(pg_rows_text(rows, r, 0), prefix, &range->topic))
            continue;
        range->partition = (int32_t) pg_rows_bigint(rows, r, 1);
        if (range->partition < 0 || range->partition >= PARTITIONS_MAX)
            return err_set(err, FATAL, "partition %d is more than this program can hold",
                           (int) range->partition);
        range->from = pg_rows_bigint(rows, r, 2);
        range->to = pg_rows_bigint(rows, r, 3);
        range->last = (struct last_record) {pg_rows_bigint(rows, r, 4), pg_rows_bigint(rows, r, 5),
                                            pg_rows_bigint(rows, r, 6)};
        ranges->records_count += range->to > range->from ? (uint64_t) (range->to - range->from) : 0;
        if (range->partition >= ranges->partitions_count)
            ranges->partitions_count = range->partition + 1;
        ranges->count++;
    }
    return OK;
}

enum outcome log_ranges_read(struct pg *pg, const struct log_ranges_of *of,
                             struct log_ranges *ranges_out, struct err *err)
{
    struct pg_params *params = NULL;
    struct pg_rows rows = {.count = 0};
    struct log_ranges ranges = {0};
    enum outcome outcome = pg_params_new(PARAMS_BYTES_MAX, &params, err);
    if (outcome == OK) {
        pg_param_text(params, str_from(of->projection));
        pg_param_text(params, str_from(of->follower));
        outcome = pg_exec(pg, SQL_OFFSET_PAIRS, params, &rows, err);
    }
    if (outcome == OK)
        outcome = take_rows(&rows, of->topic_prefix, &ranges, err);
    pg_rows_done(&rows);
    pg_params_free(params);
    if (outcome != OK) {
        log_ranges_done(&ranges);
        return err_wrap(err, "positions of %s", of->projection);
    }
    *ranges_out = ranges;
    return OK;
}

struct log_range *log_ranges_find(const struct log_ranges *ranges, enum topic topic,
                                  int32_t partition)
{
    for (size_t i = 0; i < ranges->count; i++)
        if (ranges->items[i].topic == topic && ranges->items[i].partition == partition)
            return &ranges->items[i];
    return NULL;
}

void log_ranges_done(struct log_ranges *ranges)
{
    free(ranges->items);
    *ranges = (struct log_ranges) {0};
}
