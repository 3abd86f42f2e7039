/* sheet_note -- see sheet_note.h. */
#include "office/sheet_note.h"

#include "base/civil.h"
#include "office/sheet_words.h"

/* What a sentence is made with. */
struct telling {
    const struct form *form;
    const struct sheet_source *source;
    struct draft *draft;
    int64_t day; /* of the event, for names */
};

/* Name, with what stands in front of it; nothing when there is no code. */
static void put_person(struct telling *telling, const char *before, struct str code)
{
    if (code.len == 0)
        return;
    draft_word(telling->draft, before);
    draft_put(telling->draft, names_person(telling->source->names, code, telling->day));
}

/* Unit (unless it is the book's own), section and person, as far as they are named. */
static void put_party(struct telling *telling, const char *before, const struct party *party)
{
    const struct names *names = telling->source->names;
    if (party->unit.len == 0 && party->person.len == 0)
        return;
    draft_word(telling->draft, before);
    if (party->unit.len > 0 && !str_eq(party->unit, telling->form->unit->unit))
        draft_put(telling->draft, names_unit(names, party->unit, telling->day));
    if (party->section.len > 0)
        draft_put(telling->draft, names_section(names, party->unit, party->section, telling->day));
    if (party->person.len > 0)
        draft_put(telling->draft, names_person(names, party->person, telling->day));
}

static void put_pair(struct telling *telling, const char *before, const char *word)
{
    if (word[0] == '\0')
        return;
    draft_word(telling->draft, before);
    draft_word(telling->draft, word);
}

static void tell_check(struct telling *telling, const struct spot_checked *check)
{
    struct draft *draft = telling->draft;
    bool is_second = false;
    for (int checker = 1; checker < CHECKERS_END; checker++) {
        if ((check->checkers & SET_OF(checker)) == 0)
            continue;
        draft_word(draft, is_second ? "、" : "");
        draft_word(draft, sheet_checkers[checker]);
        is_second = true;
    }
    draft_word(draft, (check->checkers & (check->checkers - 1)) != 0 ? "联合抽查" : "抽查");
    for (size_t i = 0; i < check->checked_by.count && i < FORM_NOTES_MAX; i++)
        put_person(telling, i == 0 ? "（" : "、", check->checked_by.items[i]);
    draft_word(draft, check->checked_by.count > 0 ? "）" : "");
    put_pair(telling, "，群众评价：", sheet_satisfactions[check->satisfaction]);
    put_pair(telling, "，抽查结论：", sheet_findings[check->finding]);
    if (check->solved != 0)
        draft_word(draft, check->solved == ANSWER_YES ? "，问题已解决" : "，问题未解决");
}

static void tell_callback(struct telling *telling, const struct callback_made *callback)
{
    draft_word(telling->draft, "回访");
    if (callback->attempt > 0) {
        draft_word(telling->draft, "第");
        draft_number(telling->draft, callback->attempt);
        draft_word(telling->draft, "次");
    }
    draft_word(telling->draft,
               callback->outcome == CALLBACK_REFUSED ? "，群众拒绝回访" : "，未能联系上");
}

static void tell_numbered(struct telling *telling, const char *what, struct str number)
{
    draft_word(telling->draft, what);
    if (number.len == 0)
        return;
    draft_word(telling->draft, "（");
    draft_put(telling->draft, number);
    draft_word(telling->draft, "）");
}

static void tell_merged(struct telling *telling, const struct merged *merged)
{
    draft_word(telling->draft, "并入事项 ");
    draft_put(telling->draft, merged->into_number);
    if (merged->into_source.len > 0 &&
        !str_eq(merged->into_source, telling->form->life->case_source)) {
        draft_word(telling->draft, "（来源 ");
        draft_put(telling->draft, merged->into_source);
        draft_word(telling->draft, "）");
    }
}

static void tell_event(struct telling *telling, const struct event *event)
{
    /* every kind that 备注 tells of; core/form says which */
    if (event->kind == EVENT_SPOT_CHECKED) {
        tell_check(telling, &event->spot_checked);
    } else if (event->kind == EVENT_INSPECTED) {
        draft_word(telling->draft, sheet_inspections[event->inspected.mode]);
        put_pair(telling, "：", sheet_findings[event->inspected.finding]);
    } else if (event->kind == EVENT_CALLBACK_MADE) {
        tell_callback(telling, &event->callback_made);
    } else if (event->kind == EVENT_MERGED) {
        tell_merged(telling, &event->merged);
    } else if (event->kind == EVENT_WITHDRAWN) {
        draft_word(telling->draft, "撤回");
        put_person(telling, "，批准人：", event->withdrawn.approver);
    } else if (event->kind == EVENT_REOPENED) {
        draft_word(telling->draft, "重新办理");
    } else if (event->kind == EVENT_RECTIFICATION_ORDERED) {
        tell_numbered(telling, "责令整改", event->rectification_ordered.order_id);
        put_party(telling, "，整改对象：", &event->rectification_ordered.about);
    } else if (event->kind == EVENT_RECTIFICATION_DONE) {
        tell_numbered(telling, "整改完成", event->rectification_done.order_id);
        draft_word(telling->draft,
                   event->rectification_done.accepted == ANSWER_NO ? "，未获认可" : "");
    } else if (event->kind == EVENT_URGED) {
        tell_numbered(telling, "催办通知书", event->urged.number);
        put_party(telling, "，送：", &event->urged.to);
    } else if (event->kind == EVENT_EXPLAINED) {
        tell_numbered(telling, "对催办作出说明", event->explained.number);
    } else if (event->kind == EVENT_NOTICE_ISSUED) {
        tell_numbered(telling, "书面通报", event->notice_issued.number);
        put_party(telling, "，通报对象：", &event->notice_issued.about);
    } else {
        draft_word(telling->draft, "群众个人信息已清除");
    }
}

static void tell_text(struct telling *telling, const struct form_note *note)
{
    if (note->text.field == 0)
        return;
    struct str text =
        personal_text(telling->source->personal, &telling->form->life->subject, &note->text);
    draft_word(telling->draft, "：");
    if (text.len > 0)
        draft_put(telling->draft, text);
    else
        draft_word(telling->draft, "（文字未存）");
}

static void tell_fact(struct telling *telling, const char *what, const struct event *event)
{
    draft_word(telling->draft, what);
    draft_time(telling->draft, event->occurred_at_us, event->precision);
}

static void tell_lone_text(struct telling *telling, const struct form_note *note)
{
    draft_time(telling->draft, note->event->occurred_at_us, PRECISION_DAY);
    draft_word(telling->draft, note->text.field == TEXT_FIELD_RATING    ? "群众评价"
                               : note->text.field == TEXT_FIELD_CONTENT ? "群众补充"
                                                                        : "备注");
    tell_text(telling, note);
}

static void tell(struct telling *telling, const struct form_note *note)
{
    struct draft *draft = telling->draft;
    switch (note->kind) {
    case FORM_NOTE_RECEIVER:
        put_person(telling, "首问单位的首问责任人：", telling->form->life->receiver);
        return;
    case FORM_NOTE_FIRST_COMPLETED:
        tell_fact(telling, "首次办结时间：", note->event);
        return;
    case FORM_NOTE_FIRST_RATED:
        put_pair(telling, "首次评价：", sheet_satisfactions[note->event->rated.satisfaction]);
        return;
    case FORM_NOTE_ON_BEHALF:
        draft_word(draft, "代为登记 ");
        draft_put(draft, names_unit(telling->source->names, telling->form->whole.on_behalf_of,
                                    telling->day));
        draft_word(draft, " 的答复");
        return;
    case FORM_NOTE_EVENT:
        draft_time(draft, note->event->occurred_at_us, PRECISION_DAY);
        tell_event(telling, note->event);
        tell_text(telling, note);
        return;
    case FORM_NOTE_TEXT:
        tell_lone_text(telling, note);
        return;
    case FORM_NOTE_MORE:
        draft_word(draft, "另有 ");
        draft_number(draft, note->count);
        draft_word(draft, " 条记录未印出");
        return;
    case FORM_NOTE_MOCK_VISIT:
        draft_word(draft, "现场模拟办事，不计入满意度和回访");
        return;
    case FORM_NOTE_FLAG:
        draft_word(draft, sheet_flags[note->flag]);
        return;
    }
}

void sheet_notes(const struct form *form, const struct sheet_source *source, struct draft *draft)
{
    struct telling telling = {.form = form, .source = source, .draft = draft};
    for (int32_t i = 0; i < form->notes_count; i++) {
        const struct form_note *note = &form->notes[i];
        if (note->kind == FORM_NOTE_FLAG && sheet_flags[note->flag] == NULL)
            continue;
        telling.day =
            civil_day_of(note->event != NULL ? note->event->occurred_at_us : form->came_in_at_us);
        if (draft->len > 0)
            draft_word(draft, "\n");
        tell(&telling, note);
    }
}
