/* calendar_csv -- see calendar_csv.h. */
#include "office/calendar_csv.h"

#include <assert.h>
#include <errno.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

#include "base/civil.h"
#include "office/book_time.h"
#include "office/cell_text.h"
#include "wire/csv.h"
#include "wire/text.h"

enum { ARENA_BYTES = 16 << 20, TEXT_BYTES_MAX = 256, PATH_BYTES_MAX = 4096 };

enum field { KIND, FROM, TO, UNIT, VALUE, NOTICE, FIELDS_COUNT };

static const struct {
    const char *name;
    const char *chinese;
} fields[FIELDS_COUNT] = {
    [KIND] = {"kind", "类别"}, [FROM] = {"from", "起始日期"}, [TO] = {"to", "截止日期"},
    [UNIT] = {"unit", "单位"}, [VALUE] = {"value", "内容"},   [NOTICE] = {"notice", "依据"},
};

enum need { NEVER, MAY, MUST };

/* What a row of each kind says. */
enum { DAY_END = CALENDAR_ROW_KINDS_END, KINDS_COUNT };
static const struct {
    const char *name;
    const char *chinese;
    enum need needs[FIELDS_COUNT];
} kinds[KINDS_COUNT] = {
    /* clang-format off */
    [CALENDAR_PUBLISHED] = {"published", "公布",     {MUST, MUST,  MUST,  NEVER, NEVER, MUST}},
    [CALENDAR_OFF]       = {"off",       "放假",     {MUST, MUST,  MAY,   NEVER, NEVER, MUST}},
    [CALENDAR_WORKED]    = {"worked",    "上班",     {MUST, MUST,  MAY,   NEVER, NEVER, MUST}},
    [CALENDAR_HOURS]     = {"hours",     "工作时间", {MUST, MAY,   MAY,   MAY,   MUST,  MAY}},
    [DAY_END]            = {"day_end",   "截止",     {MUST, NEVER, NEVER, NEVER, MUST,  MAY}},
    /* clang-format on */
};

/* One file while it is read. */
struct reading {
    struct calendar_csv *csv;
    struct complaints *complaints;
    struct place place;             /* of the row in hand */
    bool is_there[FIELDS_COUNT];    /* in the file, */
    size_t columns[FIELDS_COUNT];   /* and where */
    struct str texts[FIELDS_COUNT]; /* of the row in hand */
    struct err *err;
};

static void complain_of(const struct reading *reading, enum field field, const char *words)
{
    complain_of_value(reading->complaints, reading->place, fields[field].name,
                      reading->texts[field], words);
}

const char *calendar_kind_name(enum calendar_row_kind kind)
{
    return kinds[kind].name;
}

static bool is_word(struct str text, const char *name, const char *chinese)
{
    return str_eq(text, str_from(name)) || str_eq(text, str_from(chinese));
}

/* ---- hours ---- */

static bool take_text(struct str *text, const char *wanted)
{
    size_t len = strlen(wanted);
    if (text->len < len || memcmp(text->ptr, wanted, len) != 0)
        return false;
    text->ptr += len;
    text->len -= len;
    return true;
}

static bool take_any(struct str *text, const char *const *wanted)
{
    for (; *wanted != NULL; wanted++)
        if (take_text(text, *wanted))
            return true;
    return false;
}

static bool take_digit(struct str *text, int32_t *number)
{
    if (text->len == 0 || text->ptr[0] < '0' || text->ptr[0] > '9')
        return false;
    *number = 10 * *number + (text->ptr[0] - '0');
    text->ptr++;
    text->len--;
    return true;
}

static bool take_clock(struct str *text, int32_t *min_out)
{
    int32_t hour = 0;
    int32_t minute = 0;
    if (!take_digit(text, &hour))
        return false;
    (void) take_digit(text, &hour);
    if (!take_text(text, ":") || !take_digit(text, &minute) || !take_digit(text, &minute))
        return false;
    *min_out = 60 * hour + minute;
    return minute <= 59 && *min_out <= HOURS_DAY_MINUTES;
}

/* NULL, or what is wrong with the interval behind the others. */
static const char *add_interval(struct hours *hours, int32_t open_min, int32_t close_min)
{
    if (hours->count == HOURS_INTERVALS_MAX)
        return "has more than 4 intervals";
    if (open_min == close_min)
        return "has an empty interval";
    if (open_min > close_min)
        return "crosses midnight";
    if (hours->count > 0 && open_min < hours->intervals[hours->count - 1].open_min)
        return "is not in the order of the day";
    if (hours->count > 0 && open_min < hours->intervals[hours->count - 1].close_min)
        return "has intervals that overlap";
    hours->intervals[hours->count].open_min = open_min;
    hours->intervals[hours->count++].close_min = close_min;
    return NULL;
}

const char *calendar_hours_read(struct str text, struct hours *hours)
{
    static const char *const dashes[] = {"-", "~", "–", "—", "至", NULL};
    static const char *const gaps[] = {" ", ",", ";", "、", "/", NULL};
    while (text.len > 0) {
        int32_t open_min = 0;
        int32_t close_min = 0;
        if (!take_clock(&text, &open_min) || !take_any(&text, dashes) ||
            !take_clock(&text, &close_min))
            return "is no list of hours like 09:00-12:00 13:00-17:00";
        const char *wrong = add_interval(hours, open_min, close_min);
        if (wrong != NULL)
            return wrong;
        while (take_any(&text, gaps))
            ;
    }
    return NULL;
}

/* ---- rows ---- */

static bool read_kind(const struct reading *reading, size_t *kind_out)
{
    for (size_t kind = CALENDAR_PUBLISHED; kind < KINDS_COUNT; kind++) {
        if (!is_word(reading->texts[KIND], kinds[kind].name, kinds[kind].chinese))
            continue;
        *kind_out = kind;
        return true;
    }
    complain_of(reading, KIND,
                "is none of published 公布, off 放假, worked 上班, hours 工作时间, day_end 截止");
    return false;
}

/* Is there what must be, and nothing that must not? */
static bool check_needs(const struct reading *reading, size_t kind)
{
    bool is_fine = true;
    char words[64];
    for (enum field i = 0; i < FIELDS_COUNT; i++) {
        bool is_empty = reading->texts[i].len == 0;
        enum need need = kinds[kind].needs[i];
        if (is_empty ? need != MUST : need != NEVER)
            continue;
        (void) snprintf(words, sizeof(words),
                        is_empty ? "is empty, and %s needs it" : "has no meaning for %s",
                        kinds[kind].name);
        complain_of(reading, i, words);
        is_fine = false;
    }
    return is_fine;
}

static bool read_day(const struct reading *reading, enum field field, int64_t *day_out)
{
    const char *wrong = book_day_read(reading->texts[field], day_out);
    int64_t year = wrong == NULL ? civil_date_of(*day_out).year : 0;
    if (wrong == NULL && (year < CALENDAR_YEAR_MIN || year > CALENDAR_YEAR_MAX))
        wrong = "is outside 2000 to 2100";
    if (wrong != NULL)
        complain_of(reading, field, wrong);
    return wrong == NULL;
}

static bool read_days(const struct reading *reading, struct calendar_row *row)
{
    row->first_day = CALENDAR_EVER_FIRST;
    row->last_day = CALENDAR_EVER_LAST;
    if (reading->texts[FROM].len == 0 && reading->texts[TO].len == 0)
        return true;
    if (reading->texts[FROM].len == 0) {
        complain_of(reading, FROM, "is empty, but to is not");
        return false;
    }
    if (!read_day(reading, FROM, &row->first_day))
        return false;
    row->last_day = row->first_day;
    if (reading->texts[TO].len > 0 && !read_day(reading, TO, &row->last_day))
        return false;
    if (row->first_day > row->last_day)
        complain_of(reading, TO, "is before from");
    return row->first_day <= row->last_day;
}

static enum outcome keep(const struct reading *reading, enum field field, struct str *kept_out)
{
    struct arena *arena = &reading->csv->arena;
    struct str kept;
    if (nfc_keep(reading->texts[field], arena, &kept, reading->err) != OK)
        return reading->err->outcome;
    return str_keep(kept, arena, kept_out, reading->err);
}

/* The texts fit for keeping? */
static bool check_texts(const struct reading *reading)
{
    bool is_fine = true;
    for (enum field i = UNIT; i < FIELDS_COUNT; i++) {
        enum text_fault fault = text_check(reading->texts[i], TEXT_LINE);
        bool is_long = reading->texts[i].len > TEXT_BYTES_MAX;
        if (fault == TEXT_FINE && !is_long)
            continue;
        complain_of(reading, i, is_long ? "has more than 256 bytes" : text_fault_words(fault));
        is_fine = false;
    }
    return is_fine;
}

static void read_day_end(const struct reading *reading)
{
    struct calendar_csv *csv = reading->csv;
    struct str text = reading->texts[VALUE];
    bool is_close = is_word(text, "close", "下班");
    if (!is_close && !str_eq(text, STR("24:00")))
        complain_of(reading, VALUE, "is neither 24:00 nor close 下班");
    else if (csv->has_day_end)
        complain_of(reading, KIND, "is there twice");
    csv->has_day_end = true;
    csv->day_end = is_close ? DAY_END_CLOSE : DAY_END_MIDNIGHT;
}

static enum outcome read_value(const struct reading *reading, struct calendar_row *row,
                               bool *is_fine)
{
    struct str narrow;
    struct arena *arena = &reading->csv->arena;
    if (row->kind != CALENDAR_HOURS || !*is_fine)
        return OK;
    if (cell_narrow(reading->texts[VALUE], CELL_KEEP_SPACES, arena, &narrow, reading->err) != OK)
        return reading->err->outcome;
    const char *wrong = calendar_hours_read(narrow, &row->hours);
    if (wrong != NULL)
        complain_of(reading, VALUE, wrong);
    *is_fine = wrong == NULL;
    return OK;
}

static enum outcome add_row(const struct reading *reading, const struct calendar_row *row)
{
    struct calendar_csv *csv = reading->csv;
    if (csv->count == CALENDAR_ROWS_MAX)
        return err_set(reading->err, REJECT, "%s: a calendar has at most %d rows",
                       reading->place.file, CALENDAR_ROWS_MAX);
    csv->items[csv->count] = *row;
    csv->places[csv->count++] = reading->place;
    return OK;
}

static enum outcome read_row(const struct reading *reading)
{
    size_t kind = 0;
    struct calendar_row row = {.unit = STR("")};
    if (!read_kind(reading, &kind) || !check_needs(reading, kind) || !check_texts(reading))
        return OK;
    if (kind == DAY_END) {
        read_day_end(reading);
        return OK;
    }
    row.kind = (enum calendar_row_kind) kind;
    bool is_fine = read_days(reading, &row);
    if (read_value(reading, &row, &is_fine) != OK || keep(reading, UNIT, &row.unit) != OK ||
        keep(reading, NOTICE, &row.notice) != OK)
        return reading->err->outcome;
    return is_fine ? add_row(reading, &row) : OK;
}

/* ---- the file ---- */

static bool bind_columns(struct reading *reading, const struct csv_reader *reader)
{
    size_t before = reading->complaints->count;
    size_t count = 0;
    const struct str *names = csv_columns(reader, &count);
    for (size_t i = 0; i < count; i++) {
        struct str name = cell_trim(names[i]);
        size_t field = 0;
        while (field < FIELDS_COUNT && !is_word(name, fields[field].name, fields[field].chinese))
            field++;
        if (field == FIELDS_COUNT || reading->is_there[field]) {
            complain_of_value(reading->complaints, reading->place, "column", name,
                              field == FIELDS_COUNT
                                  ? "is none of kind, from, to, unit, value, notice"
                                  : "is there twice");
            continue;
        }
        reading->is_there[field] = true;
        reading->columns[field] = i;
    }
    if (!reading->is_there[KIND])
        complain(reading->complaints, reading->place, "column kind (类别) is missing");
    return reading->complaints->count == before;
}

static bool take_row(struct reading *reading, const struct csv_row *row)
{
    bool is_blank = true;
    reading->place.line = row->line;
    for (size_t i = 0; i < FIELDS_COUNT; i++) {
        reading->texts[i] =
            reading->is_there[i] ? cell_trim(row->fields[reading->columns[i]]) : STR("");
        is_blank = is_blank && reading->texts[i].len == 0;
    }
    return !is_blank;
}

static enum outcome read_rows(struct reading *reading, struct csv_reader *reader)
{
    struct csv_row row;
    for (;;) {
        enum outcome outcome = csv_next(reader, &row, reading->err);
        if (outcome == REJECT) {
            complain(reading->complaints, (struct place) {reading->place.file, row.line}, "%s",
                     reading->err->text);
            continue;
        }
        if (outcome != OK || row.is_end)
            return outcome;
        if (take_row(reading, &row) && read_row(reading) != OK)
            return reading->err->outcome;
    }
}

static enum outcome read_table(struct reading *reading, FILE *file)
{
    static const struct csv_options options = {.encoding = TEXT_AUTO, .separator = ','};
    struct csv_reader *reader = NULL;
    enum outcome outcome = csv_open(file, &options, &reader, reading->err);
    if (outcome == REJECT) {
        complain(reading->complaints, reading->place, "%s", reading->err->text);
        return OK;
    }
    if (outcome != OK)
        return outcome;
    if (bind_columns(reading, reader))
        outcome = read_rows(reading, reader);
    csv_close(reader);
    return outcome;
}

enum outcome calendar_csv_read(struct calendar_csv *csv, const char *name, FILE *file,
                               struct complaints *complaints, struct err *err)
{
    struct reading reading = {
        .csv = csv,
        .complaints = complaints,
        .place = {.file = str_keep_terminated(str_from(name), &csv->arena), .line = 1},
        .err = err,
    };
    enum outcome outcome = RETRY;
    if (reading.place.file != NULL)
        outcome = read_table(&reading, file);
    return outcome == RETRY ? err_set(err, REJECT, "%s: the calendar has too much text", name)
                            : outcome;
}

static enum outcome load_file(struct calendar_csv *csv, const char *path,
                              struct complaints *complaints, struct err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return err_set(err, FATAL, "cannot read \"%s\": %s", path, strerror(errno));
    enum outcome outcome = calendar_csv_read(csv, path, file, complaints, err);
    (void) fclose(file);
    return outcome;
}

enum outcome calendar_csv_load(struct calendar_csv *csv, const char *path,
                               struct complaints *complaints, struct err *err)
{
    struct stat about;
    glob_t found = {.gl_pathc = 0};
    char pattern[PATH_BYTES_MAX];
    enum outcome outcome = OK;
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode))
        return load_file(csv, path, complaints, err);
    if (snprintf(pattern, sizeof(pattern), "%s/*.csv", path) >= (int) sizeof(pattern) ||
        glob(pattern, 0, NULL, &found) != 0)
        return err_set(err, FATAL, "there is no *.csv in \"%s\"", path);
    for (size_t i = 0; i < found.gl_pathc && outcome == OK; i++)
        outcome = load_file(csv, found.gl_pathv[i], complaints, err);
    globfree(&found);
    return outcome;
}

enum outcome calendar_csv_init(struct calendar_csv *csv, struct err *err)
{
    *csv = (struct calendar_csv) {.count = 0};
    if (arena_init(&csv->arena, ARENA_BYTES, err) != OK)
        return err->outcome;
    csv->items = arena_alloc_raw(&csv->arena, CALENDAR_ROWS_MAX * sizeof(*csv->items));
    csv->places = arena_alloc_raw(&csv->arena, CALENDAR_ROWS_MAX * sizeof(*csv->places));
    assert(csv->items != NULL && csv->places != NULL);
    return OK;
}

void calendar_csv_done(struct calendar_csv *csv)
{
    arena_done(&csv->arena);
    *csv = (struct calendar_csv) {.count = 0};
}

struct calendar_rows calendar_csv_rows(const struct calendar_csv *csv, const char *name,
                                       int64_t version)
{
    return (struct calendar_rows) {
        .name = str_from(name),
        .version = version,
        .day_end = csv->day_end,
        .items = csv->items,
        .count = csv->count,
    };
}
