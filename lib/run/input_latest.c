/* input_latest -- see input.h: the citizen topic; a file says where the last value of each key is.
 */
#include <string.h>

#include "run/input.h"
#include "wire/citizen_codec.h"

/* What a record of the topic says, and the record. */
struct batch_citizen {
    struct batch_item item;
    struct citizen citizen;
};

/* SUBJECT, SUBJECT/EVENT, SUBJECT/erased/… */
static struct str subject_name(struct str key)
{
    const char *slash = key.len == 0 ? NULL : memchr(key.ptr, '/', key.len);
    return slash == NULL ? key : (struct str) {key.ptr, (size_t) (slash - key.ptr)};
}

static enum outcome read_citizen(struct batch *batch, const struct record *record,
                                 struct batch_item **item_out, struct uuid *subject_out,
                                 struct err *err)
{
    struct batch_citizen *kept = arena_alloc_raw(&batch->arena, sizeof(*kept));
    if (kept == NULL)
        return batch_is_full(err);
    *kept = (struct batch_citizen) {.item.record = *record};
    if (citizen_decode(record, &batch->arena, &kept->citizen, err) != OK)
        return err->outcome;
    *item_out = &kept->item;
    *subject_out = kept->citizen.subject;
    return OK;
}

/* All of this topic is personal. */
static bool is_impersonal(struct batch *batch, const struct record *record,
                          struct uuid *event_id_out)
{
    (void) batch;
    (void) record;
    (void) event_id_out;
    return false;
}

/* Nobody looks inside. */
static struct str source_of(struct batch *batch, const struct record *record)
{
    (void) batch;
    (void) record;
    return STR("");
}

static enum outcome open_file(struct folding *folding, struct err *err)
{
    const struct group *group = folding->group;
    return citizen_file_unpack(group->before.bytes, &group->subject, folding->context->scratch,
                               &folding->file.latest, err);
}

static enum outcome rows_of(const struct folding *folding, const struct rules *rules,
                            struct rows *rows, struct err *err)
{
    (void) rules;
    (void) err;
    folding->context->projection->latest_rows(&folding->file.latest, rows);
    return OK;
}

/* One more than a file may hold. */
static enum outcome write_letter(struct batch *batch, const struct batch_citizen *citizen,
                                 struct err *err)
{
    const struct record *record = &citizen->item.record;
    const struct letter letter = {
        .topic = record->topic,
        .partition = record->partition,
        .offset = record->offset,
        .timestamp_us = record->timestamp_us,
        .event_id = citizen->citizen.event_id,
        .reason = REASON_DISPLACED,
        .is_personal = true,
        .text = str_from(reason_help(REASON_DISPLACED)),
        .key = record->key,
        .payload = record->payload,
    };
    return batch_letter(batch, &letter, err);
}

static enum outcome add_values(struct folding *folding, struct err *err)
{
    for (const struct batch_item *at = folding->group->first; at != NULL; at = at->next) {
        const struct batch_citizen *citizen = (const struct batch_citizen *) (const void *) at;
        enum citizen_file_change change;
        const struct citizen_at said = {&citizen->citizen, at->record.partition, at->record.offset};
        if (citizen_file_apply(&folding->file.latest, &said, folding->context->scratch, &change,
                               err) != OK)
            return err->outcome;
        folding->batch->applied_count += change == CITIZEN_FILE_CHANGED;
        folding->batch->duplicates_count += change == CITIZEN_FILE_SAME;
        folding->is_changed = folding->is_changed || change == CITIZEN_FILE_CHANGED;
        if (change == CITIZEN_FILE_FULL && write_letter(folding->batch, citizen, err) != OK)
            return err->outcome;
    }
    return OK;
}

static enum outcome pack(const struct folding *folding, struct str *bytes_out, struct err *err)
{
    return citizen_file_pack(&folding->file.latest, &folding->batch->arena, bytes_out, err);
}

const struct input input_latest = {
    .is_compacted = true,
    .is_scattered = true,
    .is_personal = true,
    .subject_name = subject_name,
    .read = read_citizen,
    .is_impersonal = is_impersonal,
    .source = source_of,
    .open = open_file,
    .rows = rows_of,
    .add = add_values,
    .pack = pack,
};
