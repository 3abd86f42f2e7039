/* form -- see form.h. */
#include "core/form.h"

#include <assert.h>

#include "core/words.h"

/* ---- where it stands ---- */

static const struct unit_part *unit_find(const struct life *life, struct str unit)
{
    for (int32_t i = 0; i < life->units.count; i++)
        if (str_eq(life->units.items[i].unit, unit))
            return &life->units.items[i];
    return NULL;
}

static const struct part *part_find(const struct life *life, const struct form_book *book)
{
    for (int32_t i = 0; i < life->parts.count; i++) {
        const struct part *part = &life->parts.items[i];
        if (part->has_row && str_eq(part->unit, book->unit) && str_eq(part->section, book->section))
            return part;
    }
    return NULL;
}

/* To whom it went: of a section its own last handing over, of a unit who has it at the end. */
static void fill_handling(const struct form_book *book, struct form *form)
{
    const struct life *life = form->life;
    form->handling = book->is_master ? form->unit->handling : form->part->handling;
    if (form->handling != HANDLING_OTHER_SECTION && form->handling != HANDLING_OTHER_UNIT)
        return;
    assert(book->is_master || form->part->handed_on != LIFE_NONE); /* or it would not have left */
    const struct part *to =
        book->is_master ? life_part_of(life, life->closing)
                        : &life->parts.items[life->handovers.items[form->part->handed_on].to];
    assert(to != NULL); /* what left is held somewhere */
    form->to_unit = to->unit;
    form->to_section = to->section;
}

/* The acceptance's own time where this book accepted it; elsewhere it came in when it came. */
static void fill_beginning(struct form *form)
{
    const struct life *life = form->life;
    const struct event *accepted = life_event(life, life->accepted);
    bool is_accepting = accepted != NULL && form->part == &life->parts.items[life->accepted_part];
    form->came_in_at_us = is_accepting ? accepted->occurred_at_us : form->part->came_in_at_us;
    form->came_in_precision = is_accepting ? accepted->precision : form->part->came_in_precision;
    form->receiver = form->unit->receiver;
}

static void fill_satisfaction(struct form *form)
{
    for (int i = 1; i < SATISFACTIONS_END; i++)
        if (str_eq(word_satisfaction((enum satisfaction) i), form->whole.satisfaction))
            form->satisfaction = (enum satisfaction) i;
}

/* ---- its texts ---- */

static void take_text(const struct event *event, enum text_field field, struct form_text *text)
{
    if ((event->texts & SET_OF(field)) != 0)
        *text = (struct form_text) {.event_id = event->id, .field = field};
}

/* The last that was said; what is amended is said for the whole case. */
static void fill_texts(struct form *form)
{
    for (int32_t i = 0; i < form->life->facts.count; i++) {
        const struct event *event = life_event(form->life, i);
        if (i == form->life->accepted || event->kind == EVENT_AMENDED) {
            take_text(event, TEXT_FIELD_CHANNEL, &form->texts[FORM_CHANNEL]);
            take_text(event, TEXT_FIELD_CATEGORY, &form->texts[FORM_CATEGORY]);
            take_text(event, TEXT_FIELD_CONTENT, &form->texts[FORM_CONTENT]);
        } else if (event->kind == EVENT_COMPLETED) {
            take_text(event, TEXT_FIELD_RESULT, &form->texts[FORM_RESULT]);
        } else if (event->kind == EVENT_OPINION_RECORDED) {
            bool is_head = event->opinion_recorded.role == OPINION_ROLE_SECTION_HEAD;
            struct form_text *text = &form->texts[is_head ? FORM_SECTION_HEAD : FORM_LEADER];
            *text = (struct form_text) {.field = 0};
            take_text(event, TEXT_FIELD_OPINION, text);
            *(is_head ? &form->section_head_agrees : &form->leader_agrees) =
                event->opinion_recorded.agrees;
        }
    }
    if (form->life->channel != CHANNEL_OTHER)
        form->texts[FORM_CHANNEL].field = 0;
    if (form->life->category != CATEGORY_OTHER)
        form->texts[FORM_CATEGORY].field = 0;
}

/* ---- 备注 ---- */

/* When there is no more room they are only counted. */
static void add_note(struct form *form, const struct form_note *note)
{
    if (form->notes_count < FORM_NOTES_MAX) {
        form->notes[form->notes_count++] = *note;
        return;
    }
    struct form_note *last = &form->notes[FORM_NOTES_MAX - 1];
    if (last->kind != FORM_NOTE_MORE)
        *last = (struct form_note) {.kind = FORM_NOTE_MORE, .count = 1};
    last->count++;
}

/* Of a redo the form prints the last, 备注 the first. */
static void add_redo(struct form *form)
{
    const struct life *life = form->life;
    if (life->completions.count > 1)
        add_note(form, &(struct form_note) {
                           .kind = FORM_NOTE_FIRST_COMPLETED,
                           .event = life_event(life, life->completions.items[0].fact),
                       });
    if (form->whole.satisfaction_first.len > 0 &&
        !str_eq(form->whole.satisfaction_first, form->whole.satisfaction)) {
        int32_t i = 0; /* a round's first that counts is its rating, also after a rectification */
        while (life->rounds.items[i].rating == LIFE_NONE)
            i++;
        int32_t fact = life->rounds.items[i].rating;
        add_note(form, &(struct form_note) {.kind = FORM_NOTE_FIRST_RATED,
                                            .event = life_event(life, fact)});
    }
}

/* Is this an event that 备注 tells? */
static bool is_told(const struct form *form, int32_t fact)
{
    const struct event *event = life_event(form->life, fact);
    if (event->kind == EVENT_MERGED)
        return fact == form->life->merged;
    if (event->kind == EVENT_WITHDRAWN)
        return fact == form->life->withdrawn;
    if (event->kind == EVENT_CALLBACK_MADE)
        return event->callback_made.outcome != CALLBACK_REACHED;
    return event->kind == EVENT_SPOT_CHECKED || event->kind == EVENT_INSPECTED ||
           event->kind == EVENT_RECTIFICATION_ORDERED || event->kind == EVENT_RECTIFICATION_DONE ||
           event->kind == EVENT_REOPENED || event->kind == EVENT_URGED ||
           event->kind == EVENT_EXPLAINED || event->kind == EVENT_NOTICE_ISSUED ||
           event->kind == EVENT_ERASED;
}

/* An event's own words in 备注: what a check found, why it was reopened … */
static struct form_text told_text(const struct event *event)
{
    static const enum text_field fields[] = {TEXT_FIELD_FINDING, TEXT_FIELD_REASON, TEXT_FIELD_NOTE,
                                             TEXT_FIELD_REMARK};
    struct form_text text = {.field = 0};
    for (size_t i = 0; text.field == 0 && i < sizeof(fields) / sizeof(fields[0]); i++)
        take_text(event, fields[i], &text);
    return text;
}

static void add_event(struct form *form, int32_t fact)
{
    const struct event *event = life_event(form->life, fact);
    struct form_note note = {.kind = FORM_NOTE_EVENT, .event = event};
    if (is_told(form, fact)) {
        note.text = told_text(event);
        add_note(form, &note);
    }
    /* what stands in no field: remarks, what was added later, what the citizen said */
    static const enum text_field alone[] = {TEXT_FIELD_REMARK, TEXT_FIELD_RATING,
                                            TEXT_FIELD_CONTENT};
    for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++) {
        struct form_text text = {.field = 0};
        if (alone[i] != TEXT_FIELD_CONTENT || event->kind == EVENT_SUPPLEMENTED)
            take_text(event, alone[i], &text);
        if (text.field == 0 || text.field == note.text.field)
            continue;
        add_note(form, &(struct form_note) {.kind = FORM_NOTE_TEXT, .event = event, .text = text});
    }
}

static void add_notes(struct form *form)
{
    const struct life *life = form->life;
    if (!form->unit->is_accepting && !str_eq(life->receiver, form->receiver))
        add_note(form, &(struct form_note) {.kind = FORM_NOTE_RECEIVER});
    if (life->is_mock_visit)
        add_note(form, &(struct form_note) {.kind = FORM_NOTE_MOCK_VISIT});
    add_redo(form);
    if (form->whole.on_behalf_of.len > 0)
        add_note(form, &(struct form_note) {.kind = FORM_NOTE_ON_BEHALF});
    uint64_t flags = life->flags | form->part->flags;
    for (int flag = 0; flag < LIFE_FLAGS_COUNT; flag++)
        if ((flags >> flag & 1) != 0)
            add_note(form,
                     &(struct form_note) {.kind = FORM_NOTE_FLAG, .flag = (enum life_flag) flag});
    for (int32_t i = 0; i < life->facts.count; i++)
        add_event(form, i);
}

enum outcome form_from(const struct life *life, const struct form_book *book, struct arena *arena,
                       struct form *form_out, struct err *err)
{
    struct form form = {.life = life, .unit = unit_find(life, book->unit)};
    if (form.unit != NULL)
        form.part =
            book->is_master ? &life->parts.items[form.unit->entry_part] : part_find(life, book);
    if (form.part == NULL)
        return err_set(err, REJECT, "case \"%.*s\" of \"%.*s\" is not in this book",
                       STR_ARG(life->case_number), STR_ARG(life->case_source));
    struct rows rows;
    form.notes = arena_alloc(arena, FORM_NOTES_MAX * sizeof(*form.notes));
    if (form.notes == NULL)
        return err_set(err, RETRY, "no room for a form in the arena");
    if (rows_init(&rows, &case_row_table, 1, arena, err) != OK)
        return err->outcome;
    case_row_add(life, &rows);
    if (rows.full)
        return err_set(err, RETRY, "no room for a form in the arena");
    form.whole = *(const struct case_row *) rows_at(&rows, 0);
    fill_beginning(&form);
    fill_handling(book, &form);
    fill_satisfaction(&form);
    fill_texts(&form);
    add_notes(&form);
    *form_out = form;
    return OK;
}
