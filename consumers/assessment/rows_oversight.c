/* rows_oversight -- see rows_oversight.h. */
#include "rows_oversight.h"

#include <string.h>

#include "core/contribution.h"
#include "core/sort.h"
#include "core/words.h"

/* ---- tables ---- */

static const struct column check_columns[] = {
    COLUMN(check_row, subject),     COLUMN(check_row, event_id),    COLUMN(check_row, kind),
    COLUMN(check_row, case_source), COLUMN(check_row, case_number), COLUMN(check_row, unit),
    COLUMN(check_row, section),     COLUMN(check_row, person),      COLUMN(check_row, checked_at),
    COLUMN(check_row, checkers),    COLUMN(check_row, checked_by),  COLUMN(check_row, mode),
    COLUMN(check_row, number),      COLUMN(check_row, finding),     COLUMN(check_row, satisfaction),
    COLUMN(check_row, solved),      COLUMN(check_row, sample),      COLUMN(check_row, rated),
};

static const struct column evidence_columns[] = {
    COLUMN(evidence_row, subject),  COLUMN(evidence_row, event_id), COLUMN(evidence_row, unit),
    COLUMN(evidence_row, year),     COLUMN(evidence_row, item),     COLUMN(evidence_row, parts),
    COLUMN(evidence_row, section),  COLUMN(evidence_row, person),   COLUMN(evidence_row, document),
    COLUMN(evidence_row, shown_at),
};

static const struct column training_columns[] = {
    COLUMN(training_row, subject),   COLUMN(training_row, event_id),
    COLUMN(training_row, unit),      COLUMN(training_row, year),
    COLUMN(training_row, mode),      COLUMN(training_row, organiser),
    COLUMN(training_row, headcount), COLUMN(training_row, named),
    COLUMN(training_row, section),   COLUMN(training_row, is_for_newcomers),
    COLUMN(training_row, held_at),
};

static const struct column trained_columns[] = {
    COLUMN(trained_row, subject),  COLUMN(trained_row, person),  COLUMN(trained_row, unit),
    COLUMN(trained_row, year),     COLUMN(trained_row, modes),   COLUMN(trained_row, trainings),
    COLUMN(trained_row, first_at), COLUMN(trained_row, last_at),
};

#define TABLE(noun)                                                                                \
    const struct table noun##_row_table = {                                                        \
        .name = #noun "_row",                                                                      \
        .kind = TABLE_OF_CASE,                                                                     \
        .row_size = sizeof(struct noun##_row),                                                     \
        .keys_count = 2,                                                                           \
        .columns_count = sizeof(noun##_columns) / sizeof(noun##_columns[0]),                       \
        .columns = noun##_columns,                                                                 \
    }
TABLE(check);
TABLE(evidence);
TABLE(training);
TABLE(trained);
#undef TABLE

/* ---- checks ---- */

/* "zhao,qian"; false: the arena is full. */
static bool join(const struct codes *codes, struct arena *arena, struct str *text_out)
{
    size_t len = 0;
    for (size_t i = 0; i < codes->count; i++)
        len += codes->items[i].len + 1;
    char *text = arena_alloc_bytes(arena, len + 1);
    if (text == NULL)
        return false;
    *text_out = (struct str) {.ptr = text, .len = len == 0 ? 0 : len - 1};
    for (size_t i = 0; i < codes->count; i++) {
        memcpy(text, codes->items[i].ptr, codes->items[i].len);
        text += codes->items[i].len;
        *text++ = ',';
    }
    return true;
}

/* What the citizen said of the work that is checked; the last word of that round. */
static struct str rated_of(const struct life *life, int32_t fact)
{
    int32_t index = life->facts.items[fact].round;
    if (life->subject_kind != SUBJECT_CASE)
        return (struct str) {0};
    const struct round *round = &life->rounds.items[index];
    int32_t rating = round->rating_after == LIFE_NONE ? round->rating : round->rating_after;
    return rating == LIFE_NONE ? (struct str) {0}
                               : word_satisfaction(life_event(life, rating)->rated.satisfaction);
}

static struct check_row *add_check(const struct life *life, int32_t fact, struct rows *out)
{
    const struct event *event = life_event(life, fact);
    struct party whose = contribution_checked(life, fact);
    struct check_row *row = rows_add(out);
    row->subject = life->subject;
    row->event_id = event->id;
    row->case_source = life->case_source;
    row->case_number = life->case_number;
    row->unit = whose.unit;
    row->section = whose.section;
    row->person = whose.person;
    row->checked_at.us = event->occurred_at_us;
    row->rated = rated_of(life, fact);
    return row;
}

static void add_spot_check(const struct life *life, int32_t fact, struct rows *out)
{
    const struct spot_checked *check = &life_event(life, fact)->spot_checked;
    struct check_row *row = add_check(life, fact, out);
    row->kind = STR("spot_check");
    row->finding = word_finding(check->finding);
    row->satisfaction = word_satisfaction(check->satisfaction);
    row->solved = word_answer(check->solved);
    row->sample = check->sample;
    if (!words_checkers(check->checkers, out->arena, &row->checkers) ||
        !join(&check->checked_by, out->arena, &row->checked_by))
        out->full = true;
}

static void add_inspection(const struct life *life, int32_t fact, struct rows *out)
{
    const struct inspected *inspected = &life_event(life, fact)->inspected;
    struct check_row *row = add_check(life, fact, out);
    row->kind = STR("inspection");
    row->mode = word_inspection_mode(inspected->mode);
    row->finding = word_finding(inspected->finding);
    row->number = inspected->number;
    row->checked_by = inspected->inspector.person;
}

/* ---- a unit's year ---- */

/* The door has seen to it that a unit's year is four digits. */
static int32_t year_of(const struct life *life)
{
    int32_t year = 0;
    for (size_t i = 0; i < life->case_number.len; i++)
        year = 10 * year + (life->case_number.ptr[i] - '0');
    return year;
}

static void add_evidence(const struct life *life, const struct event *event, struct rows *out)
{
    const struct checklist_evidence *evidence = &event->checklist_evidence;
    struct evidence_row *row = rows_add(out);
    row->subject = life->subject;
    row->event_id = event->id;
    row->unit = life->case_source;
    row->year = year_of(life);
    row->item = (int32_t) evidence->item;
    row->section = evidence->section;
    row->person = evidence->person;
    row->document = evidence->document;
    row->shown_at.us = event->occurred_at_us;
    if (!words_evidence_parts(evidence->parts, out->arena, &row->parts))
        out->full = true;
}

static void add_training(const struct life *life, const struct event *event, struct rows *out)
{
    const struct training_held *training = &event->training_held;
    struct training_row *row = rows_add(out);
    row->subject = life->subject;
    row->event_id = event->id;
    row->unit = life->case_source;
    row->year = year_of(life);
    row->mode = word_training_mode(training->mode);
    row->organiser = word_organiser(training->organiser);
    row->headcount = training->headcount;
    row->named = (int64_t) training->persons.count;
    row->section = training->section;
    row->is_for_newcomers = training->is_for_newcomers;
    row->held_at.us = event->occurred_at_us;
}

/* A person who took part, and in what. */
struct attendance {
    struct str person;
    const struct event *event;
};

static int compare_persons(const void *context, uint32_t a, uint32_t b)
{
    const struct attendance *attendances = context;
    int order = str_compare(attendances[a].person, attendances[b].person);
    return order != 0 ? order : (a > b) - (a < b);
}

/* Of one who is named twice in one list. */
static bool is_said_again(const struct attendance *one, const struct attendance *before)
{
    return one->event == before->event && str_eq(one->person, before->person);
}

static void add_attendance(const struct life *life, const struct attendance *one,
                           struct trained_row *row)
{
    row->subject = life->subject;
    row->person = one->person;
    row->unit = life->case_source;
    row->year = year_of(life);
    row->trainings++;
    if (row->first_at.us == 0)
        row->first_at.us = one->event->occurred_at_us;
    row->last_at.us = one->event->occurred_at_us;
}

static size_t list_attendances(const struct life *life, struct attendance *list_out)
{
    size_t count = 0;
    for (int32_t fact = 0; fact < life->facts.count; fact++) {
        const struct event *event = life_event(life, fact);
        if (event->kind != EVENT_TRAINING_HELD)
            continue;
        for (size_t i = 0; i < event->training_held.persons.count; i++, count++)
            if (list_out != NULL)
                list_out[count] =
                    (struct attendance) {event->training_held.persons.items[i], event};
    }
    return count;
}

/* A row a person; their trainings stand beside each other, in the order they were held. */
static void add_sorted(const struct life *life, const struct attendance *list,
                       const uint32_t *order, size_t count, struct rows *out)
{
    uint32_t modes = 0;
    struct trained_row *row = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct attendance *one = &list[order[i]];
        const struct attendance *before = i == 0 ? NULL : &list[order[i - 1]];
        const struct attendance *next = i + 1 == count ? NULL : &list[order[i + 1]];
        if (before == NULL || !str_eq(one->person, before->person)) {
            row = rows_add(out);
            modes = 0;
        }
        if (before == NULL || !is_said_again(one, before))
            add_attendance(life, one, row);
        modes |= SET_OF(one->event->training_held.mode);
        if ((next == NULL || !str_eq(next->person, one->person)) &&
            !words_training_modes(modes, out->arena, &row->modes))
            out->full = true;
    }
}

static void add_trained(const struct life *life, struct rows *out)
{
    size_t count = list_attendances(life, NULL);
    struct attendance *list = arena_alloc_raw(out->arena, (count + 1) * sizeof(*list));
    uint32_t *order = arena_alloc_raw(out->arena, 2 * (count + 1) * sizeof(*order));
    if (list == NULL || order == NULL) {
        out->full = true;
        return;
    }
    list_attendances(life, list);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t) i;
    sort_numbers(order, order + count + 1, count, compare_persons, list);
    add_sorted(life, list, order, count, out);
}

void rows_oversight(const struct life *life, struct rows out[])
{
    bool is_trained = false;
    for (int32_t fact = 0; fact < life->facts.count; fact++) {
        const struct event *event = life_event(life, fact);
        if (event->kind == EVENT_SPOT_CHECKED)
            add_spot_check(life, fact, &out[0]);
        else if (event->kind == EVENT_INSPECTED)
            add_inspection(life, fact, &out[0]);
        else if (event->kind == EVENT_CHECKLIST_EVIDENCE)
            add_evidence(life, event, &out[1]);
        else if (event->kind == EVENT_TRAINING_HELD)
            add_training(life, event, &out[2]);
        is_trained |= event->kind == EVENT_TRAINING_HELD;
    }
    if (is_trained)
        add_trained(life, &out[3]);
}
