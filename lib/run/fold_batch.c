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

static bool is_fleeting(const struct fold_context *context, const char *text)
{
    return arena_holds(context->scratch, text) ||
           (context->revisions != NULL && revisions_lend(context->revisions, text));
}

/* Texts of rows that go on living must not borrow from memory that does not; most borrow from the
 * events and files of the batch, or are words. */
static enum outcome keep_texts(struct batch *batch, const struct fold_context *context,
                               struct rows *rows, size_t from, struct err *err)
{
    const struct table *table = rows->table;
    if (rows->full)
        return err_set(err, RETRY, "no room for the rows of %s", table->name);
    for (size_t r = from; r < rows->count; r++) {
        for (size_t c = 0; c < table->columns_count; c++) {
            if (table->columns[c].type != COLUMN_TEXT)
                continue;
            struct str *text = (void *) ((char *) rows_at(rows, r) + table->columns[c].offset);
            if (text->len > 0 && is_fleeting(context, text->ptr) &&
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
        if (keep_texts(batch, context, &batch->put[i], put, err) != OK ||
            keep_texts(batch, context, &batch->gone[i], gone, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* Were its rows made under rules before these, and might be others now? */
static bool is_older_than(const struct group *group, const struct fold_context *context)
{
    return context->projection->load_rules != NULL && group->before.revision > 0 &&
           group->before.rules_version < context->rules->version;
}

/* Its rows under `old_rules` become those under the context's. */
static enum outcome fold_group(struct folding *folding, const struct rules *old_rules,
                               struct group *group, struct err *err)
{
    const struct fold_context *context = folding->context;
    const struct input *input = input_of(context->projection);
    bool is_stored = group->before.revision > 0;
    if (group->first == NULL && !is_stored && group->before.bytes.len == 0)
        return OK;
    if (input->open(folding, err) != OK)
        return err_wrap(err, "stored file");
    bool is_older = is_older_than(group, context);
    if ((is_stored ? rows_of(folding, old_rules, folding->before, err)
                   : no_rows(folding, folding->before, err)) != OK ||
        input->add(folding, err) != OK)
        return err->outcome;
    if (!folding->is_changed && !is_older && (is_stored || group->before.bytes.len == 0))
        return OK;
    if (input->pack(folding, &group->after.bytes, err) != OK ||
        rows_of(folding, context->rules, folding->after, err) != OK ||
        difference(folding, err) != OK)
        return err->outcome;
    group->after.revision = group->before.revision + 1;
    group->after.rules_version = context->rules->version;
    group->is_changed = true;
    return OK;
}

static enum outcome fold_one(struct batch *batch, struct group *group,
                             const struct fold_context *context, struct err *err)
{
    struct folding folding = {.batch = batch, .group = group, .context = context};
    const struct rules *old_rules = context->rules;
    if (context->revisions != NULL && group->before.revision > 0 &&
        revisions_find(context->revisions, group->before.rules_version, &old_rules, err) != OK)
        return err->outcome;
    arena_reset(context->scratch);
    enum outcome outcome = fold_group(&folding, old_rules, group, err);
    if (outcome == RETRY)
        err->reason = REASON_TOO_LARGE;
    return outcome;
}

/* The letters there are before anything is folded are records that could not be taken, one each. */
static enum outcome count_letters(struct batch *batch, struct err *err)
{
    for (const struct letter *letter = batch->letters; letter != NULL; letter = letter->next) {
        const struct arrived arrived = {
            .source = letter->source,
            .partition = letter->partition,
            .at_us = letter->timestamp_us,
            .fate = ARRIVAL_SET_ASIDE,
        };
        if (arrivals_add(&batch->arrivals, &batch->arena, &arrived, err) != OK) {
            err->reason = REASON_TOO_LARGE;
            return err->outcome;
        }
    }
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
    if (context->counts_arrivals && count_letters(batch, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < batch->groups_count; i++)
        if (fold_one(batch, &batch->groups[i], context, err) != OK)
            return err->outcome;
    for (size_t i = 0; i < count; i++) {
        rows_sort(&batch->put[i]);
        rows_sort(&batch->gone[i]);
    }
    return OK;
}
