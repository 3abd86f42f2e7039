/* mapped -- see mapped.h. */
#include "office/mapped.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "base/sha256.h"
#include "office/alias.h"
#include "office/book_time.h"
#include "office/cell_text.h"
#include "office/made_number.h"
#include "office/mapped_value.h"
#include "wire/event_codec.h"
#include "wire/event_id.h"
#include "wire/text.h"

/* What is being made. */
struct making {
    const struct mapped_input *input;
    struct mapped *mapped;
    struct citizen person; /* CITIZEN_RECORD, when `has_person` */
    bool has_person;
    struct mapped_fault *fault;
    struct err *err;
};

/* Say which value was at fault; a part that is no column's says nothing. */
static void point_at(struct making *making, const struct template_part *part)
{
    if (part == NULL || (part->kind != PART_COLUMN && part->kind != PART_BEFORE))
        return;
    const struct template_row *row = &making->input->row;
    const struct str *fields = part->kind == PART_BEFORE ? row->before : row->fields;
    bool is_personal = mapping_is_personal(making->input->mapping, part->column);
    *making->fault = (struct mapped_fault) {
        .has_column = true,
        .column = part->column,
        .value = is_personal || fields == NULL ? STR("") : fields[part->column],
    };
}

static enum outcome blame(struct making *making, const struct template_part *part, const char *role)
{
    point_at(making, part);
    return err_wrap(making->err, "%s", role);
}

/* The first column a template speaks of; NULL when it is all literal. */
static const struct template_part *first_column(const struct template *template)
{
    for (size_t i = 0; i < template->count; i++)
        if (template->parts[i].kind == PART_COLUMN || template->parts[i].kind == PART_BEFORE)
            return &template->parts[i];
    return NULL;
}

static enum outcome fill(struct making *making, const struct template *template, const char *role,
                         struct str *text_out)
{
    struct template_fault fault;
    if (template_fill(template, &making->input->row, text_out, &fault, making->err) != OK)
        return blame(making, fault.part, role);
    return OK;
}

/* ---- the header ---- */

static struct book_calendar calendar_of(const struct making *making)
{
    const struct mapping_book *book = &making->input->mapping->book;
    bool is_first = making->input->rule->kind == EVENT_ACCEPTED;
    return (struct book_calendar) {.zone_s = book->zone_s,
                                   .year = book->year,
                                   .after_us = is_first ? 0 : making->input->accepted_at_us};
}

static enum outcome make_recorded_at(struct making *making)
{
    const struct mapping_book *book = &making->input->mapping->book;
    struct event *event = &making->mapped->event;
    struct str text;
    enum precision precision;
    event->recorded_at_us = making->input->now_us;
    if (fill(making, &book->recorded_at, "recorded_at", &text) != OK)
        return making->err->outcome;
    const struct book_calendar calendar = calendar_of(making);
    if (text.len > 0 &&
        book_time_read(text, &calendar, &event->recorded_at_us, &precision, making->err) != OK)
        return blame(making, first_column(&book->recorded_at), "recorded_at");
    return OK;
}

static enum outcome make_header(struct making *making)
{
    const struct mapping_book *book = &making->input->mapping->book;
    struct event *event = &making->mapped->event;
    const struct {
        const struct template *template;
        const char *role;
        struct str *text;
    } texts[] = {
        {&book->number, "number", &event->case_number},
        {&book->case_source, "case_source", &event->case_source},
        {&book->own_number, "own_number", &event->own_number},
        {&book->actor, "actor", &event->actor},
    };
    *event = (struct event) {.kind = making->input->rule->kind,
                             .source = book->source,
                             .source_sequence = (int64_t) making->input->row.sequence};
    enum subject_kind kind = event_kind_subject(event->kind);
    if (kind == SUBJECT_EITHER)
        kind = book->is_of_unit_years ? SUBJECT_UNIT_YEAR : SUBJECT_CASE;
    event->subject_kind = kind;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (fill(making, texts[i].template, texts[i].role, texts[i].text) != OK)
            return making->err->outcome;
    if (making->input->number.len > 0)
        event->case_number = making->input->number;
    if (event->case_source.len == 0)
        event->case_source = book->source;
    return make_recorded_at(making);
}

/* ---- fields ---- */

static enum outcome add_text(struct making *making, enum text_field field, struct str text)
{
    struct mapped *mapped = making->mapped;
    if (text.len > CITIZEN_TEXT_BYTES_MAX)
        return err_reason(making->err, REJECT, REASON_LENGTH, "it has more than %d bytes",
                          CITIZEN_TEXT_BYTES_MAX);
    mapped->event.texts |= SET_OF(field);
    mapped->records[mapped->records_count++] =
        (struct citizen) {.kind = CITIZEN_TEXT, .field = field, .text = text};
    return OK;
}

static enum outcome add_citizen(struct making *making, enum citizen_part part, struct str text)
{
    struct str *const parts[] = {
        [CITIZEN_NAME] = &making->person.name,
        [CITIZEN_CONTACT] = &making->person.contact,
        [CITIZEN_ADDRESS] = &making->person.address,
        [CITIZEN_ID_NUMBER] = &making->person.id_number,
    };
    if (text.len > CITIZEN_NAME_BYTES_MAX)
        return err_reason(making->err, REJECT, REASON_LENGTH, "it has more than %d bytes",
                          CITIZEN_NAME_BYTES_MAX);
    enum text_fault fault = text_check(text, TEXT_LINE);
    if (fault != TEXT_FINE)
        return err_reason(making->err, REJECT, REASON_ENCODING, "it %s", text_fault_words(fault));
    *parts[part] = text;
    making->has_person = true;
    return OK;
}

static enum outcome set_field(struct making *making, const struct mapping_field *field,
                              struct str text)
{
    struct event *event = &making->mapped->event;
    const struct book_calendar calendar = calendar_of(making);
    struct mapped_value value = {
        .field = field,
        .place = {.kind = event->kind, .index = field->index},
        .calendar = &calendar,
        .text = text,
        .arena = making->input->row.arena,
    };
    switch (field->target) {
    case TARGET_TEXT:
        return add_text(making, field->text, text);
    case TARGET_CITIZEN:
        return add_citizen(making, field->citizen, text);
    case TARGET_AT:
    case TARGET_HEADER:
    case TARGET_FIELD:
        return mapped_value_set(event, &value, making->err);
    }
    return OK;
}

static enum outcome make_fields(struct making *making)
{
    const struct mapping_rule *rule = making->input->rule;
    for (size_t i = 0; i < rule->count; i++) {
        const struct mapping_field *field = &rule->fields[i];
        struct str text;
        if (fill(making, &field->value, field->name.ptr, &text) != OK)
            return making->err->outcome;
        if (text.len > 0 && set_field(making, field, text) != OK)
            return blame(making, first_column(&field->value), field->name.ptr);
    }
    return OK;
}

/* A book holds the acceptances of its year, and whatever became of them. */
static enum outcome check_year(struct making *making)
{
    const struct mapping_rule *rule = making->input->rule;
    const struct event *event = &making->mapped->event;
    int year = making->input->mapping->book.year;
    if (event->kind != EVENT_ACCEPTED || year == 0 || event->occurred_at_us == 0 ||
        civil_year_of(event->occurred_at_us) == year)
        return OK;
    err_ignore(err_reason(making->err, REJECT, REASON_TIME,
                          "the day is one of %" PRId64 ", and the book of %d",
                          civil_year_of(event->occurred_at_us), year));
    for (size_t i = 0; i < rule->count; i++)
        if (rule->fields[i].target == TARGET_AT)
            return blame(making, first_column(&rule->fields[i].value), "at");
    return making->err->outcome;
}

/* ---- what follows from what was said ---- */

/* A section without a unit is one of the book's unit. */
static enum outcome fill_units(struct making *making)
{
    struct event *event = &making->mapped->event;
    struct event_fields fields = event_fields_of(event->kind);
    struct str unit;
    if (fill(making, &making->input->mapping->book.unit, "unit", &unit) != OK)
        return making->err->outcome;
    for (size_t i = 0; i < fields.count; i++) {
        void *place = (char *) event + fields.items[i].offset;
        struct str *code = place;
        struct party *party = place;
        bool is_unit =
            fields.items[i].type == FIELD_CODE && strcmp(fields.items[i].name, "unit") == 0;
        if (is_unit && code->len == 0)
            *code = unit;
        if (fields.items[i].type == FIELD_PARTY && party->section.len > 0 && party->unit.len == 0)
            party->unit = unit;
    }
    return OK;
}

static struct citizen *find_text(struct mapped *mapped, enum text_field field)
{
    for (size_t i = 0; i < mapped->records_count; i++)
        if (mapped->records[i].field == field)
            return &mapped->records[i];
    return NULL;
}

static void drop_text(struct mapped *mapped, enum text_field field)
{
    struct citizen *text = find_text(mapped, field);
    if (text == NULL)
        return;
    *text = mapped->records[--mapped->records_count];
    mapped->event.texts &= ~SET_OF(field);
}

static int64_t characters(struct str text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char) text.ptr[i] & 0xC0) != 0x80;
    return count;
}

static void derive(struct making *making)
{
    struct mapped *mapped = making->mapped;
    struct event *event = &mapped->event;
    if (event->kind == EVENT_ACCEPTED) {
        struct accepted *accepted = &event->accepted;
        if (accepted->channel != CHANNEL_OTHER)
            drop_text(mapped, TEXT_FIELD_CHANNEL);
        if (accepted->category != CATEGORY_OTHER)
            drop_text(mapped, TEXT_FIELD_CATEGORY);
        accepted->has_name |= making->person.name.len > 0;
        accepted->has_contact |= making->person.contact.len > 0;
        accepted->has_content |= find_text(mapped, TEXT_FIELD_CONTENT) != NULL;
    }
    const struct citizen *result = find_text(mapped, TEXT_FIELD_RESULT);
    if (event->kind == EVENT_COMPLETED && result != NULL) {
        sha256(result->text, event->completed.result_digest.bytes);
        event->completed.result_length = characters(result->text);
    }
}

/*
 * When a name or a text was written down.  A table that does not say has it since the event itself,
 * not since it is read: else reading an old book once more would bring back whom an erasure since
 * then has taken out.
 */
static int64_t written_at_us(const struct making *making)
{
    const struct event *event = &making->mapped->event;
    bool is_said = event->recorded_at_us != making->input->now_us;
    return is_said || event->occurred_at_us > event->recorded_at_us ? event->recorded_at_us
                                                                    : event->occurred_at_us;
}

static void address_records(struct making *making)
{
    struct mapped *mapped = making->mapped;
    const struct event *event = &mapped->event;
    if (making->has_person) {
        making->person.kind = CITIZEN_RECORD;
        mapped->records[mapped->records_count++] = making->person;
    }
    for (size_t i = 0; i < mapped->records_count; i++) {
        struct citizen *record = &mapped->records[i];
        record->subject = event->subject;
        record->case_source = event->case_source;
        record->case_number = event->case_number;
        record->source = event->source;
        record->recorded_at_us = written_at_us(making);
        if (record->kind == CITIZEN_TEXT)
            record->event_id = event->id;
    }
}

/* ---- what the door says ---- */

/* "accepted.section is missing": the column that was to give it. */
static void blame_named(struct making *making)
{
    const struct mapping *mapping = making->input->mapping;
    const struct mapping_rule *rule = making->input->rule;
    const char *dot = strchr(making->err->text, '.');
    if (dot == NULL)
        return;
    struct str said = {.ptr = dot + 1, .len = strcspn(dot + 1, " [:,")};
    const struct template *value = str_eq(said, STR("case_number")) ? &mapping->book.number : NULL;
    for (size_t i = 0; i < rule->count; i++)
        if (str_eq(rule->fields[i].name, said) ||
            (rule->fields[i].target == TARGET_AT && str_eq(said, STR("occurred_at"))))
            value = &rule->fields[i].value;
    if (value != NULL)
        point_at(making, first_column(value));
}

static enum outcome finish(struct making *making)
{
    struct event *event = &making->mapped->event;
    struct arena *arena = making->input->row.arena;
    struct err *err = making->err;
    if (event_settle(event, arena, err) != OK ||
        aliases_resolve(making->input->mapping->aliases, event, arena, err) != OK)
        return err->outcome;
    if (event->kind == EVENT_MERGED && event->merged.into_number.len > 0)
        event->merged.into =
            event_subject(SUBJECT_CASE, event->merged.into_source, event->merged.into_number);
    event->subject = event_subject(event->subject_kind, event->case_source, event->case_number);
    if (event_id_set(event, making->input->now_us, arena, err) != OK)
        return err->outcome;
    return event_check(event, making->input->now_us, err);
}

enum outcome mapped_number(const struct mapped_input *input, struct str *number_out,
                           struct mapped_fault *fault_out, struct err *err)
{
    struct making making = {.input = input, .fault = fault_out, .err = err};
    const struct template *number = &input->mapping->book.number;
    struct str text;
    *fault_out = (struct mapped_fault) {.has_column = false};
    if (fill(&making, number, "number", &text) != OK)
        return err->outcome;
    if (cell_narrow(text, CELL_KEEP_SPACES, input->row.arena, &text, err) != OK)
        return err->outcome;
    if (text.len == 0 && made_number_is_wanted(input->mapping))
        return made_number(input->mapping, &input->row, number_out, err);
    if (text.len > 0) {
        *number_out = text;
        return OK;
    }
    err_ignore(err_reason(err, REJECT, REASON_MISSING, "the row says no number of its case"));
    return blame(&making, first_column(number), "number");
}

enum outcome mapped_make(const struct mapped_input *input, struct mapped *mapped_out,
                         struct mapped_fault *fault_out, struct err *err)
{
    struct making making = {.input = input, .mapped = mapped_out, .fault = fault_out, .err = err};
    *fault_out = (struct mapped_fault) {.has_column = false};
    mapped_out->records_count = 0;
    if (make_header(&making) != OK || make_fields(&making) != OK || check_year(&making) != OK ||
        fill_units(&making) != OK)
        return err->outcome;
    derive(&making);
    if (finish(&making) != OK) {
        blame_named(&making);
        return err->outcome;
    }
    address_records(&making);
    return OK;
}
