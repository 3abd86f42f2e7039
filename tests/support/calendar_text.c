/* calendar_text -- see calendar_text.h. */
#include "support/calendar_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "support/listing_text.h"

#define COLUMNS "kind,first_day,last_day,unit,value,notice\n"

static void must(bool is_so, const char *words)
{
    if (is_so)
        return;
    (void) fprintf(stderr, "%s\n", words);
    abort();
}

static void judge(struct calendar_file *file, struct faults *faults)
{
    const struct units_known everybody = {.knows = NULL};
    struct err err = {.outcome = OK};
    must(calendar_file_make(file, faults, &err) == OK, err.text);
    must(calendar_check(file, &everybody, faults, &err) == OK, err.text);
    faults_sort(faults);
}

void calendar_text_lines(const char *text, struct calendar_file *calendar, struct faults *faults)
{
    struct err err = {.outcome = OK};
    must(calendar_file_init(calendar, &err) == OK, "no memory");
    must(listing_text_read(&calendar_listing, &calendar->lines, str_from(text), faults, &err) == OK,
         err.text);
    calendar->files[calendar->files_count++] = "text";
}

void calendar_text_read(const char *text, struct calendar_file *file,
                        char told_out[CALENDAR_TEXT_MAX])
{
    struct faults faults = {.count = 0};
    size_t len = 0;
    calendar_text_lines(text, file, &faults);
    judge(file, &faults);
    told_out[0] = '\0';
    for (size_t i = 0; i < faults.count; i++)
        len += (size_t) snprintf(told_out + len, CALENDAR_TEXT_MAX - len, "%zu: %s\n",
                                 faults.items[i].row, faults.items[i].text);
    faults_done(&faults);
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
    struct calendar_file file;
    bool has_columns = strncmp(text, "kind", 4) == 0;
    (void) snprintf(with_columns, sizeof(with_columns), "%s%s", has_columns ? "" : COLUMNS, text);
    calendar_text_read(with_columns, &file, words);
    must(words[0] == '\0', words);
    struct calendar_rows rows = calendar_file_rows(&file, "text", 1);
    const struct calendar *calendar = build(&rows, arena);
    calendar_file_done(&file);
    return calendar;
}

static const struct calendar *shipped(struct arena *arena, bool with_worked)
{
    struct faults faults = {.count = 0};
    struct calendar_file file;
    struct err err = {.outcome = OK};
    must(calendar_file_init(&file, &err) == OK, "no memory");
    must(calendar_file_read(&file, "schemas/policy/calendar", &faults, &err) == OK, err.text);
    judge(&file, &faults);
    must(faults.count == 0, "the shipped calendar has faults");
    for (size_t i = 0; !with_worked && i < file.count; i++)
        if (file.items[i].kind == CALENDAR_WORKED)
            file.items[i].kind = CALENDAR_OFF; /* the weekend it is */
    struct calendar_rows rows = calendar_file_rows(&file, "china", 1);
    const struct calendar *calendar = build(&rows, arena);
    calendar_file_done(&file);
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
