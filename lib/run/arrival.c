/* arrival -- see arrival.h. */
#include "run/arrival.h"

#include <string.h>

#include "base/civil.h"
#include "sql.h"

static const char statement[] = "add_arrivals";

/* Where those of this source, day and partition are, or are to be. */
static struct arrival **place_of(struct arrivals *arrivals, const struct arrived *arrived,
                                 int64_t day)
{
    uint64_t hash = str_hash(arrived->source) + (uint64_t) arrived->partition;
    struct arrival **at = &arrivals->buckets[hash % ARRIVAL_BUCKETS];
    while (*at != NULL && ((*at)->partition != arrived->partition || (*at)->day != day ||
                           !str_eq((*at)->source, arrived->source)))
        at = &(*at)->next_of_bucket;
    return at;
}

static void add_lateness(struct arrival *arrival, struct lateness lateness)
{
    bool is_of_days = lateness.class >= LATENESS_SAME_DAY;
    int64_t *sum = is_of_days ? &arrival->days : &arrival->minutes;
    int64_t *max = is_of_days ? &arrival->days_max : &arrival->minutes_max;
    arrival->classes[lateness.class]++;
    *sum += lateness.amount;
    if (lateness.amount > *max)
        *max = lateness.amount;
}

enum outcome arrivals_add(struct arrivals *arrivals, struct arena *arena,
                          const struct arrived *arrived, struct err *err)
{
    int64_t day = civil_day_of(arrived->at_us);
    struct arrival **place = place_of(arrivals, arrived, day);
    if (*place == NULL) {
        struct arrival *arrival = arena_alloc(arena, sizeof(*arrival));
        if (arrival == NULL)
            return err_set(err, RETRY, "no room for what arrived of another source");
        *arrival = (struct arrival) {.next = arrivals->first,
                                     .source = arrived->source,
                                     .partition = arrived->partition,
                                     .day = day};
        arrivals->first = *place = arrival;
        arrivals->count++;
    }
    struct arrival *arrival = *place;
    arrival->fates[arrived->fate]++;
    if (arrived->at_us > arrival->last_us)
        arrival->last_us = arrived->at_us;
    if (arrived->fate == ARRIVAL_TAKEN)
        add_lateness(arrival, arrived->lateness);
    return OK;
}

enum outcome arrivals_prepare(struct pg *pg, struct err *err)
{
    if (pg_prepare(pg, statement, SQL_ARRIVAL_ADD, err) != OK)
        return err_wrap(err, "prepare %s", statement);
    return OK;
}

/* One bigint of every arrival, as an array. */
static void put_numbers(struct pg_params *params, const struct arrivals *arrivals, size_t offset)
{
    pg_array_begin(params, PG_BIGINT, arrivals->count);
    for (const struct arrival *at = arrivals->first; at != NULL; at = at->next) {
        int64_t number;
        memcpy(&number, (const char *) at + offset, sizeof(number));
        pg_array_bigint(params, number);
    }
}

static void put_keys(struct pg_params *params, const struct arrivals *arrivals)
{
    pg_array_begin(params, PG_TEXT, arrivals->count);
    for (const struct arrival *at = arrivals->first; at != NULL; at = at->next)
        pg_array_text(params, at->source);
    pg_array_begin(params, PG_DATE, arrivals->count);
    for (const struct arrival *at = arrivals->first; at != NULL; at = at->next)
        pg_array_date(params, at->day);
    pg_array_begin(params, PG_INTEGER, arrivals->count);
    for (const struct arrival *at = arrivals->first; at != NULL; at = at->next)
        pg_array_integer(params, at->partition);
}

/* Their order does not matter to whoever waits: a partition is written by one at a time, who holds
 * it already. */
enum outcome arrivals_send(struct pg *pg, const struct arrivals *arrivals, struct pg_params *params,
                           struct err *err)
{
    if (arrivals->count == 0)
        return OK;
    pg_params_reset(params);
    put_keys(params, arrivals);
    pg_array_begin(params, PG_TIMESTAMPTZ, arrivals->count);
    for (const struct arrival *at = arrivals->first; at != NULL; at = at->next)
        pg_array_time(params, at->last_us);
    for (size_t i = 0; i < ARRIVAL_FATES_COUNT; i++)
        put_numbers(params, arrivals, offsetof(struct arrival, fates) + i * sizeof(int64_t));
    for (size_t i = 0; i < LATENESS_CLASSES_COUNT; i++)
        put_numbers(params, arrivals, offsetof(struct arrival, classes) + i * sizeof(int64_t));
    put_numbers(params, arrivals, offsetof(struct arrival, minutes));
    put_numbers(params, arrivals, offsetof(struct arrival, minutes_max));
    put_numbers(params, arrivals, offsetof(struct arrival, days));
    put_numbers(params, arrivals, offsetof(struct arrival, days_max));
    if (pg_params_full(params))
        return err_reason(err, RETRY, REASON_TOO_LARGE, "the parameters of %s do not fit",
                          statement);
    return pg_pipeline_send(pg, statement, params, err);
}
