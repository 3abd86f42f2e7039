/* quality -- see quality.h. */
#include "quality.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "base/stop.h"
#include "base/time.h"
#include "book_file.h"
#include "office/book.h"
#include "office/cell_text.h"
#include "report.h"

enum finding_kind {
#define FINDING(NAME, name, help) FINDING_OF_##NAME,
#include "findings.def"
#undef FINDING
    FINDINGS_COUNT
};

static const struct {
    const char *name;
    const char *help;
} findings[] = {
#define FINDING(NAME, name, help) {#name, help},
#include "findings.def"
#undef FINDING
};

enum { NUMBER_BYTES_MAX = 256 };

/* A moment, of which perhaps only the day is known; 0: there is none. */
struct moment {
    int64_t at_us;
    enum precision precision;
};

/* What a case has said so far. */
struct facts {
    bool is_begun;
    size_t row;
    char number_text[NUMBER_BYTES_MAX];
    struct str number;
    struct moment accepted;
    struct moment completed;
    struct moment called_back;
    bool has_result;
    bool has_rating;
    bool is_dissatisfied;
    bool has_follow_up;
};

struct quality {
    const struct settings *settings;
    struct book_file file;
    struct book *book;
    struct report report;
    struct facts facts;
    int64_t now_us;
    uint64_t counts[FINDINGS_COUNT];
};

/* ---- telling ---- */

static void tell(struct quality *quality, enum finding_kind kind, const struct book_fault *where)
{
    struct err err = {.outcome = REJECT, .reason = REASON_NONE};
    struct book_fault told = *where;
    if (where->err == NULL) {
        err_ignore(err_set(&err, REJECT, "%s: %s", findings[kind].name, findings[kind].help));
        told.err = &err;
    }
    quality->counts[kind]++;
    report_add(&quality->report, &told);
}

static void tell_case(struct quality *quality, enum finding_kind kind)
{
    const struct facts *facts = &quality->facts;
    tell(quality, kind,
         &(struct book_fault) {.row = facts->row, .line = facts->row, .number = facts->number});
}

static void fault(void *context, const struct book_fault *told)
{
    tell(context, FINDING_OF_REFUSED, told);
}

/* ---- a case as a whole ---- */

/* A day's precision makes days of both. */
static bool is_before(struct moment a, struct moment b)
{
    if (a.at_us == 0 || b.at_us == 0)
        return false;
    if (a.precision == PRECISION_DAY || b.precision == PRECISION_DAY)
        return civil_day_of(a.at_us) < civil_day_of(b.at_us);
    return a.at_us < b.at_us;
}

static void finish_case(struct quality *quality)
{
    const struct facts *facts = &quality->facts;
    if (!facts->is_begun)
        return;
    bool is_completed = facts->completed.at_us != 0;
    bool is_called = facts->called_back.at_us != 0;
    int64_t patience_us = quality->settings->callback_days * CIVIL_DAY_US;
    const struct {
        enum finding_kind kind;
        bool is_so;
    } checks[] = {
        {FINDING_OF_NO_RESULT, is_completed && !facts->has_result},
        {FINDING_OF_COMPLETED_BEFORE_ACCEPTED, is_before(facts->completed, facts->accepted)},
        {FINDING_OF_CALLED_BACK_EARLY, is_before(facts->called_back, facts->completed)},
        {FINDING_OF_CALLED_BACK_OPEN, is_called && !is_completed},
        {FINDING_OF_NO_CALLBACK,
         is_completed && !is_called && quality->now_us - facts->completed.at_us > patience_us},
        {FINDING_OF_RATED_WITHOUT_CALLBACK, facts->has_rating && !is_called},
        {FINDING_OF_CALLBACK_WITHOUT_RATING, is_called && !facts->has_rating},
        {FINDING_OF_NO_FOLLOW_UP, facts->is_dissatisfied && !facts->has_follow_up},
    };
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        if (checks[i].is_so)
            tell_case(quality, checks[i].kind);
    quality->facts = (struct facts) {.is_begun = false};
}

static void enter_case(struct quality *quality, const struct mapped *mapped)
{
    struct facts *facts = &quality->facts;
    struct str number = mapped->event.case_number;
    if (facts->is_begun && str_eq(facts->number, number))
        return;
    finish_case(quality);
    facts->is_begun = true;
    facts->row = mapped->row;
    size_t len = number.len < NUMBER_BYTES_MAX ? number.len : NUMBER_BYTES_MAX;
    memcpy(facts->number_text, str_start(number), len);
    facts->number = (struct str) {.ptr = facts->number_text, .len = len};
}

/* ---- events ---- */

static bool has_words(struct str code)
{
    for (size_t i = 0; i < code.len; i++)
        if ((unsigned char) code.ptr[i] >= 0x80)
            return true;
    return false;
}

static void see_accepted(struct quality *quality, const struct event *event)
{
    const struct accepted *accepted = &event->accepted;
    const struct {
        enum finding_kind kind;
        bool is_so;
    } checks[] = {
        {FINDING_OF_NO_RECEIVER, accepted->receiver.len == 0},
        {FINDING_OF_NO_NAME, !accepted->has_name},
        {FINDING_OF_NO_CONTACT, !accepted->has_contact},
        {FINDING_OF_NO_CONTENT, !accepted->has_content},
        {FINDING_OF_NO_CHANNEL, accepted->channel == 0},
        {FINDING_OF_NO_CATEGORY, accepted->category == 0},
        {FINDING_OF_WORD_FOR_CODE, has_words(accepted->section) || has_words(accepted->unit)},
    };
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        if (checks[i].is_so)
            tell_case(quality, checks[i].kind);
    quality->facts.accepted =
        (struct moment) {.at_us = event->occurred_at_us, .precision = event->precision};
}

static bool is_follow_up(enum event_kind kind)
{
    return kind == EVENT_REOPENED || kind == EVENT_RECTIFICATION_ORDERED ||
           kind == EVENT_RECTIFICATION_DONE || kind == EVENT_PROGRESSED ||
           kind == EVENT_CONTACTED || kind == EVENT_SPOT_CHECKED;
}

static enum outcome take(void *context, const struct mapped *mapped, struct err *err)
{
    struct quality *quality = context;
    struct facts *facts = &quality->facts;
    const struct event *event = &mapped->event;
    const struct moment moment = {.at_us = event->occurred_at_us, .precision = event->precision};
    (void) err;
    enter_case(quality, mapped);
    if (event->kind == EVENT_ACCEPTED)
        see_accepted(quality, event);
    if (event->kind == EVENT_TRANSFERRED &&
        (has_words(event->transferred.to.section) || has_words(event->transferred.to.unit)))
        tell_case(quality, FINDING_OF_WORD_FOR_CODE);
    if (event->kind == EVENT_COMPLETED) {
        facts->completed = moment;
        facts->has_result = (event->texts & SET_OF(TEXT_FIELD_RESULT)) != 0;
    }
    if (event->kind == EVENT_CALLBACK_MADE)
        facts->called_back = moment;
    if (event->kind == EVENT_RATED) {
        facts->has_rating = true;
        facts->is_dissatisfied |= event->rated.satisfaction == SATISFACTION_DISSATISFIED;
    }
    facts->has_follow_up |= is_follow_up(event->kind);
    return OK;
}

/* ---- boxes ---- */

static void look_at_boxes(struct quality *quality, const struct csv_row *row)
{
    const struct mapping *mapping = quality->file.mapping;
    for (size_t i = 0; i < mapping->choices_count; i++) {
        const struct mapping_choice *choice = &mapping->choices[i];
        struct str said = cell_trim(row->fields[choice->column]);
        for (size_t j = 0; j < choice->count; j++) {
            if (!choice->words[j].takes_text)
                continue;
            bool is_ticked = str_eq(said, choice->words[j].word);
            bool has_text = cell_trim(row->fields[choice->text_columns[j]]).len > 0;
            const struct book_fault where = {
                .row = row->number, .line = row->line, .column = mapping->columns[choice->column]};
            if (is_ticked && !has_text)
                tell(quality, FINDING_OF_TICK_WITHOUT_TEXT, &where);
            if (said.len > 0 && !is_ticked && has_text)
                tell(quality, FINDING_OF_TEXT_WITHOUT_TICK, &where);
        }
    }
}

/* ---- running ---- */

static enum outcome read_rows(struct quality *quality, struct err *err)
{
    while (!stop_requested()) {
        struct csv_row row;
        struct str column;
        enum outcome outcome = spreadsheet_next(quality->file.spreadsheet, &row, &column, err);
        if (outcome == REJECT) {
            book_bad_row(quality->book, &row, column, err);
            continue;
        }
        if (outcome != OK)
            return outcome;
        if (row.is_end)
            break;
        look_at_boxes(quality, &row);
        if (book_row(quality->book, &row, err) != OK)
            return err->outcome;
    }
    if (book_end(quality->book, err) != OK)
        return err->outcome;
    finish_case(quality);
    return OK;
}

static void print_summary(const struct quality *quality)
{
    const struct book_counts *counts = book_counts(quality->book);
    (void) printf("%" PRIu64 " rows, %" PRIu64 " cases\n", counts->rows, counts->cases);
    for (size_t i = 0; i < FINDINGS_COUNT; i++)
        if (quality->counts[i] > 0)
            (void) printf("%8" PRIu64 "  %-26s %s\n", quality->counts[i], findings[i].name,
                          findings[i].help);
}

static enum outcome run(struct quality *quality, const char *path, struct err *err)
{
    const struct book_sink sink = {.context = quality, .take = take, .fault = fault};
    if (book_file_open(&quality->file, quality->settings, path, err) != OK ||
        book_open(quality->file.mapping, &sink, quality->now_us, &quality->book, err) != OK ||
        report_open(&quality->report, quality->settings->report, err) != OK ||
        read_rows(quality, err) != OK)
        return err->outcome;
    print_summary(quality);
    return OK;
}

enum outcome quality_run(const struct settings *settings, const char *path, struct err *err)
{
    struct quality quality = {
        .settings = settings, .report.lines = stdout, .now_us = time_now_us()};
    enum outcome outcome = run(&quality, path, err);
    struct err later;
    enum outcome closed = report_close(&quality.report, &later);
    if (outcome == OK && closed != OK) {
        *err = later;
        outcome = closed;
    }
    book_close(quality.book);
    book_file_close(&quality.file);
    return outcome;
}
