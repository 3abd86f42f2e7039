/* personal -- see personal.h. */
#include "office/personal.h"

#include <stdlib.h>

#include "sql.h"

enum { CASE_ID, EVENT_ID, FIELD, VALUE };

/* As the citizen's register calls them. */
static const char *const fields[TEXT_FIELDS_END] = {
    [TEXT_FIELD_CONTENT] = "content",   [TEXT_FIELD_CHANNEL] = "channel",
    [TEXT_FIELD_CATEGORY] = "category", [TEXT_FIELD_NOTE] = "note",
    [TEXT_FIELD_REASON] = "reason",     [TEXT_FIELD_RESULT] = "result",
    [TEXT_FIELD_OPINION] = "opinion",   [TEXT_FIELD_REMARK] = "remark",
    [TEXT_FIELD_RATING] = "rating",     [TEXT_FIELD_FINDING] = "finding",
};

enum outcome personal_check(const struct personal_source *source, struct err *err)
{
    bool in_clear = source->reason != NULL;
    struct pg_rows rows;
    pg_params_reset(source->params);
    pg_param_boolean(source->params, in_clear);
    if (pg_exec(source->pg, SQL_PERSONAL_THERE, source->params, &rows, err) != OK)
        return err->outcome;
    bool is_there = pg_rows_boolean(&rows, 0, 0);
    pg_rows_done(&rows);
    if (is_there)
        return OK;
    return err_set(err, FATAL,
                   "%s there: names and texts come from shouwen-citizen-register; run "
                   "shouwen-admin migrate",
                   in_clear ? "the function citizen.reveal is not"
                            : "the views book.citizen and book.citizen_text are not");
}

/* ---- what is asked for ---- */

typedef void (*put_text)(struct pg_params *params, const struct form *form,
                         const struct form_text *text);

static void put_case(struct pg_params *params, const struct form *form,
                     const struct form_text *text)
{
    (void) text;
    pg_array_uuid(params, &form->life->subject);
}

static void put_event(struct pg_params *params, const struct form *form,
                      const struct form_text *text)
{
    (void) form;
    pg_array_uuid(params, &text->event_id);
}

static void put_field(struct pg_params *params, const struct form *form,
                      const struct form_text *text)
{
    (void) form;
    pg_array_text(params, str_from(fields[text->field]));
}

/* Each text that a form names; gives how many.  `put` NULL only counts. */
static size_t each_text(struct pg_params *params, const struct form *forms, size_t forms_count,
                        put_text put)
{
    size_t count = 0;
    for (size_t i = 0; i < forms_count; i++) {
        const struct form *form = &forms[i];
        for (int32_t j = 0; j < FORM_TEXTS_COUNT + form->notes_count; j++) {
            const struct form_text *text =
                j < FORM_TEXTS_COUNT ? &form->texts[j] : &form->notes[j - FORM_TEXTS_COUNT].text;
            if (text->field == 0)
                continue;
            count++;
            if (put != NULL)
                put(params, form, text);
        }
    }
    return count;
}

static void ask(const struct personal_source *source, const struct form *forms, size_t forms_count)
{
    struct pg_params *params = source->params;
    pg_params_reset(params);
    pg_array_begin(params, PG_UUID, forms_count);
    for (size_t i = 0; i < forms_count; i++)
        pg_array_uuid(params, &forms[i].life->subject);
    if (source->reason != NULL) {
        pg_param_text(params, str_from(source->reason));
        return;
    }
    static const struct {
        enum pg_element element;
        put_text put;
    } arrays[] = {{PG_UUID, put_case}, {PG_UUID, put_event}, {PG_TEXT, put_field}};
    size_t count = each_text(NULL, forms, forms_count, NULL);
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        pg_array_begin(params, arrays[i].element, count);
        (void) each_text(params, forms, forms_count, arrays[i].put);
    }
}

enum outcome personal_read(const struct personal_source *source, const struct form *forms,
                           size_t forms_count, struct personal *personal_out, struct err *err)
{
    struct personal personal = {.count = 0};
    ask(source, forms, forms_count);
    const char *sql = source->reason == NULL ? SQL_PERSONAL_MASKED : SQL_PERSONAL_REVEALED;
    if (pg_exec(source->pg, sql, source->params, &personal.rows, err) != OK)
        return err_wrap(err, "read names and texts");
    personal.items = calloc(personal.rows.count + 1, sizeof(*personal.items));
    if (personal.items == NULL) {
        pg_rows_done(&personal.rows);
        return err_set(err, FATAL, "could not allocate %zu values", personal.rows.count);
    }
    for (size_t row = 0; row < personal.rows.count; row++) {
        struct personal_value *value = &personal.items[personal.count++];
        value->case_id = pg_rows_uuid(&personal.rows, row, CASE_ID);
        if (!pg_rows_is_null(&personal.rows, row, EVENT_ID))
            value->event_id = pg_rows_uuid(&personal.rows, row, EVENT_ID);
        value->field = pg_rows_text(&personal.rows, row, FIELD);
        value->value = pg_rows_text(&personal.rows, row, VALUE);
    }
    *personal_out = personal;
    return OK;
}

void personal_done(struct personal *personal)
{
    free(personal->items);
    pg_rows_done(&personal->rows);
    *personal = (struct personal) {.count = 0};
}

/* ---- what is there ---- */

static int compare(const struct personal_value *value, const struct uuid *case_id,
                   const struct uuid *event_id)
{
    int order = uuid_compare(&value->case_id, case_id);
    return order != 0 ? order : uuid_compare(&value->event_id, event_id);
}

static struct str find(const struct personal *personal, const struct uuid *case_id,
                       const struct uuid *event_id, const char *field)
{
    size_t low = 0;
    size_t high = personal->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&personal->items[middle], case_id, event_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < personal->count && compare(&personal->items[low], case_id, event_id) == 0; low++)
        if (str_eq(personal->items[low].field, str_from(field)))
            return personal->items[low].value;
    return (struct str) {0};
}

struct str personal_of_case(const struct personal *personal, const struct uuid *case_id,
                            const char *field)
{
    static const struct uuid record;
    return find(personal, case_id, &record, field);
}

struct str personal_text(const struct personal *personal, const struct uuid *case_id,
                         const struct form_text *text)
{
    if (text->field == 0)
        return (struct str) {0};
    return find(personal, case_id, &text->event_id, fields[text->field]);
}
