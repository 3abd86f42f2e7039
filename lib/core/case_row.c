/* case_row -- see case_row.h. */
#include "core/case_row.h"

#include "core/words.h"

static const struct column columns[] = {
    COLUMN(case_row, case_id),
    COLUMN(case_row, case_source),
    COLUMN(case_row, case_number),
    COLUMN(case_row, status),
    COLUMN(case_row, incomplete),
    COLUMN(case_row, accepted_unit),
    COLUMN(case_row, accepted_section),
    COLUMN(case_row, accepted_at),
    COLUMN(case_row, accepted_precision),
    COLUMN(case_row, asked_at),
    COLUMN(case_row, receiver),
    COLUMN(case_row, channel),
    COLUMN(case_row, category),
    COLUMN(case_row, priority),
    COLUMN(case_row, has_name),
    COLUMN(case_row, has_contact),
    COLUMN(case_row, has_content),
    COLUMN(case_row, against_unit),
    COLUMN(case_row, against_section),
    COLUMN(case_row, against_person),
    COLUMN(case_row, holder_unit),
    COLUMN(case_row, holder_section),
    COLUMN(case_row, holder_person),
    COLUMN(case_row, first_contact_at),
    COLUMN(case_row, first_completed_at),
    COLUMN(case_row, completed_at),
    COLUMN(case_row, completed_precision),
    COLUMN(case_row, completed_by),
    COLUMN(case_row, on_behalf_of),
    COLUMN(case_row, has_result),
    COLUMN(case_row, solved),
    COLUMN(case_row, rounds),
    COLUMN(case_row, reopened_at),
    COLUMN(case_row, callback_at),
    COLUMN(case_row, callback_precision),
    COLUMN(case_row, callback_outcome),
    COLUMN(case_row, callback_attempts),
    COLUMN(case_row, rated_at),
    COLUMN(case_row, satisfaction),
    COLUMN(case_row, satisfaction_first),
    COLUMN(case_row, satisfaction_after),
    COLUMN(case_row, own_level),
    COLUMN(case_row, own_scale),
    COLUMN(case_row, section_head_opinion_at),
    COLUMN(case_row, section_head_agrees),
    COLUMN(case_row, leader_opinion_at),
    COLUMN(case_row, leader_agrees),
    COLUMN(case_row, spot_checked_at),
    COLUMN(case_row, spot_checkers),
    COLUMN(case_row, spot_check_satisfaction),
    COLUMN(case_row, spot_check_finding),
    COLUMN(case_row, spot_checks),
    COLUMN(case_row, rectifications_ordered),
    COLUMN(case_row, rectifications_done),
    COLUMN(case_row, urgings),
    COLUMN(case_row, explanations),
    COLUMN(case_row, notices),
    COLUMN(case_row, withdrawn_at),
    COLUMN(case_row, merged_at),
    COLUMN(case_row, merged_into),
    COLUMN(case_row, merged_source),
    COLUMN(case_row, merged_number),
    COLUMN(case_row, hops),
    COLUMN(case_row, loops),
    COLUMN(case_row, returns),
    COLUMN(case_row, pauses),
    COLUMN(case_row, is_paused),
    COLUMN(case_row, extensions),
    COLUMN(case_row, is_mock_visit),
    COLUMN(case_row, erased),
    COLUMN(case_row, flags),
};

const struct table case_row_table = {
    .name = "case_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct case_row),
    .keys_count = 1,
    .columns_count = sizeof(columns) / sizeof(columns[0]),
    .columns = columns,
};

static struct instant at(const struct life *life, int32_t fact)
{
    return (struct instant) {life_at_us(life, fact)};
}

static void fill_acceptance(const struct life *life, struct case_row *row)
{
    const struct event *event = life_event(life, life->accepted);
    if (event != NULL) {
        row->accepted_unit = event->accepted.unit;
        row->accepted_section = event->accepted.section;
        row->accepted_precision = word_precision(event->precision);
        row->asked_at.us = event->accepted.asked_at_us;
    }
    row->incomplete = event == NULL;
    row->accepted_at = at(life, life->accepted);
    row->receiver = life->receiver;
    row->channel = word_channel(life->channel);
    row->category = word_category(life->category);
    row->priority = life->priority;
    row->has_name = life->has_name;
    row->has_contact = life->has_contact;
    row->has_content = life->has_content;
    row->against_unit = life->against.unit;
    row->against_section = life->against.section;
    row->against_person = life->against.person;
}

static void fill_holder(const struct life *life, struct case_row *row)
{
    const struct part *part = life_part_of(life, life->holding);
    if (part == NULL)
        return;
    row->holder_unit = part->unit;
    row->holder_section = part->section;
    row->holder_person = life_handler(life, life->holding);
    row->hops = life->hops;
    row->loops = life->loops;
    row->returns = life->returns;
}

static void fill_work(const struct life *life, struct case_row *row)
{
    row->first_contact_at = at(life, life->first_contact);
    row->rounds = life->rounds.count;
    if (life->rounds.count > 1)
        row->reopened_at = at(life, life->rounds.items[life->rounds.count - 1].began);
    if (life->completions.count == 0)
        return;
    const struct completion *first = &life->completions.items[0];
    const struct completion *last = &life->completions.items[life->completions.count - 1];
    const struct event *event = life_event(life, last->fact);
    row->first_completed_at = at(life, first->fact);
    row->completed_at = at(life, last->fact);
    row->completed_precision = word_precision(event->precision);
    row->completed_by = event->completed.by.person;
    row->on_behalf_of = event->completed.on_behalf_of.unit;
    row->has_result =
        event->completed.result_length > 0 || (event->texts & SET_OF(TEXT_FIELD_RESULT)) != 0;
}

/* 回访时间: of the round called back last, what closed it, else the last attempt; a call that came
 * too early only when there is no other. */
static void fill_callback(const struct life *life, struct case_row *row)
{
    int32_t fact = LIFE_NONE;
    for (int32_t i = 0; i < life->rounds.count; i++) {
        const struct round *round = &life->rounds.items[i];
        if (round->attempts > 0) {
            fact = round->callback_after != LIFE_NONE ? round->callback_after
                   : round->callback != LIFE_NONE     ? round->callback
                                                      : round->last_attempt;
            row->callback_attempts = round->attempts;
        } else if (row->callback_attempts == 0 && round->early_attempt != LIFE_NONE) {
            fact = round->early_attempt;
        }
    }
    const struct event *event = life_event(life, fact);
    if (event == NULL)
        return;
    row->callback_at = at(life, fact);
    row->callback_precision = word_precision(event->precision);
    row->callback_outcome = word_callback_outcome(event->callback_made.outcome);
}

/* The first time that it was reopened or rectified; the facts' count when it never was. */
static int32_t first_redo(const struct life *life)
{
    int32_t fact = 0;
    while (fact < life->facts.count && life_event(life, fact)->kind != EVENT_REOPENED &&
           life_event(life, fact)->kind != EVENT_RECTIFICATION_DONE)
        fact++;
    return fact;
}

/* The ratings that count, in the order of the rounds. */
static void fill_rating(const struct life *life, struct case_row *row)
{
    int32_t redo = first_redo(life);
    int32_t count = 0;
    for (int32_t i = 0; i < life->rounds.count; i++) {
        const struct round *round = &life->rounds.items[i];
        const int32_t facts[] = {round->rating, round->rating_after};
        for (size_t j = 0; j < sizeof(facts) / sizeof(facts[0]); j++) {
            const struct event *event = life_event(life, facts[j]);
            if (event == NULL)
                continue;
            row->rated_at = at(life, facts[j]);
            row->satisfaction = word_satisfaction(event->rated.satisfaction);
            row->own_level = event->rated.own_level;
            row->own_scale = event->rated.own_scale;
            if (count++ == 0)
                row->satisfaction_first = row->satisfaction;
            if (facts[j] > redo)
                row->satisfaction_after = row->satisfaction;
        }
    }
}

static bool fill_spot_check(const struct event *event, struct arena *arena, struct case_row *row)
{
    row->spot_checks++;
    row->spot_checked_at.us = event->occurred_at_us;
    row->spot_check_satisfaction = word_satisfaction(event->spot_checked.satisfaction);
    row->spot_check_finding = word_finding(event->spot_checked.finding);
    return words_checkers(event->spot_checked.checkers, arena, &row->spot_checkers);
}

static void fill_opinion(const struct event *event, struct case_row *row)
{
    struct str agrees = word_answer(event->opinion_recorded.agrees);
    if (event->opinion_recorded.role == OPINION_ROLE_SECTION_HEAD) {
        row->section_head_opinion_at.us = event->occurred_at_us;
        row->section_head_agrees = agrees;
    } else {
        row->leader_opinion_at.us = event->occurred_at_us;
        row->leader_agrees = agrees;
    }
}

/* Solved or not, as said last: by who completed it, then by the citizen. */
static void fill_solved(const struct life *life, int32_t fact, struct case_row *row)
{
    const struct event *event = life_event(life, fact);
    enum answer solved = 0;
    if (event->kind == EVENT_COMPLETED)
        solved = event->completed.solved;
    else if (event->kind == EVENT_CALLBACK_MADE)
        solved = event->callback_made.solved;
    else if (life_rating_counts(life, fact))
        solved = event->rated.solved;
    if (solved != 0)
        row->solved = word_answer(solved);
}

/* The facts that are only counted, or of which the last is shown. */
static bool fill_facts(const struct life *life, struct arena *arena, struct case_row *row)
{
    int32_t kinds[EVENT_KINDS_COUNT] = {0};
    bool fits = true;
    for (int32_t i = 0; i < life->facts.count; i++) {
        const struct event *event = life_event(life, i);
        kinds[event->kind]++;
        fill_solved(life, i, row);
        if (event->kind == EVENT_SPOT_CHECKED)
            fits &= fill_spot_check(event, arena, row);
        else if (event->kind == EVENT_OPINION_RECORDED)
            fill_opinion(event, row);
    }
    row->rectifications_ordered = kinds[EVENT_RECTIFICATION_ORDERED];
    row->rectifications_done = kinds[EVENT_RECTIFICATION_DONE];
    row->urgings = kinds[EVENT_URGED];
    row->explanations = kinds[EVENT_EXPLAINED];
    row->notices = kinds[EVENT_NOTICE_ISSUED];
    row->extensions = kinds[EVENT_EXTENDED];
    return fits;
}

static void fill_end(const struct life *life, struct case_row *row)
{
    row->withdrawn_at = at(life, life->withdrawn);
    row->merged_at = at(life, life->merged);
    const struct event *merged = life_event(life, life->merged);
    if (merged != NULL) {
        row->merged_into = merged->merged.into;
        row->merged_source = merged->merged.into_source;
        row->merged_number = merged->merged.into_number;
    }
    row->pauses = life->pauses.count;
    for (int32_t i = 0; i < life->pauses.count; i++)
        if (life->pauses.items[i].is_founded && life->pauses.items[i].resumed == LIFE_NONE)
            row->is_paused = true;
    row->is_mock_visit = life->is_mock_visit;
    row->erased = life->is_erased;
}

void case_row_add(const struct life *life, struct rows *out)
{
    if (life->subject_kind != SUBJECT_CASE)
        return;
    struct case_row *row = rows_add(out);
    row->case_id = life->subject;
    row->case_source = life->case_source;
    row->case_number = life->case_number;
    row->status = word_status(life->status);
    fill_acceptance(life, row);
    fill_holder(life, row);
    fill_work(life, row);
    fill_callback(life, row);
    fill_rating(life, row);
    fill_end(life, row);
    bool fits = fill_facts(life, out->arena, row);
    fits &= words_flags(life->flags, out->arena, &row->flags);
    out->full |= !fits;
}
