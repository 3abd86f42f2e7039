/*
 * test_latest_props -- the register's tables are a function of the last value of every key: no
 * order of reading, no batches, no rival that works on the same subjects, no compaction changes
 * them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../consumers/citizen-register/rows.h"
#include "run/fold_batch.h"
#include "support/cmocka.h"
#include "support/gen.h"
#include "wire/citizen_codec.h"

enum {
    SUBJECTS = 3,
    EVENTS = 3,
    PARTITIONS = 4,
    RECORDS_MAX = 160,
    WORLDS = 150,
    TABLES = 3,
    ROWS_MAX = 64,
    ARENA_BYTES = 8 << 20,
};

#define HOUR_US (INT64_C(3600) * 1000000)
#define BASE_US (INT64_C(1740965400) * 1000000)

static const struct projection projection = {
    .name = "citizen_register",
    .version = 1,
    .input = INPUT_LATEST,
    .topics = 1U << TOPIC_CITIZEN,
    .tables = {&citizen_row_table, &text_row_table, &erasure_row_table, NULL},
    .latest_rows = citizen_register_rows,
};
static const struct rules rules = {.version = 1};

/* ---- a log: records by partition, with their offsets ---- */

struct log {
    struct record records[PARTITIONS][RECORDS_MAX];
    size_t counts[PARTITIONS];
};

static struct citizen random_citizen(struct gen *gen, struct arena *arena, int number)
{
    char text[32];
    struct citizen citizen = {.case_source = STR("counter"), .source = STR("counter")};
    struct err err;
    (void) snprintf(text, sizeof(text), "%d", (int) gen_number(gen, SUBJECTS));
    assert_int_equal(str_keep(str_from(text), arena, &citizen.case_number, &err), OK);
    citizen.subject = event_subject(SUBJECT_CASE, citizen.case_source, citizen.case_number);
    citizen.recorded_at_us = BASE_US + (int64_t) gen_number(gen, 24) * HOUR_US;
    unsigned kind = (unsigned) gen_number(gen, 100);
    citizen.kind = kind < 8 ? CITIZEN_ERASED : kind < 35 ? CITIZEN_RECORD : CITIZEN_TEXT;
    citizen.is_tombstone = citizen.kind != CITIZEN_ERASED && gen_chance(gen, 15);
    (void) snprintf(text, sizeof(text), "said in %d", number);
    struct str said;
    assert_int_equal(str_keep(str_from(text), arena, &said, &err), OK);
    if (citizen.kind == CITIZEN_ERASED) {
        citizen.erased_at_us = BASE_US + (int64_t) gen_number(gen, 12) * HOUR_US;
    } else if (citizen.kind == CITIZEN_RECORD) {
        citizen.name = said;
    } else {
        citizen.text = said;
        citizen.event_id.bytes[0] = (unsigned char) (1 + gen_number(gen, EVENTS));
        citizen.field = gen_chance(gen, 50) ? TEXT_FIELD_NOTE : TEXT_FIELD_CONTENT;
    }
    return citizen;
}

static void append(struct log *log, const struct citizen *citizen, struct arena *arena)
{
    struct record record = {
        .topic = TOPIC_CITIZEN, .timestamp_us = BASE_US + 24 * HOUR_US, .is_log_append_time = true};
    struct err err;
    if (citizen_encode(citizen, arena, &record.key, &record.payload, &err) != OK)
        fail_msg("%s", err.text);
    record.partition = (int32_t) (str_hash(record.key) % PARTITIONS);
    record.offset = (int64_t) log->counts[record.partition];
    log->records[record.partition][log->counts[record.partition]++] = record;
}

static void fill(struct gen *gen, struct log *log, struct arena *arena)
{
    memset(log, 0, sizeof(*log));
    size_t count = 1 + gen_number(gen, RECORDS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct citizen citizen = random_citizen(gen, arena, (int) i);
        append(log, &citizen, arena);
    }
}

static bool is_last_of_key(const struct log *log, int partition, size_t index)
{
    for (size_t i = index + 1; i < log->counts[partition]; i++)
        if (str_eq(log->records[partition][i].key, log->records[partition][index].key))
            return false;
    return true;
}

/* What compaction leaves: the last record of each key; of tombstones none, or still some. */
static void compact(struct gen *gen, const struct log *log, struct log *compacted)
{
    memset(compacted, 0, sizeof(*compacted));
    for (int p = 0; p < PARTITIONS; p++)
        for (size_t i = 0; i < log->counts[p]; i++) {
            bool is_tombstone = log->records[p][i].payload.ptr == NULL;
            if (is_last_of_key(log, p, i) && (!is_tombstone || gen_chance(gen, 30)))
                compacted->records[p][compacted->counts[p]++] = log->records[p][i];
        }
}

/* ---- a world: what is stored, and how far each partition was read ---- */

struct world {
    struct {
        struct uuid subject;
        struct stored_file file;
    } files[SUBJECTS];
    size_t files_count;
    struct rows tables[TABLES];
    size_t next[PARTITIONS];
    struct arena arena;
};

static void world_init(struct world *world)
{
    struct err err;
    memset(world, 0, sizeof(*world));
    assert_int_equal(arena_init(&world->arena, ARENA_BYTES, &err), OK);
    for (size_t i = 0; i < TABLES; i++)
        assert_int_equal(
            rows_init(&world->tables[i], projection.tables[i], ROWS_MAX, &world->arena, &err), OK);
}

static struct stored_file *file_of(struct world *world, const struct uuid *subject)
{
    for (size_t i = 0; i < world->files_count; i++)
        if (uuid_eq(&world->files[i].subject, subject))
            return &world->files[i].file;
    assert_true(world->files_count < SUBJECTS);
    world->files[world->files_count].subject = *subject;
    return &world->files[world->files_count++].file;
}

static void remove_row(struct rows *rows, const void *row)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (row_compare_keys(rows->table, rows_at(rows, i), row) != 0)
            continue;
        memmove(rows_at(rows, i), rows_at(rows, rows->count - 1), rows->table->row_size);
        rows->count--;
        return;
    }
}

/* As PostgreSQL: what is put has every text of its own, or it would be lost. */
static void put_row(struct world *world, struct rows *rows, const void *row)
{
    struct err err;
    remove_row(rows, row);
    char *kept = rows_add(rows);
    assert_false(rows->full);
    memcpy(kept, row, rows->table->row_size);
    for (size_t c = 0; c < rows->table->columns_count; c++)
        if (rows->table->columns[c].type == COLUMN_TEXT) {
            struct str *text = (void *) (kept + rows->table->columns[c].offset);
            assert_int_equal(str_keep(*text, &world->arena, text, &err), OK);
        }
}

/* ---- a reader: a batch folded upon what was stored when it looked ---- */

struct reader {
    struct batch batch;
    struct arena scratch;
    size_t next[PARTITIONS];
};

static void reader_init(struct reader *reader)
{
    struct err err;
    memset(reader, 0, sizeof(*reader));
    assert_int_equal(batch_init(&reader->batch, &projection, BATCH_BYTES, &err), OK);
    assert_int_equal(arena_init(&reader->scratch, ARENA_BYTES, &err), OK);
}

static void reader_done(struct reader *reader)
{
    batch_done(&reader->batch);
    arena_done(&reader->scratch);
}

/* Take some records of the partitions that are this reader's, and fold. */
static void read_some(struct gen *gen, struct reader *reader, const struct log *log,
                      struct world *world, unsigned partitions)
{
    struct batch *batch = &reader->batch;
    struct err err;
    batch_reset(batch);
    memcpy(reader->next, world->next, sizeof(reader->next));
    for (size_t left = 1 + gen_number(gen, 20); left > 0; left--) {
        size_t p = gen_number(gen, PARTITIONS);
        if ((partitions >> p & 1) == 0 || reader->next[p] == log->counts[p])
            continue;
        const struct record *record = &log->records[p][reader->next[p]++];
        assert_int_equal(batch_take(batch, record, record->offset, (struct str) {0}, &err), OK);
    }
    for (size_t i = 0; i < batch->groups_count; i++) {
        batch->groups[i].before = *file_of(world, &batch->groups[i].subject);
        batch->groups[i].is_found = true;
    }
    const struct fold_context context = {
        .projection = &projection, .rules = &rules, .scratch = &reader->scratch};
    if (fold_batch(batch, &context, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(batch->letters_count, 0);
}

/* The transaction; nothing of it when a file is not what it was. */
static void store(struct reader *reader, struct world *world)
{
    struct batch *batch = &reader->batch;
    struct err err;
    for (size_t i = 0; i < batch->groups_count; i++)
        if (batch->groups[i].is_changed &&
            file_of(world, &batch->groups[i].subject)->revision != batch->groups[i].before.revision)
            return;
    for (size_t i = 0; i < batch->groups_count; i++) {
        struct stored_file *file = file_of(world, &batch->groups[i].subject);
        if (!batch->groups[i].is_changed)
            continue;
        *file = batch->groups[i].after;
        assert_int_equal(str_keep(file->bytes, &world->arena, &file->bytes, &err), OK);
    }
    for (size_t t = 0; t < TABLES; t++) {
        for (size_t i = 0; i < batch->gone[t].count; i++)
            remove_row(&world->tables[t], rows_at(&batch->gone[t], i));
        for (size_t i = 0; i < batch->put[t].count; i++)
            put_row(world, &world->tables[t], rows_at(&batch->put[t], i));
    }
    for (size_t p = 0; p < PARTITIONS; p++)
        if (reader->next[p] > world->next[p])
            world->next[p] = reader->next[p];
}

static bool is_read(const struct log *log, const struct world *world)
{
    for (size_t p = 0; p < PARTITIONS; p++)
        if (world->next[p] < log->counts[p])
            return false;
    return true;
}

/* Two readers with half of the partitions each look at the same time, and store one after the
 * other. */
static void read_all(struct gen *gen, const struct log *log, struct world *world,
                     struct reader readers[2])
{
    while (!is_read(log, world)) {
        read_some(gen, &readers[0], log, world, 5);
        read_some(gen, &readers[1], log, world, 10);
        size_t first = gen_number(gen, 2);
        store(&readers[first], world);
        store(&readers[1 - first], world);
    }
    for (size_t t = 0; t < TABLES; t++)
        rows_sort(&world->tables[t]);
}

/* ---- the same, naively: rows from the last record of every key ---- */

static int64_t erased_at(const struct log *log, const struct uuid *subject, struct arena *arena)
{
    int64_t at_us = 0;
    for (int p = 0; p < PARTITIONS; p++)
        for (size_t i = 0; i < log->counts[p]; i++) {
            struct citizen citizen;
            struct err err;
            assert_int_equal(citizen_decode(&log->records[p][i], arena, &citizen, &err), OK);
            if (citizen.kind == CITIZEN_ERASED && uuid_eq(&citizen.subject, subject) &&
                citizen.erased_at_us > at_us)
                at_us = citizen.erased_at_us;
        }
    return at_us;
}

static void add_naively(struct world *world, const struct record *record,
                        const struct citizen *citizen, int64_t erased_at_us)
{
    if (citizen->kind == CITIZEN_ERASED) {
        const struct erasure_row row = {citizen->subject, {erased_at_us}};
        put_row(world, &world->tables[2], &row);
        return;
    }
    if (citizen->is_tombstone || citizen->recorded_at_us <= erased_at_us)
        return;
    if (citizen->kind == CITIZEN_RECORD) {
        const struct citizen_row row = {
            .case_id = citizen->subject,
            .case_source = citizen->case_source,
            .case_number = citizen->case_number,
            .name = citizen->name,
            .recorded_at = {citizen->recorded_at_us},
            .source = citizen->source,
            .log_partition = record->partition,
            .log_offset = record->offset,
        };
        put_row(world, &world->tables[0], &row);
        return;
    }
    const struct text_row row = {
        .case_id = citizen->subject,
        .event_id = citizen->event_id,
        .field = citizen->field == TEXT_FIELD_NOTE ? STR("note") : STR("content"),
        .text = citizen->text,
        .recorded_at = {citizen->recorded_at_us},
        .source = citizen->source,
        .log_partition = record->partition,
        .log_offset = record->offset,
    };
    put_row(world, &world->tables[1], &row);
}

static void read_naively(const struct log *log, struct world *world, struct arena *arena)
{
    for (int p = 0; p < PARTITIONS; p++)
        for (size_t i = 0; i < log->counts[p]; i++) {
            struct citizen citizen;
            struct err err;
            const struct record *record = &log->records[p][i];
            if (!is_last_of_key(log, p, i))
                continue;
            assert_int_equal(citizen_decode(record, arena, &citizen, &err), OK);
            add_naively(world, record, &citizen, erased_at(log, &citizen.subject, arena));
        }
    for (size_t t = 0; t < TABLES; t++)
        rows_sort(&world->tables[t]);
}

/* ---- the laws ---- */

static void same_rows(const struct world *a, const struct world *b, const char *law, uint64_t seed)
{
    for (size_t t = 0; t < TABLES; t++) {
        bool is_same = a->tables[t].count == b->tables[t].count;
        for (size_t i = 0; is_same && i < a->tables[t].count; i++)
            is_same =
                row_eq(projection.tables[t], rows_at(&a->tables[t], i), rows_at(&b->tables[t], i));
        if (!is_same)
            fail_msg("%s: %s differs; make check T=latest_props SEED=%llu", law,
                     projection.tables[t]->name, (unsigned long long) seed);
    }
}

/* Files too, but that one without bytes is none. */
static void same_files(struct world *a, struct world *b, uint64_t seed)
{
    for (size_t i = 0; i < a->files_count; i++)
        (void) file_of(b, &a->files[i].subject);
    for (size_t i = 0; i < b->files_count; i++)
        if (!str_eq(b->files[i].file.bytes, file_of(a, &b->files[i].subject)->bytes))
            fail_msg("files differ; make check T=latest_props SEED=%llu",
                     (unsigned long long) seed);
}

static void hold(uint64_t seed, struct reader readers[2])
{
    static struct log log, compacted;
    struct gen gen = gen_seed(seed);
    struct world naive, live, anew;
    world_init(&naive);
    world_init(&live);
    world_init(&anew);
    fill(&gen, &log, &naive.arena);
    read_naively(&log, &naive, &naive.arena);
    read_all(&gen, &log, &live, readers);
    same_rows(&naive, &live, "the last value of every key", seed);
    compact(&gen, &log, &compacted);
    read_all(&gen, &compacted, &anew, readers);
    same_rows(&live, &anew, "read anew from the compacted log", seed);
    same_files(&live, &anew, seed);
    arena_done(&naive.arena);
    arena_done(&live.arena);
    arena_done(&anew.arena);
}

static void tables_are_a_function_of_the_last_value_of_every_key(void **state)
{
    (void) state;
    static struct reader readers[2];
    uint64_t seed = gen_seed_given(1);
    reader_init(&readers[0]);
    reader_init(&readers[1]);
    for (uint64_t i = 0; i < WORLDS; i++)
        hold(seed + i, readers);
    reader_done(&readers[0]);
    reader_done(&readers[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_a_function_of_the_last_value_of_every_key),
    };
    return RUN(tests);
}
