/*
 * micro -- what one event costs on its way through the consumer, step by step, no server.
 *
 *   micro [--rounds 15]
 *
 * Ordinary lives of --events events are told in random order and folded in batches, as in the bench
 * of the backlog; of every --every batches all that went into each step is kept.  Then every step
 * is done again, alone, on what was kept, by turns.  Prints a line of JSON a step: nanoseconds of
 * CPU an event; with --rounds 0 nothing, but all is done once: so micro.sh counts instructions.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../consumers/section-ledger/rows.h"
#include "core/event_keep.h"
#include "io/table_pg.h"
#include "run/conf.h"
#include "run/fold_batch.h"
#include "support/flood.h"
#include "support/tool.h"
#include "wire/proto_memory.h"
#include "wire/proto_tables.h"

enum {
    FILES_BYTES = 256 << 20,
    KEPT_BYTES = 1 << 30, /* touched only as far as it is used */
    PARAMS_BYTES_MAX = 32 << 20,
    ROUNDS_MAX = 1000,
    TABLES = 2,
    ROWS_ROOM = 8,
};

struct settings {
    CONF_TYPE_INT(rounds);
    CONF_TYPE_INT(cases);
    CONF_TYPE_INT(events);
    CONF_TYPE_INT(batch_events);
    CONF_TYPE_INT(every);
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(rounds, INT, "15", 0, ROUNDS_MAX, "times each step is timed; 0: done once, untimed"),
    FIELD(cases, INT, "10000", 1, 1000000, "lives"),
    FIELD(events, INT, "5", 1, 1000, "events of a life"),
    FIELD(batch_events, INT, "1000", 1, BATCH_EVENTS_MAX, "events a transaction"),
    FIELD(every, INT, "5", 1, 1000, "of so many batches one is measured"),
};

static const struct projection section_ledger = {
    .name = "section_ledger",
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&case_row_table, &section_row_table, NULL},
    .rows = section_ledger_rows,
};

/* A case in a batch: its file before, its events, and what the steps make of them. */
struct sample {
    struct uuid subject;
    struct stored_file before; /* revision 0: a new case */
    const struct event *events;
    size_t events_count;
    struct case_file unpacked;
    struct case_file after;
    struct life life_before;
    struct life life_after;
};

/* A batch that is measured. */
struct measured {
    struct measured *next;
    struct batch batch; /* folded */
    const struct record *records;
    size_t records_count;
    struct event *events; /* of the records, as the door let them in */
    struct sample *samples;
    size_t samples_count;
};

struct bench {
    struct settings settings;
    struct rules rules;
    struct file_cache files;
    struct arena scratch;    /* of one event or case */
    struct arena kept;       /* for good */
    struct arena staged;     /* what a step begins with */
    struct batch batch;      /* that is filled anew */
    struct rows put[TABLES]; /* of one case */
    struct rows gone[TABLES];
    struct pg_params *params;
    struct measured *first;
    struct measured **last;
    size_t events_count;
    size_t samples_count;
    size_t payload_bytes;
};

static void must(enum outcome outcome, const struct err *err)
{
    if (outcome != OK)
        tool_die("%s", err->text);
}

/* ---- the steps, of an event, a case or a batch ---- */

static void copy_payload(struct bench *bench, const struct record *record,
                         const struct event *event)
{
    struct err err;
    struct str copy;
    (void) event;
    arena_reset(&bench->scratch);
    must(str_keep(record->payload, &bench->scratch, &copy, &err), &err);
}

static void unpack_message(struct bench *bench, const struct record *record,
                           const struct event *event)
{
    struct err err;
    struct proto_memory memory;
    ProtobufCMessage *message;
    (void) event;
    arena_reset(&bench->scratch);
    proto_memory_init(&memory, &bench->scratch, EVENT_MEMORY_MAX);
    must(proto_unpack(proto_message_of(record->topic), record->payload, &memory, &message, &err),
         &err);
}

static void decode_event(struct bench *bench, const struct record *record,
                         const struct event *event)
{
    struct err err;
    struct event decoded;
    (void) event;
    arena_reset(&bench->scratch);
    must(event_decode(record, &bench->scratch, &decoded, &err), &err);
}

static void keep_event(struct bench *bench, const struct record *record, const struct event *event)
{
    struct err err;
    struct event kept;
    (void) record;
    arena_reset(&bench->scratch);
    must(event_keep(event, &bench->scratch, &kept, &err), &err);
}

static void open_file(const struct sample *sample, struct arena *arena, struct case_file *file_out)
{
    struct err err;
    if (sample->before.revision == 0)
        case_file_init(file_out, &sample->events[0]);
    else
        must(case_file_unpack(sample->before.bytes, &sample->subject, arena, file_out, &err), &err);
}

static void unpack_file(struct bench *bench, struct sample *sample)
{
    struct case_file file;
    arena_reset(&bench->scratch);
    open_file(sample, &bench->scratch, &file);
}

static void add_events(struct bench *bench, struct sample *sample)
{
    struct err err;
    struct case_file_change change;
    for (size_t i = 0; i < sample->events_count; i++)
        must(case_file_add(&sample->after, &sample->events[i], &bench->staged, &change, &err),
             &err);
}

static void pack_file(struct bench *bench, struct sample *sample)
{
    struct err err;
    struct str bytes;
    arena_reset(&bench->scratch);
    must(case_file_pack(&sample->after, &bench->scratch, &bytes, &err), &err);
}

static void fold_lives(struct bench *bench, struct sample *sample)
{
    struct err err;
    if (sample->before.revision > 0)
        must(fold(&sample->unpacked, &bench->staged, &sample->life_before, &err), &err);
    must(fold(&sample->after, &bench->staged, &sample->life_after, &err), &err);
}

static void make_rows(struct rows *rows, struct arena *arena)
{
    struct err err;
    for (size_t i = 0; i < TABLES; i++)
        must(rows_init(&rows[i], section_ledger.tables[i], ROWS_ROOM, arena, &err), &err);
}

static void make_difference(struct bench *bench, struct sample *sample)
{
    struct rows before[TABLES];
    struct rows after[TABLES];
    arena_reset(&bench->scratch);
    make_rows(before, &bench->scratch);
    make_rows(after, &bench->scratch);
    if (sample->before.revision > 0)
        section_ledger_rows(&sample->life_before, &bench->rules, before);
    section_ledger_rows(&sample->life_after, &bench->rules, after);
    for (size_t i = 0; i < TABLES; i++) {
        rows_reset(&bench->put[i]);
        rows_reset(&bench->gone[i]);
        rows_diff(&before[i], &after[i], &bench->put[i], &bench->gone[i]);
    }
}

static void build_parameters(struct bench *bench, const struct measured *measured)
{
    for (size_t i = 0; i < TABLES; i++) {
        table_pg_params(&measured->batch.gone[i], TABLE_GONE, bench->params);
        table_pg_params(&measured->batch.put[i], TABLE_PUT, bench->params);
    }
}

static void take(struct batch *batch, const struct record *records, size_t count)
{
    struct err err;
    batch_reset(batch);
    for (size_t i = 0; i < count; i++)
        must(batch_take(batch, &records[i], 0, (struct str) {0}, &err), &err);
}

static void fold_all(struct bench *bench, struct batch *batch)
{
    struct err err;
    const struct fold_context context = {
        .projection = &section_ledger, .rules = &bench->rules, .scratch = &bench->scratch};
    must(fold_batch(batch, &context, &err), &err);
}

static void take_and_fold(struct bench *bench, const struct measured *measured)
{
    take(&bench->batch, measured->records, measured->records_count);
    for (size_t i = 0; i < measured->samples_count; i++)
        bench->batch.groups[i].before = measured->samples[i].before;
    fold_all(bench, &bench->batch);
}

/* ---- what a step begins with ---- */

static void stage_files(struct bench *bench, struct sample *sample)
{
    open_file(sample, &bench->staged, &sample->unpacked);
    open_file(sample, &bench->staged, &sample->after);
}

static void stage_added(struct bench *bench, struct sample *sample)
{
    stage_files(bench, sample);
    add_events(bench, sample);
}

static void stage_lives(struct bench *bench, struct sample *sample)
{
    stage_added(bench, sample);
    fold_lives(bench, sample);
}

/* One of the last three is what is measured; `stage` comes before, and is not. */
static const struct step {
    const char *name;
    const char *words;
    void (*stage)(struct bench *, struct sample *);
    void (*of_event)(struct bench *, const struct record *, const struct event *);
    void (*of_case)(struct bench *, struct sample *);
    void (*of_batch)(struct bench *, const struct measured *);
} steps[] = {
    {.name = "memcpy", .words = "memcpy of the payload", .of_event = copy_payload},
    {.name = "unpack", .words = "protobuf-c unpack alone", .of_event = unpack_message},
    {.name = "decode", .words = "unpack and door", .of_event = decode_event},
    {.name = "keep", .words = "event_keep", .of_event = keep_event},
    {.name = "file_unpack", .words = "case_file_unpack", .of_case = unpack_file},
    {.name = "file_add", .words = "case_file_add", .stage = stage_files, .of_case = add_events},
    {.name = "file_pack", .words = "case_file_pack", .stage = stage_added, .of_case = pack_file},
    {.name = "fold", .words = "fold, twice", .stage = stage_added, .of_case = fold_lives},
    {.name = "rows",
     .words = "rows, twice, and difference",
     .stage = stage_lives,
     .of_case = make_difference},
    {.name = "params", .words = "parameters of the rows", .of_batch = build_parameters},
    {.name = "whole", .words = "batch_take and fold_batch", .of_batch = take_and_fold},
};
enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

/* ---- keeping what goes into them ---- */

static struct event *decoded(struct bench *bench, const struct record *records, size_t count)
{
    struct err err;
    struct event *events = tool_alloc(count * sizeof(*events));
    for (size_t i = 0; i < count; i++)
        must(event_decode(&records[i], &bench->kept, &events[i], &err), &err);
    return events;
}

/* The events of a case, in the order they came. */
static struct sample sample_of(const struct measured *measured, const struct group *group)
{
    struct sample sample = {.subject = group->subject, .before = group->before};
    struct event *events = NULL;
    size_t capacity = 0;
    sample.before.bytes = tool_keep(group->before.bytes);
    for (size_t i = 0; i < measured->records_count; i++) {
        if (!uuid_eq(&measured->events[i].subject, &group->subject))
            continue;
        events = tool_grow(events, sample.events_count, &capacity, sizeof(*events));
        events[sample.events_count++] = measured->events[i];
    }
    sample.events = events;
    return sample;
}

static void measure_too(struct bench *bench, const struct record *records, size_t count)
{
    struct err err;
    struct measured *measured = tool_alloc(sizeof(*measured));
    const struct batch *batch = &bench->batch;
    measured->records = records;
    measured->records_count = count;
    measured->events = decoded(bench, records, count);
    measured->samples_count = batch->groups_count;
    measured->samples = tool_alloc(batch->groups_count * sizeof(measured->samples[0]));
    must(batch_init(&measured->batch, &section_ledger, BATCH_BYTES, &err), &err);
    take(&measured->batch, records, count);
    for (size_t i = 0; i < batch->groups_count; i++) {
        measured->samples[i] = sample_of(measured, &batch->groups[i]);
        measured->batch.groups[i].before = measured->samples[i].before;
    }
    fold_all(bench, &measured->batch);
    *bench->last = measured;
    bench->last = &measured->next;
    bench->events_count += count;
    bench->samples_count += measured->samples_count;
    for (size_t i = 0; i < count; i++)
        bench->payload_bytes += records[i].payload.len;
}

static void find_files(const struct bench *bench, struct batch *batch)
{
    struct err err;
    for (size_t i = 0; i < batch->groups_count; i++) {
        struct group *group = &batch->groups[i];
        if (file_cache_find(&bench->files, &group->subject, &group->before))
            must(str_keep(group->before.bytes, &batch->arena, &group->before.bytes, &err), &err);
    }
}

static void go_on(struct bench *bench, const struct record *records, size_t count, bool is_measured)
{
    struct batch *batch = &bench->batch;
    take(batch, records, count);
    find_files(bench, batch);
    if (is_measured)
        measure_too(bench, records, count);
    fold_all(bench, batch);
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed)
            file_cache_put(&bench->files, &batch->groups[i].subject, &batch->groups[i].after);
}

static const struct record *records_of(const struct flood *flood)
{
    struct record *records = tool_alloc(flood->count * sizeof(*records));
    for (size_t i = 0; i < flood->count; i++)
        records[i] = (struct record) {
            .topic = flood->items[i].topic,
            .timestamp_us = INT64_C(4102444800000000), /* 2100: after whatever is told */
            .is_log_append_time = true,
            .key = flood->items[i].key,
            .payload = flood->items[i].payload,
        };
    return records;
}

static void gather(struct bench *bench)
{
    const struct settings *settings = &bench->settings;
    const struct flood_plan plan = {
        .seed = 1,
        .cases = (size_t) settings->cases,
        .events = (size_t) settings->events,
        .is_uniform = true,
    };
    struct flood flood = flood_make(&plan);
    const struct record *records = records_of(&flood);
    size_t batch_events = (size_t) settings->batch_events;
    for (size_t at = 0, number = 1; at + batch_events <= flood.count; at += batch_events, number++)
        go_on(bench, records + at, batch_events, number % (size_t) settings->every == 0);
    if (bench->first == NULL)
        tool_die("nothing to measure");
}

/* ---- measuring ---- */

static void stage(const struct step *step, struct bench *bench)
{
    arena_reset(&bench->staged);
    for (struct measured *at = bench->first; at != NULL && step->stage != NULL; at = at->next)
        for (size_t i = 0; i < at->samples_count; i++)
            step->stage(bench, &at->samples[i]);
}

/* micro.sh counts the instructions spent in here, by its name. */
__attribute__((noinline)) static void micro_step(const struct step *step, struct bench *bench)
{
    for (struct measured *at = bench->first; at != NULL; at = at->next) {
        for (size_t i = 0; i < at->records_count && step->of_event != NULL; i++)
            step->of_event(bench, &at->records[i], &at->events[i]);
        for (size_t i = 0; i < at->samples_count && step->of_case != NULL; i++)
            step->of_case(bench, &at->samples[i]);
        if (step->of_batch != NULL)
            step->of_batch(bench, at);
    }
}

static int64_t cpu_ns(void)
{
    struct timespec now;
    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void run_round(struct bench *bench, double *ns_out)
{
    for (size_t i = 0; i < STEPS; i++) {
        stage(&steps[i], bench);
        int64_t began_ns = cpu_ns();
        micro_step(&steps[i], bench);
        ns_out[i] = (double) (cpu_ns() - began_ns) / (double) bench->events_count;
    }
}

static int compare(const void *a, const void *b)
{
    double one = *(const double *) a;
    double other = *(const double *) b;
    return (one > other) - (one < other);
}

static void report(const struct bench *bench, size_t step, const double (*rounds)[STEPS],
                   size_t count)
{
    double ns[ROUNDS_MAX];
    for (size_t i = 0; i < count; i++)
        ns[i] = rounds[i][step];
    qsort(ns, count, sizeof(ns[0]), compare);
    (void) printf(
        "{\"step\":\"%s\",\"words\":\"%s\",\"events\":%zu,\"cases\":%zu,\"payload_bytes\":%zu,"
        "\"rounds\":%zu,\"min_ns\":%.1f,\"median_ns\":%.1f,\"max_ns\":%.1f}\n",
        steps[step].name, steps[step].words, bench->events_count, bench->samples_count,
        bench->payload_bytes, count, ns[0], ns[count / 2], ns[count - 1]);
}

/* On the heap: gcc makes micro_step() another one, of another name, for a bench it knows. */
static struct bench *bench_new(int argc, char **argv)
{
    struct bench *bench = tool_alloc(sizeof(*bench));
    const struct conf_spec spec = {.fields = fields,
                                   .fields_count = sizeof(fields) / sizeof(fields[0]),
                                   .values = &bench->settings};
    struct err err;
    int rest = 0;
    must(conf_read(&spec, argc - 1, argv + 1, &rest, &err), &err);
    bench->last = &bench->first;
    bench->rules.version = 1;
    bench->scratch = tool_arena(FOLD_SCRATCH_BYTES);
    bench->kept = tool_arena(KEPT_BYTES);
    bench->staged = tool_arena(KEPT_BYTES);
    must(file_cache_init(&bench->files, FILES_BYTES, &err), &err);
    must(batch_init(&bench->batch, &section_ledger, BATCH_BYTES, &err), &err);
    must(pg_params_new(PARAMS_BYTES_MAX, &bench->params, &err), &err);
    make_rows(bench->put, &bench->kept);
    make_rows(bench->gone, &bench->kept);
    return bench;
}

int main(int argc, char **argv)
{
    static double rounds[ROUNDS_MAX][STEPS];
    struct bench *bench = bench_new(argc, argv);
    size_t count = (size_t) bench->settings.rounds;
    gather(bench);
    for (size_t round = 0; round < count || round == 0; round++)
        run_round(bench, rounds[round]);
    for (size_t i = 0; i < STEPS && count > 0; i++)
        report(bench, i, (const double(*)[STEPS]) rounds, count);
    return 0;
}
