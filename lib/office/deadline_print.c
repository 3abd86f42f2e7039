/* deadline_print -- see deadline_print.h. */
#include "office/deadline_print.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "core/limit.h"
#include "office/hours_text.h"
#include "office/listing.h"

static const char *const walked_words[WALKED_COUNT] = {
    [WALKED_START] = "start", [WALKED_COUNTED] = "counted", [WALKED_MAKE_UP] = "make-up",
    [WALKED_REST] = "rest",   [WALKED_PAUSED] = "paused",   [WALKED_MOVED] = "moved",
};

const char *deadline_text(int64_t due_us, char text_out[DEADLINE_TEXT_MAX])
{
    char day_text[LISTING_DAY_TEXT_MAX];
    if (due_us == DEADLINE_NEVER_US)
        return "never";
    int64_t day = civil_day_of(due_us - 1);
    int64_t of_day_us = due_us - civil_start_of(day);
    int64_t second = of_day_us / CIVIL_SECOND_US;
    int len = snprintf(text_out, DEADLINE_TEXT_MAX, "%sT%02d:%02d", listing_day_text(day, day_text),
                       (int) (second / 3600), (int) (second / 60 % 60));
    if (of_day_us % (60 * CIVIL_SECOND_US) != 0)
        len += snprintf(text_out + len, DEADLINE_TEXT_MAX - (size_t) len, ":%02d",
                        (int) (second % 60));
    if (of_day_us % CIVIL_SECOND_US != 0)
        len += snprintf(text_out + len, DEADLINE_TEXT_MAX - (size_t) len, ".%06d",
                        (int) (of_day_us % CIVIL_SECOND_US));
    (void) snprintf(text_out + len, DEADLINE_TEXT_MAX - (size_t) len, "+08:00");
    return text_out;
}

static void print_hours(FILE *file, const struct calendar_row *row)
{
    char text[HOURS_TEXT_MAX];
    (void) fprintf(file, "  hours %s", hours_text(&row->hours, text));
    if (row->notice.len > 0)
        (void) fprintf(file, " (%.*s)", STR_ARG(row->notice));
}

/* Of a day that counts nothing in any case nobody asks whether it was paused. */
static bool may_count(enum walked walked)
{
    return walked == WALKED_START || walked == WALKED_COUNTED || walked == WALKED_MAKE_UP;
}

/* Why the day is what it is: what the day of the week does not say already. */
static void print_why(FILE *file, const struct walked_day *walked, enum limit_unit unit)
{
    const struct calendar_row *exception = walked->day.exception;
    if (exception != NULL)
        (void) fprintf(file, "  %s: %.*s", exception->kind == CALENDAR_OFF ? "off" : "worked",
                       STR_ARG(exception->notice));
    if (walked->hours != NULL)
        print_hours(file, walked->hours);
    if (walked->is_paused && may_count(walked->walked))
        (void) fputs("  paused in part", file);
    if (!walked->day.is_published && unit != LIMIT_UNIT_MINUTE)
        (void) fputs("  not published yet", file);
}

static void print_day(FILE *file, const struct walked_day *walked, enum limit_unit unit)
{
    static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    char day[LISTING_DAY_TEXT_MAX];
    (void) fprintf(file, "%s %s  %-7s", listing_day_text(walked->day.number, day),
                   weekdays[civil_weekday(walked->day.number)], walked_words[walked->walked]);
    if (walked->counted > 0)
        (void) fprintf(file, " %7" PRId64, walked->total);
    else
        (void) fputs("       -", file);
    print_why(file, walked, unit);
    (void) fputc('\n', file);
}

void deadline_print(FILE *file, const struct calendar *calendar, const struct timing *timing)
{
    char text[CIVIL_TEXT_MAX];
    struct deadline_walk walk;
    struct walked_day day;
    civil_text(timing->start_us, text);
    (void) fprintf(file, "start %s, limit %" PRId64 " %s, calendar %.*s version %" PRId64 "\n",
                   text, timing->amount, limit_unit_name(timing->limit_unit),
                   STR_ARG(calendar->rows.name), calendar->rows.version);
    deadline_walk_init(&walk, calendar, timing);
    while (deadline_walk_next(&walk, &day))
        print_day(file, &day, timing->limit_unit);
    for (size_t i = 0; i < timing->pauses_count; i++) {
        char end[DEADLINE_TEXT_MAX];
        civil_text(timing->pauses[i].from_us, text);
        (void) fprintf(file, "pause %s to %s\n", text, deadline_text(timing->pauses[i].to_us, end));
    }
    if (walk.deadline.is_provisional)
        (void) fputs("provisional: a year it rests on is not published yet\n", file);
    (void) fprintf(file, "due %s\n", deadline_text(walk.deadline.due_us, text));
}
