/* fold_batch -- see fold_batch.h. */
#include "run/fold_batch.h"

#include <string.h>

#include "run/input.h"

enum { ROWS_OF_A_CASE = 8 };

static size_t tables_count(const struct projection *projection)
{
    size_t count = 0;
    while (projection->tables[count] != NULL)
        count++;
    return count;
}

static enum outcome no_rows(const struct folding *folding, struct rows *rows, struct err *err)
{
    const struct projection *projection = folding->context->projection;
    for (size_t i = 0; projection->tables[i] != NULL; i++)
        if (rows_init(&rows[i], projection->tables[i], ROWS_OF_A_CASE, folding->context->scratch,
                      err) != OK)
            return err->outcome;
    return OK;
}

/* The rows of the file as it is now under these rules, in scratch memory. */
static enum outcome rows_of(const struct folding *folding, const struct rules *rules,
                            struct rows *rows, struct err *err)
{
    const struct projection *projection = folding->context->projection;
    size_t count = tables_count(projection);
    if (no_rows(folding, rows, err) != OK)
        return err->outcome;
    if (input_of(projection)->rows(folding, rules, rows, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < count; i++)
        if (rows[i].full)
            return err_set(err, RETRY, "no room for the rows of %s", projection->tables[i]->name);
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

static enum outcome difference(struct folding *folding, struct err *err)
{
    const struct fold_context *context = folding->context;
    struct batch *batch = folding->batch;
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

static enum outcome fold_group(struct batch *batch, struct group *group,
                               const struct fold_context *context, struct err *err)
{
    const struct input *input = input_of(context->projection);
    const struct rules old_rules = {.version = group->before.rules_version};
    struct folding folding = {.batch = batch, .group = group, .context = context};
    if (input->open(&folding, err) != OK)
        return err_wrap(err, "stored file");
    bool is_stored = group->before.revision > 0;
    if ((is_stored ? rows_of(&folding, &old_rules, folding.before, err)
                   : no_rows(&folding, folding.before, err)) != OK ||
        input->add(&folding, err) != OK)
        return err->outcome;
    if (!folding.is_changed && (is_stored || group->before.bytes.len == 0))
        return OK;
    if (input->pack(&folding, &group->after.bytes, err) != OK ||
        rows_of(&folding, context->rules, folding.after, err) != OK ||
        difference(&folding, err) != OK)
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
        /* Room for half as many more: what is not used is not touched, and growing copies. */
        size_t room = batch->groups_count + batch->groups_count / 2 + 1;
        if (rows_init(&batch->put[i], table, room, &batch->arena, err) != OK ||
            rows_init(&batch->gone[i], table, ROWS_OF_A_CASE, &batch->arena, err) != OK)
            return err->outcome;
    }
    batch_note_last(batch);
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
