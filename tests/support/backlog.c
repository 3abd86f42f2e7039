/* backlog -- see backlog.h. */
#include "support/backlog.h"

#include <inttypes.h>
#include <stdio.h>

#include "../../consumers/section-ledger/rows.h"
#include "base/time.h"
#include "io/kafka_in.h"
#include "run/fold_batch.h"
#include "support/tool.h"

enum {
    FILES_BYTES = 1 << 30,
    GATHERED_BYTES = 64 << 20,
    POLL_RECORDS = 1000,
    POLL_MS = 1000,
};

const struct projection backlog_projection = {
    .name = "section_ledger",
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&case_row_table, &section_row_table, NULL},
    .rows = section_ledger_rows,
};

struct reading {
    const struct backlog *backlog;
    struct file_cache files; /* all there are */
    struct arena scratch;
    struct batch batch;
    struct rules rules;
    bool is_at_end[TOPICS_OF_EVENTS][PARTITIONS_MAX];
    size_t partitions;
    size_t partitions_at_end;
};

void backlog_must(enum outcome outcome, const struct err *err)
{
    if (outcome != OK)
        tool_die("%s", err->text);
}

static void find_files(struct reading *reading)
{
    struct batch *batch = &reading->batch;
    struct err err;
    if (reading->backlog->before != NULL)
        reading->backlog->before(reading->backlog->context, batch, &reading->files);
    for (size_t i = 0; i < batch->groups_count; i++) {
        struct group *group = &batch->groups[i];
        group->is_found = true;
        if (file_cache_find(&reading->files, &group->subject, &group->before))
            backlog_must(str_keep(group->before.bytes, &batch->arena, &group->before.bytes, &err),
                         &err);
    }
}

static void fold_and_tell(struct reading *reading)
{
    struct batch *batch = &reading->batch;
    struct err err = {.outcome = OK};
    const struct fold_context context = {
        .projection = &backlog_projection, .rules = &reading->rules, .scratch = &reading->scratch};
    if (batch_is_empty(batch))
        return;
    find_files(reading);
    backlog_must(fold_batch(batch, &context, &err), &err);
    reading->backlog->folded(reading->backlog->context, batch);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            file_cache_put(&reading->files, &batch->groups[i].subject, &batch->groups[i].after);
    batch_reset(batch);
}

static enum outcome assigned(void *context, struct kafka_position *positions, size_t count,
                             struct err *err)
{
    struct reading *reading = context;
    (void) err;
    for (size_t i = 0; i < count; i++)
        positions[i].next_offset = 0;
    reading->partitions = count;
    return OK;
}

static void revoked(void *context, bool is_lost)
{
    (void) context;
    (void) is_lost;
}

static void take(struct reading *reading, const struct kafka_in_batch *polled)
{
    struct err err = {.outcome = OK};
    for (size_t i = 0; i < polled->records_count; i++) {
        const struct record *record = &polled->records[i];
        backlog_must(batch_take(&reading->batch, record, record->offset, (struct str) {0}, &err),
                     &err);
        if (reading->batch.records_count >= reading->backlog->batch_events)
            fold_and_tell(reading);
    }
    for (size_t i = 0; i < polled->notices_count; i++) {
        const struct kafka_position *at = &polled->notices[i].at;
        bool *is_at_end = &reading->is_at_end[at->topic][at->partition];
        reading->partitions_at_end += !*is_at_end;
        *is_at_end = true;
    }
}

static void read_all(struct reading *reading)
{
    struct err err = {.outcome = OK};
    char group[64];
    (void) snprintf(group, sizeof(group), "bench.backlog.%" PRId64, time_now_us());
    const struct kafka_in_options options = {
        .bootstrap_servers = reading->backlog->bootstrap_servers,
        .topic_prefix = reading->backlog->topic_prefix,
        .group = group,
        .topics = PROJECTION_ALL_EVENTS,
    };
    const struct kafka_in_hooks hooks = {reading, assigned, revoked};
    const struct kafka_in_limits limits = {.records_max = POLL_RECORDS, .wait_ms_max = POLL_MS};
    struct kafka_in *in = NULL;
    backlog_must(kafka_in_open(&options, &hooks, &in, &err), &err);
    while (reading->partitions == 0 || reading->partitions_at_end < reading->partitions) {
        struct kafka_in_batch polled = {0};
        backlog_must(kafka_in_poll(in, &limits, &polled, &err), &err);
        take(reading, &polled);
        kafka_in_batch_release(in, &polled);
    }
    fold_and_tell(reading);
    kafka_in_close(in);
}

void backlog_read(const struct backlog *backlog)
{
    struct reading *reading = tool_alloc(sizeof(*reading));
    struct err err;
    reading->backlog = backlog;
    reading->rules.version = 1;
    reading->scratch = tool_arena(FOLD_SCRATCH_BYTES);
    backlog_must(file_cache_init(&reading->files, FILES_BYTES, &err), &err);
    backlog_must(batch_init(&reading->batch, &backlog_projection, GATHERED_BYTES, &err), &err);
    read_all(reading);
}
