/* fold_batch -- see fold_batch.h. */
#include "run/fold_batch.h"

#include <string.h>

#include "core/case_file.h"
#include "core/life.h"

enum { ROWS_OF_A_CASE = 8 };

/* One subject under work. */
struct folding {
    struct case_file file;
    struct rows before[PROJECTION_TABLES_MAX];
    struct rows after[PROJECTION_TABLES_MAX];
    bool is_changed;
};

static size_t tables_count(const struct projection *projection)
{
    size_t count = 0;
    while (projection->tables[count] != NULL)
        count++;
    return count;
}

/* The rows of one file under these rules, in scratch memory. */
static enum outcome rows_of(const struct case_file *file, const struct rules *rules,
                            const struct fold_context *context, struct rows *rows, struct err *err)
{
    size_t count = tables_count(context->projection);
    for (size_t i = 0; i < count; i++)
        if (rows_init(&rows[i], context->projection->tables[i], ROWS_OF_A_CASE, context->scratch,
                      err) != OK)
            return err->outcome;
    if (file->count == 0)
        return OK;
    struct life life;
    if (fold(file, context->scratch, &life, err) != OK)
        return err->outcome;
    context->projection->rows(&life, rules, rows);
    for (size_t i = 0; i < count; i++)
        if (rows[i].full)
            return err_set(err, RETRY, "no room for the rows of %s",
                           context->projection->tables[i]->name);
    return OK;
}

/* Texts of rows that go on living must not borrow from scratch memory; most borrow from the events
 * and files of the batch, or are words. */
static enum outcome keep_texts(struct batch *batch, const struct arena *scratch, struct rows *rows,
                               size_t from, struct err *err)
{
    const struct table *table = rows->table;
    if (rows->full)
        return err_set(err, RETRY, "no room for the rows of %s", table->name);
    for (size_t r = from; r < rows->count; r++) {
        for (size_t c = 0; c < table->columns_count; c++) {
            if (table->columns[c].type != COLUMN_TEXT)
                continue;
            struct str *text = (void *) ((char *) rows_at(rows, r) + table->columns[c].offset);
            if (text->len > 0 && arena_holds(scratch, text->ptr) &&
                str_keep(*text, &batch->arena, text, err) != OK)
                return err->outcome;
        }
    }
    return OK;
}

static enum outcome difference(struct batch *batch, const struct fold_context *context,
                               struct folding *folding, struct err *err)
{
    size_t count = tables_count(context->projection);
    for (size_t i = 0; i < count; i++) {
        size_t put = batch->put[i].count;
        size_t gone = batch->gone[i].count;
        rows_diff(&folding->before[i], &folding->after[i], &batch->put[i], &batch->gone[i]);
        if (keep_texts(batch, context->scratch, &batch->put[i], put, err) != OK ||
            keep_texts(batch, context->scratch, &batch->gone[i], gone, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* One who did not stay in the file.  The newcomer has its own bytes; one that was there is said
 * anew. */
static enum outcome write_loser(struct batch *batch, const struct batch_event *newcomer,
                                const struct case_file_loser *loser, struct err *err)
{
    struct letter letter = {
        .topic = newcomer->record.topic,
        .partition = newcomer->record.partition,
        .offset = newcomer->record.offset,
        .timestamp_us = newcomer->record.timestamp_us,
        .event_id = loser->event->id,
        .reason = loser->reason,
        .text = str_from(reason_help(loser->reason)),
        .key = newcomer->record.key,
        .payload = newcomer->record.payload,
    };
    if (loser->event != &newcomer->event &&
        event_encode(loser->event, &batch->arena, &letter.payload, err) != OK)
        return err_wrap(err, "encode an event that left its file");
    return batch_letter(batch, &letter, err);
}

static enum outcome count_change(struct batch *batch, const struct batch_event *newcomer,
                                 const struct case_file_change *change, struct err *err)
{
    for (size_t i = 0; i < change->losers_count; i++)
        if (write_loser(batch, newcomer, &change->losers[i], err) != OK)
            return err->outcome;
    batch->applied_count += change->added == CASE_FILE_ADDED;
    batch->duplicates_count +=
        change->added == CASE_FILE_DUPLICATE || change->added == CASE_FILE_RENEWED;
    return OK;
}

/* Offer the group's events to its file. */
static enum outcome add_events(struct batch *batch, const struct group *group,
                               const struct fold_context *context, struct folding *folding,
                               struct err *err)
{
    for (const struct batch_event *at = group->first; at != NULL; at = at->next) {
        struct case_file_change change;
        if (case_file_add(&folding->file, &at->event, context->scratch, &change, err) != OK)
            return err->outcome;
        /* a loser may leave a shadow: then the file has changed though no event came in */
        if (change.added != CASE_FILE_DUPLICATE)
            folding->is_changed = true;
        if (count_change(batch, at, &change, err) != OK)
            return err->outcome;
    }
    return OK;
}

static enum outcome open_file(const struct group *group, const struct fold_context *context,
                              struct case_file *file, struct err *err)
{
    if (group->before.revision == 0) {
        case_file_init(file, &group->first->event);
        return OK;
    }
    if (case_file_unpack(group->before.bytes, &group->subject, context->scratch, file, err) != OK)
        return err_wrap(err, "stored file");
    return OK;
}

static enum outcome fold_group(struct batch *batch, struct group *group,
                               const struct fold_context *context, struct err *err)
{
    struct folding folding = {.is_changed = false};
    const struct rules old_rules = {.version = group->before.rules_version};
    if (open_file(group, context, &folding.file, err) != OK ||
        rows_of(&folding.file, &old_rules, context, folding.before, err) != OK ||
        add_events(batch, group, context, &folding, err) != OK)
        return err->outcome;
    if (!folding.is_changed)
        return OK;
    if (case_file_pack(&folding.file, &batch->arena, &group->after.bytes, err) != OK ||
        rows_of(&folding.file, context->rules, context, folding.after, err) != OK ||
        difference(batch, context, &folding, err) != OK)
        return err->outcome;
    group->after.revision = group->before.revision + 1;
    group->after.rules_version = context->rules->version;
    group->is_changed = true;
    return OK;
}

enum outcome fold_batch(struct batch *batch, const struct fold_context *context, struct err *err)
{
    size_t count = tables_count(context->projection);
    for (size_t i = 0; i < count; i++) {
        const struct table *table = context->projection->tables[i];
        if (rows_init(&batch->put[i], table, batch->groups_count + 1, &batch->arena, err) != OK ||
            rows_init(&batch->gone[i], table, ROWS_OF_A_CASE, &batch->arena, err) != OK)
            return err->outcome;
    }
    for (size_t i = 0; i < batch->groups_count; i++) {
        arena_reset(context->scratch);
        if (fold_group(batch, &batch->groups[i], context, err) != OK)
            return err->outcome;
    }
    for (size_t i = 0; i < count; i++) {
        rows_sort(&batch->put[i]);
        rows_sort(&batch->gone[i]);
    }
    return OK;
}
