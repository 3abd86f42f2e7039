/* freeze_cases -- see freeze_cases.h. */
#include "freeze_cases.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "asked_counters.h"
#include "counted.h"
#include "sql.h"

enum {
    CASES_A_QUERY = 500,
    ARENA_BYTES = 16 << 20, /* of one query, and the events of the longest file */
    PARAMS_BYTES_MAX = 24 << 20,
    COUNTED_TEXT_MAX = COUNTERS_COUNT * 48,
};

struct kept {
    struct uuid subject;
    struct str events;
    struct str counted;
};

/* What one call works with. */
struct work {
    struct pg *pg;
    int64_t score;
    struct counted_of of;
    struct asked_counters asked;
    struct score_counters sums;
    struct pg_params *params;
    struct arena arena; /* of the matters in hand */
    struct kept kept[CASES_A_QUERY];
    size_t kept_count;
};

static enum outcome put_cases(struct work *work, struct err *err)
{
    struct pg_params *params = work->params;
    if (work->kept_count == 0)
        return OK;
    pg_params_reset(params);
    pg_param_bigint(params, work->score);
    pg_array_begin(params, PG_UUID, work->kept_count);
    for (size_t i = 0; i < work->kept_count; i++)
        pg_array_uuid(params, &work->kept[i].subject);
    pg_array_begin(params, PG_BYTEA, work->kept_count);
    for (size_t i = 0; i < work->kept_count; i++)
        pg_array_text(params, work->kept[i].events);
    pg_array_begin(params, PG_TEXT, work->kept_count);
    for (size_t i = 0; i < work->kept_count; i++)
        pg_array_text(params, work->kept[i].counted);
    work->kept_count = 0;
    arena_reset(&work->arena);
    if (pg_exec(work->pg, SQL_SCORE_CASE_ADD, params, NULL, err) != OK)
        return err_wrap(err, "keep the matters");
    return OK;
}

/* {"due": 1, "on_time": 1} */
static enum outcome counted_text(struct work *work, const struct score_counters *counts,
                                 struct str *text_out, struct err *err)
{
    char text[COUNTED_TEXT_MAX];
    int len = snprintf(text, sizeof(text), "{");
    for (size_t i = 0; i < work->asked.count; i++) {
        enum counter counter = work->asked.items[i];
        if (counts->counts[counter] != 0)
            len += snprintf(text + len, sizeof(text) - (size_t) len, "%s\"%s\": %" PRId64,
                            len == 1 ? "" : ", ", counter_name(counter), counts->counts[counter]);
    }
    len += snprintf(text + len, sizeof(text) - (size_t) len, "}");
    return str_keep((struct str) {text, (size_t) len}, &work->arena, text_out, err);
}

static enum outcome event_ids(struct work *work, const struct case_file *file, struct str *ids_out,
                              struct err *err)
{
    const size_t id_bytes = sizeof(file->events[0]->id.bytes);
    char *ids = arena_alloc_bytes(&work->arena, file->count * id_bytes);
    if (ids == NULL)
        return err_set(err, RETRY, "no room for the events of a matter");
    for (size_t i = 0; i < file->count; i++)
        memcpy(ids + i * id_bytes, file->events[i]->id.bytes, id_bytes);
    *ids_out = (struct str) {ids, file->count * id_bytes};
    return OK;
}

static enum outcome keep(struct work *work, const struct case_file *file,
                         const struct score_counters *counts, struct err *err)
{
    struct kept *kept = &work->kept[work->kept_count];
    kept->subject = file->subject;
    if (event_ids(work, file, &kept->events, err) != OK ||
        counted_text(work, counts, &kept->counted, err) != OK)
        return err->outcome;
    work->kept_count++;
    return OK;
}

static enum outcome keep_file(void *context, const struct counted_file *counted, struct err *err)
{
    struct work *work = context;
    struct score_counters counts;
    if (!asked_counters_of(&work->asked, &work->of, counted->given, &counts))
        return OK;
    for (size_t i = 0; i < work->asked.count; i++)
        work->sums.counts[work->asked.items[i]] += counts.counts[work->asked.items[i]];
    if (work->kept_count == CASES_A_QUERY && put_cases(work, err) != OK)
        return err->outcome;
    enum outcome outcome = keep(work, counted->file, &counts, err);
    if (outcome == RETRY && put_cases(work, err) == OK) /* the arena is full: with an empty one */
        outcome = keep(work, counted->file, &counts, err);
    return outcome;
}

static enum outcome check_sums(const struct work *work, const struct scored *scored,
                               struct err *err)
{
    for (size_t i = 0; i < work->asked.count; i++) {
        enum counter counter = work->asked.items[i];
        if (work->sums.counts[counter] != scored->counters.counts[counter])
            return err_set(err, FATAL,
                           "counter %s is %" PRId64 ", and the matters give %" PRId64
                           ": shouwen-assessment verify says where",
                           counter_name(counter), scored->counters.counts[counter],
                           work->sums.counts[counter]);
    }
    return OK;
}

static enum outcome keep_all(struct work *work, const struct scored *scored, struct err *err)
{
    const struct counted_sink sink = {.context = work, .counted = keep_file};
    if (counted_scan(work->pg, work->of.unit, 0, &sink, err) != OK || put_cases(work, err) != OK)
        return err->outcome;
    return check_sums(work, scored, err);
}

enum outcome freeze_cases(struct pg *pg, const struct scored_of *of, const struct scored *scored,
                          int64_t score, struct err *err)
{
    static struct work work; /* large: the matters in hand */
    work = (struct work) {.pg = pg, .score = score, .of = scored_days(of, scored)};
    asked_counters_init(&work.asked, &scored->file.formula);
    enum outcome outcome = arena_init(&work.arena, ARENA_BYTES, err);
    if (outcome == OK)
        outcome = pg_params_new(PARAMS_BYTES_MAX, &work.params, err);
    if (outcome == OK)
        outcome = keep_all(&work, scored, err);
    pg_params_free(work.params);
    arena_done(&work.arena);
    return outcome;
}
