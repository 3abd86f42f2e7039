/* sheet -- see sheet.h. */
#include "office/sheet.h"

#include <assert.h>

#include "base/civil.h"
#include "office/draft.h"
#include "office/sheet_note.h"
#include "office/sheet_words.h"

static const char *const titles[SHEET_FIELDS_COUNT] = {
#define SHEET_FIELD(NAME, title) title,
#include "office/sheet_fields.def"
#undef SHEET_FIELD
};

const char *sheet_title(enum sheet_field field)
{
    assert(field < SHEET_FIELDS_COUNT);
    return titles[field];
}

/* What a sheet is made with. */
struct filling {
    const struct form *form;
    const struct sheet_source *source;
    struct arena *arena;
    struct sheet *sheet;
    int64_t day; /* on which it came in, for names */
};

static void fill_time(struct filling *filling, enum sheet_field field, int64_t at_us, bool is_day)
{
    struct draft draft;
    draft_begin(&draft, filling->arena);
    draft_time(&draft, at_us, is_day ? PRECISION_DAY : PRECISION_INSTANT);
    filling->sheet->fields[field] = draft_text(&draft);
}

static void fill_times(struct filling *filling)
{
    const struct form *form = filling->form;
    const struct case_row *whole = &form->whole;
    fill_time(filling, SHEET_CAME_IN, form->came_in_at_us,
              form->came_in_precision == PRECISION_DAY);
    fill_time(filling, SHEET_COMPLETED, whole->completed_at.us,
              str_eq(whole->completed_precision, STR("day")));
    fill_time(filling, SHEET_CALLBACK, whole->callback_at.us,
              str_eq(whole->callback_precision, STR("day")));
}

static void fill_names(struct filling *filling)
{
    const struct form *form = filling->form;
    const struct names *names = filling->source->names;
    struct sheet *sheet = filling->sheet;
    struct str unit = form->unit->unit;
    sheet->unit = names_unit(names, unit, filling->day);
    sheet->fields[SHEET_SECTION] = names_section(names, unit, form->part->section, filling->day);
    sheet->fields[SHEET_RECEIVER] = names_person(names, form->receiver, filling->day);
    if (form->handling == HANDLING_OTHER_SECTION)
        sheet->fields[SHEET_TO_SECTION] =
            names_section(names, form->to_unit, form->to_section, filling->day);
    if (form->handling == HANDLING_OTHER_UNIT)
        sheet->fields[SHEET_TO_UNIT] = names_unit(names, form->to_unit, filling->day);
}

/* What was recorded and is not there (any more) is not left blank. */
static struct str of_record(struct filling *filling, const char *field, bool is_recorded)
{
    struct str value =
        personal_of_case(filling->source->personal, &filling->form->life->subject, field);
    if (value.len > 0 || !is_recorded)
        return value;
    return filling->form->life->is_erased ? STR("（已清除）") : STR("（未存）");
}

static struct str text_of(struct filling *filling, enum form_text_place place)
{
    const struct form_text *text = &filling->form->texts[place];
    struct str value =
        personal_text(filling->source->personal, &filling->form->life->subject, text);
    if (value.len > 0 || text->field == 0)
        return value;
    return filling->form->life->is_erased ? STR("（已清除）") : STR("（文字未存）");
}

/* The words of the opinion; without any, whether he agrees. */
static struct str opinion(struct filling *filling, enum form_text_place place, enum answer agrees)
{
    struct str text = personal_text(filling->source->personal, &filling->form->life->subject,
                                    &filling->form->texts[place]);
    if (text.len == 0 && agrees != 0)
        return str_from(sheet_agreements[agrees]);
    return text_of(filling, place);
}

static void fill_texts(struct filling *filling)
{
    const struct form *form = filling->form;
    struct str *fields = filling->sheet->fields;
    fields[SHEET_CITIZEN] = of_record(filling, "name", form->whole.has_name);
    fields[SHEET_CONTACT] = of_record(filling, "contact", form->whole.has_contact);
    fields[SHEET_CHANNEL_OTHER] = text_of(filling, FORM_CHANNEL);
    fields[SHEET_CATEGORY_OTHER] = text_of(filling, FORM_CATEGORY);
    fields[SHEET_CONTENT] = text_of(filling, FORM_CONTENT);
    fields[SHEET_RESULT] = text_of(filling, FORM_RESULT);
    fields[SHEET_HEAD_OPINION] = opinion(filling, FORM_SECTION_HEAD, form->section_head_agrees);
    fields[SHEET_LEADER_OPINION] = opinion(filling, FORM_LEADER, form->leader_agrees);
}

static void fill_words(struct filling *filling)
{
    const struct form *form = filling->form;
    struct sheet *sheet = filling->sheet;
    sheet->channel = form->life->channel;
    sheet->category = form->life->category;
    sheet->handling = form->handling;
    sheet->satisfaction = form->satisfaction;
    sheet->fields[SHEET_CHANNEL] = str_from(sheet_channels[sheet->channel]);
    sheet->fields[SHEET_CATEGORY] = str_from(sheet_categories[sheet->category]);
    sheet->fields[SHEET_HANDLING] = str_from(sheet_handlings[sheet->handling]);
    sheet->fields[SHEET_SATISFACTION] = str_from(sheet_satisfactions[sheet->satisfaction]);
    sheet->fields[SHEET_ENTRY] = str_from(sheet_entries[form->part->entry]);
    sheet->fields[SHEET_NUMBER] = form->life->case_number;
    sheet->fields[SHEET_SOURCE] = form->life->case_source;
}

enum outcome sheet_from(const struct form *form, const struct sheet_source *source,
                        struct arena *arena, struct sheet *sheet_out, struct err *err)
{
    struct sheet sheet = {.channel = 0};
    struct filling filling = {
        .form = form,
        .source = source,
        .arena = arena,
        .sheet = &sheet,
        .day = civil_day_of(form->came_in_at_us),
    };
    struct draft remarks;
    fill_times(&filling);
    fill_names(&filling);
    fill_texts(&filling);
    fill_words(&filling);
    draft_begin(&remarks, arena);
    sheet_notes(form, source, &remarks);
    sheet.fields[SHEET_REMARKS] = draft_text(&remarks);
    if (arena->full)
        return err_set(err, RETRY, "no room for a sheet in the arena");
    *sheet_out = sheet;
    return OK;
}
