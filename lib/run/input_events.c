/* input_events -- see input.h: the six event topics; a file is the set of its subject's events. */
#include "core/case_file.h"
#include "core/event_keep.h"
#include "core/life.h"
#include "run/input.h"

/* An event and the record it came in. */
struct batch_event {
    struct batch_item item;
    struct event event;
};

static const struct batch_event *event_of(const struct batch_item *item)
{
    return (const struct batch_event *) (const void *) item;
}

static struct str subject_name(struct str key)
{
    return key;
}

static enum outcome read_event(struct batch *batch, const struct record *record,
                               struct batch_item **item_out, struct uuid *subject_out,
                               struct err *err)
{
    struct event event;
    arena_reset(&batch->decoding);
    if (event_decode(record, &batch->decoding, &event, err) != OK)
        return err->outcome;
    *item_out = NULL;
    if (batch->projection->wants != NULL && !batch->projection->wants(&event))
        return OK;
    struct batch_event *kept = arena_alloc_raw(&batch->arena, sizeof(*kept));
    if (kept == NULL)
        return batch_is_full(err);
    *kept = (struct batch_event) {.item.record = *record};
    if (event_keep(&event, &batch->arena, &kept->event, err) != OK)
        return batch_is_full(err);
    *item_out = &kept->item;
    *subject_out = kept->event.subject;
    return OK;
}

/* Events carry codes only. */
static bool is_impersonal(struct batch *batch, const struct record *record,
                          struct uuid *event_id_out)
{
    struct event event;
    struct err ignored;
    arena_reset(&batch->decoding);
    if (event_decode(record, &batch->decoding, &event, &ignored) != OK)
        return false;
    *event_id_out = event.id;
    return true;
}

static struct str source_of(struct batch *batch, const struct record *record)
{
    arena_reset(&batch->decoding);
    return event_source(record, &batch->decoding);
}

static enum outcome open_file(struct folding *folding, struct err *err)
{
    const struct group *group = folding->group;
    struct case_file *file = &folding->file.events;
    if (group->before.bytes.len == 0) {
        case_file_init(file, &event_of(group->first)->event);
        return OK;
    }
    return case_file_unpack(group->before.bytes, &group->subject, folding->context->scratch, file,
                            err);
}

static enum outcome rows_of(const struct folding *folding, const struct rules *rules,
                            struct rows *rows, struct err *err)
{
    struct life life;
    if (folding->file.events.count == 0)
        return OK;
    if (fold(&folding->file.events, folding->context->scratch, &life, err) != OK)
        return err->outcome;
    folding->context->projection->rows(&life, rules, rows);
    return OK;
}

/* One who did not stay in the file.  The newcomer has its own bytes; one that was there is said
 * anew. */
static enum outcome write_loser(struct batch *batch, const struct batch_event *newcomer,
                                const struct case_file_loser *loser, struct err *err)
{
    const struct record *record = &newcomer->item.record;
    struct letter letter = {
        .topic = record->topic,
        .partition = record->partition,
        .offset = record->offset,
        .timestamp_us = record->timestamp_us,
        .event_id = loser->event->id,
        .source = loser->event->source,
        .reason = loser->reason,
        .text = str_from(reason_help(loser->reason)),
        .key = record->key,
        .payload = record->payload,
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

static enum outcome count_arrival(struct folding *folding, const struct batch_event *newcomer,
                                  enum case_file_added added, struct err *err)
{
    static const enum arrival_fate fates[] = {
        [CASE_FILE_ADDED] = ARRIVAL_TAKEN,
        [CASE_FILE_DUPLICATE] = ARRIVAL_REPEATED,
        [CASE_FILE_RENEWED] = ARRIVAL_REPEATED,
        [CASE_FILE_REFUSED] = ARRIVAL_SET_ASIDE,
    };
    const struct record *record = &newcomer->item.record;
    const struct arrived arrived = {
        .source = newcomer->event.source,
        .partition = record->partition,
        .at_us = record->timestamp_us,
        .fate = fates[added],
        .lateness = lateness_of(&newcomer->event, record->timestamp_us),
    };
    if (!folding->context->counts_arrivals)
        return OK;
    return arrivals_add(&folding->batch->arrivals, &folding->batch->arena, &arrived, err);
}

static enum outcome add_events(struct folding *folding, struct err *err)
{
    for (const struct batch_item *at = folding->group->first; at != NULL; at = at->next) {
        struct case_file_change change;
        if (case_file_add(&folding->file.events, &event_of(at)->event, folding->context->scratch,
                          &change, err) != OK)
            return err->outcome;
        /* a loser may leave a shadow: then the file has changed though no event came in */
        if (change.added != CASE_FILE_DUPLICATE)
            folding->is_changed = true;
        if (count_change(folding->batch, event_of(at), &change, err) != OK ||
            count_arrival(folding, event_of(at), change.added, err) != OK)
            return err->outcome;
    }
    return OK;
}

static enum outcome pack(const struct folding *folding, struct str *bytes_out, struct err *err)
{
    return case_file_pack(&folding->file.events, &folding->batch->arena, bytes_out, err);
}

const struct input input_events = {
    .subject_name = subject_name,
    .read = read_event,
    .is_impersonal = is_impersonal,
    .source = source_of,
    .open = open_file,
    .rows = rows_of,
    .add = add_events,
    .pack = pack,
};
