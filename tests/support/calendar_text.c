/* calendar_text -- see calendar_text.h. */
#include "support/calendar_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

#define COLUMNS "kind,from,to,unit,value,notice\n"

static void must(bool is_so, const char *words)
{
    if (is_so)
        return;
    (void) fprintf(stderr, "%s\n", words);
    abort();
}

static void collect(void *context, const char *line)
{
    char *text = context;
    size_t len = strlen(text);
    (void) snprintf(text + len, CALENDAR_TEXT_MAX - len, "%s\n", line);
}

static void read_text(const char *text, struct calendar_csv *csv, struct complaints *complaints)
{
    struct err err;
    FILE *file = tmpfile();
    must(file != NULL && fputs(text, file) >= 0, "no file for the text");
    rewind(file);
    must(calendar_csv_read(csv, "text", file, complaints, &err) == OK, err.text);
    (void) fclose(file);
}

void calendar_text_read(const char *text, struct calendar_csv *csv,
                        char complaints_out[CALENDAR_TEXT_MAX])
{
    struct complaints complaints = {.context = complaints_out, .tell = collect};
    struct err err;
    complaints_out[0] = '\0';
    must(calendar_csv_init(csv, &err) == OK, "no memory");
    read_text(text, csv, &complaints);
    enum outcome outcome = calendar_check(csv, NULL, &complaints, &err);
    must(outcome == (complaints.count == 0 ? OK : REJECT), "the outcome of calendar_check()");
}

static const struct calendar *build(const struct calendar_rows *rows, struct arena *arena)
{
    const struct calendar *calendar = NULL;
    struct err err;
    must(calendar_build(rows, arena, &calendar, &err) == OK, err.text);
    return calendar;
}

const struct calendar *calendar_from_text(const char *text, struct arena *arena)
{
    static char with_columns[CALENDAR_TEXT_MAX];
    char words[CALENDAR_TEXT_MAX];
    struct calendar_csv csv;
    bool has_columns = strncmp(text, "kind", 4) == 0;
    (void) snprintf(with_columns, sizeof(with_columns), "%s%s", has_columns ? "" : COLUMNS, text);
    calendar_text_read(with_columns, &csv, words);
    must(words[0] == '\0', words);
    struct calendar_rows rows = calendar_csv_rows(&csv, "text", 1);
    const struct calendar *calendar = build(&rows, arena);
    calendar_csv_done(&csv);
    return calendar;
}

static const struct calendar *shipped(struct arena *arena, bool with_worked)
{
    char words[CALENDAR_TEXT_MAX] = "";
    struct complaints complaints = {.context = words, .tell = collect};
    struct calendar_csv csv;
    struct err err;
    must(calendar_csv_init(&csv, &err) == OK, "no memory");
    must(calendar_csv_load(&csv, "schemas/policy/calendar", &complaints, &err) == OK, err.text);
    err_ignore(calendar_check(&csv, NULL, &complaints, &err)); /* the words say more */
    must(words[0] == '\0', words);
    for (size_t i = 0; !with_worked && i < csv.count; i++)
        if (csv.items[i].kind == CALENDAR_WORKED)
            csv.items[i].kind = CALENDAR_OFF; /* the weekend it is */
    struct calendar_rows rows = calendar_csv_rows(&csv, "china", 1);
    const struct calendar *calendar = build(&rows, arena);
    calendar_csv_done(&csv);
    return calendar;
}

const struct calendar *calendar_shipped(struct arena *arena)
{
    return shipped(arena, true);
}

const struct calendar *calendar_without_worked(struct arena *arena)
{
    return shipped(arena, false);
}

int64_t instant_from(const char *text)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int count = sscanf(text, "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second);
    must(count == 3 || count >= 5, text);
    struct civil_date date = {.year = year, .month = month, .day = day};
    must(civil_date_exists(date), text);
    return civil_start_of(civil_day_from(date)) +
           (60 * (60 * hour + minute) + second) * CIVIL_SECOND_US;
}

int64_t day_from(const char *text)
{
    return civil_day_of(instant_from(text));
}

const char *instant_words(int64_t at_us)
{
    static char texts[4][64];
    static size_t turn;
    char *text = texts[turn++ % 4];
    int64_t day = civil_day_of(at_us - 1);
    struct civil_date date = civil_date_of(day);
    int64_t second = (at_us - civil_start_of(day)) / CIVIL_SECOND_US;
    int len = snprintf(text, sizeof(texts[0]), "%04d-%02d-%02d %02d:%02d", (int) date.year,
                       date.month, date.day, (int) (second / 3600), (int) (second / 60 % 60));
    if (second % 60 != 0)
        (void) snprintf(text + len, sizeof(texts[0]) - (size_t) len, ":%02d", (int) (second % 60));
    return text;
}
