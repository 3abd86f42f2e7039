/* event_keep -- see event_keep.h. */
#include "core/event_keep.h"

#include "core/event_fields.h"

static enum outcome keep_text(struct str *text, struct arena *arena, struct err *err)
{
    return text->len == 0 ? OK : str_keep(*text, arena, text, err);
}

static enum outcome keep_party(struct party *party, struct arena *arena, struct err *err)
{
    if (keep_text(&party->unit, arena, err) != OK || keep_text(&party->section, arena, err) != OK)
        return err->outcome;
    return keep_text(&party->person, arena, err);
}

static enum outcome keep_codes(struct codes *codes, struct arena *arena, struct err *err)
{
    if (codes->count == 0)
        return OK;
    struct str *items = arena_alloc_raw(arena, codes->count * sizeof(*items));
    if (items == NULL)
        return err_set(err, RETRY, "no room for %zu codes in the arena", codes->count);
    for (size_t i = 0; i < codes->count; i++) {
        items[i] = codes->items[i];
        if (keep_text(&items[i], arena, err) != OK)
            return err->outcome;
    }
    codes->items = items;
    return OK;
}

static enum outcome keep_field(const struct event_field *field, struct event *event,
                               struct arena *arena, struct err *err)
{
    void *value = (char *) event + field->offset;
    if (field->type == FIELD_CODE)
        return keep_text(value, arena, err);
    if (field->type == FIELD_PARTY)
        return keep_party(value, arena, err);
    if (field->type == FIELD_CODES)
        return keep_codes(value, arena, err);
    return OK; /* everything else is in the struct itself */
}

static enum outcome keep_fields(struct event_fields fields, struct event *event,
                                struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < fields.count; i++)
        if (keep_field(&fields.items[i], event, arena, err) != OK)
            return err->outcome;
    return OK;
}

enum outcome event_keep(const struct event *event, struct arena *arena, struct event *kept_out,
                        struct err *err)
{
    struct event kept = *event;
    if (keep_fields(event_fields_header(), &kept, arena, err) != OK ||
        keep_fields(event_fields_of(kept.kind), &kept, arena, err) != OK)
        return err->outcome;
    *kept_out = kept;
    return OK;
}
