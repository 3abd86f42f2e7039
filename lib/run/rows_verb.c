/* rows_verb -- the verb `rows`: histories in, rows out, no server; what golden books are
 * made with. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/time.h"
#include "run/batch.h"
#include "run/consumer.h"
#include "run/fold_batch.h"
#include "wire/citizen_codec.h"
#include "wire/told.h"

enum { ARENA_BYTES = 256 << 20 };

#define RULES_FOLDER "schemas/policy"

static void print_value(const struct column *column, const void *row)
{
    const char *at = (const char *) row + column->offset;
    char text[CIVIL_TEXT_MAX];
    switch (column->type) {
    case COLUMN_TEXT:
        (void) printf("\"%.*s\"", STR_ARG(*(const struct str *) (const void *) at));
        return;
    case COLUMN_BIGINT:
    case COLUMN_COUNT:
        (void) printf("%" PRId64, *(const int64_t *) (const void *) at);
        return;
    case COLUMN_INTEGER:
        (void) printf("%" PRId32, *(const int32_t *) (const void *) at);
        return;
    case COLUMN_BOOLEAN:
        (void) printf("%s", *(const bool *) (const void *) at ? "true" : "false");
        return;
    case COLUMN_UUID:
        uuid_text((const struct uuid *) (const void *) at, text);
        (void) printf("%s", text);
        return;
    case COLUMN_TIME:
        if (((const struct instant *) (const void *) at)->us == 0)
            return;
        civil_text(((const struct instant *) (const void *) at)->us, text);
        (void) printf("%s", text);
        return;
    case COLUMN_DATE: {
        int64_t day = ((const struct day *) (const void *) at)->number;
        if (day == DAY_NONE)
            return;
        struct civil_date date = civil_date_of(day);
        (void) printf("%04" PRId64 "-%02d-%02d", date.year, date.month, date.day);
        return;
    }
    }
}

/* Nothing to say: '', 0, false, NULL.  Left out, so that a golden book shows what happened. */
static bool is_nothing(const struct column *column, const void *row)
{
    const char *at = (const char *) row + column->offset;
    static const struct uuid zero;
    switch (column->type) {
    case COLUMN_TEXT:
        return ((const struct str *) (const void *) at)->len == 0;
    case COLUMN_BIGINT:
    case COLUMN_COUNT:
        return *(const int64_t *) (const void *) at == 0;
    case COLUMN_INTEGER:
        return *(const int32_t *) (const void *) at == 0;
    case COLUMN_BOOLEAN:
        return !*(const bool *) (const void *) at;
    case COLUMN_UUID:
        return uuid_eq((const struct uuid *) (const void *) at, &zero);
    case COLUMN_TIME:
        return ((const struct instant *) (const void *) at)->us == 0;
    case COLUMN_DATE:
        return ((const struct day *) (const void *) at)->number == DAY_NONE;
    }
    return false;
}

static void print_rows(const struct rows *rows)
{
    for (size_t r = 0; r < rows->count; r++) {
        (void) printf("%s", rows->table->name);
        for (size_t c = 0; c < rows->table->columns_count; c++) {
            const struct column *column = &rows->table->columns[c];
            if (is_nothing(column, rows_at(rows, r)))
                continue;
            (void) printf(" %s=", column->name);
            print_value(column, rows_at(rows, r));
        }
        (void) printf("\n");
    }
}

/* The record that a line would come in. */
static enum outcome make_record(struct str line, struct arena *arena, struct record *record,
                                struct err *err)
{
    struct told told;
    if (told_from_json(line, record->timestamp_us, arena, &told, err) != OK)
        return err->outcome;
    record->topic = told.is_citizen ? TOPIC_CITIZEN : event_kind_topic(told.event.kind);
    if (told.is_citizen)
        return citizen_encode(&told.citizen, arena, &record->key, &record->payload, err);
    if (event_key(&told.event, arena, &record->key, err) != OK)
        return err->outcome;
    return event_encode(&told.event, arena, &record->payload, err);
}

/* Offer what a line tells to the batch, when the projection reads its topic. */
static enum outcome take_line(struct batch *batch, struct str line, int64_t number, struct err *err)
{
    struct record record = {
        .partition = 0,
        .offset = number,
        .timestamp_us = time_now_us(),
        .is_log_append_time = true,
    };
    if (make_record(line, &batch->arena, &record, err) != OK)
        return err->outcome;
    if ((batch->projection->topics >> record.topic & 1) == 0)
        return OK;
    return batch_take(batch, &record, number, (struct str) {0}, err);
}

static enum outcome read_all(struct batch *batch, struct err *err)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len = 0;
    enum outcome outcome = OK;
    for (int64_t number = 1; outcome == OK && (len = getline(&line, &capacity, stdin)) >= 0;
         number++) {
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        if (len == 0 || line[0] == '#')
            continue;
        if (take_line(batch, (struct str) {line, (size_t) len}, number, err) != OK)
            outcome = err_wrap(err, "line %" PRId64, number);
    }
    free(line);
    return outcome;
}

/* Of the folder that is named, where the rows follow from rules. */
static enum outcome read_rules(const struct projection *projection, const char *folder,
                               const struct rules **rules_out, struct err *err)
{
    static const struct rules none;
    *rules_out = &none;
    return projection->rules_of_files == NULL ? OK
                                              : projection->rules_of_files(folder, rules_out, err);
}

int rows_verb(int argc, char **argv, void *context)
{
    struct consumer *consumer = context;
    struct err err;
    int exit_code = EXIT_DONE;
    int words_max = consumer->projection->rules_of_files == NULL ? 0 : 1;
    if (!consumer_settings(consumer, argc, argv, words_max, &exit_code))
        return exit_code;
    const char *folder = consumer_word(argc, argv);
    struct batch batch;
    struct arena scratch = {0};
    const struct rules *rules = NULL;
    enum outcome outcome = batch_init(&batch, consumer->projection, ARENA_BYTES, &err);
    if (outcome == OK)
        outcome = arena_init(&scratch, FOLD_SCRATCH_BYTES, &err);
    struct fold_context fold_context = {.projection = consumer->projection, .scratch = &scratch};
    if (outcome == OK)
        outcome =
            read_rules(consumer->projection, folder == NULL ? RULES_FOLDER : folder, &rules, &err);
    fold_context.rules = rules;
    if (outcome == OK)
        outcome = read_all(&batch, &err);
    if (outcome == OK)
        outcome = fold_batch(&batch, &fold_context, &err);
    for (size_t i = 0; outcome == OK && consumer->projection->tables[i] != NULL; i++)
        print_rows(&batch.put[i]);
    for (const struct letter *letter = batch.letters; outcome == OK && letter != NULL;
         letter = letter->next)
        (void) printf("letter reason=%s line=%" PRId64 "\n", reason_name(letter->reason),
                      letter->offset);
    batch_done(&batch);
    arena_done(&scratch);
    return outcome == OK ? EXIT_DONE : consumer_failed("rows", &err);
}
