/* quality -- the verb: how well each source tells; a page for people, or a table of days. */
#include <inttypes.h>
#include <string.h>

#include "admin.h"
#include "base/civil.h"
#include "office/book_time.h"
#include "sql.h"
#include "wire/csv.h"

enum { PARAMS_BYTES_MAX = 4096 };

/* The columns of quality_sources.sql. */
enum {
    AT_SOURCE,
    AT_RECORDS,
    AT_DAYS_HEARD,
    AT_DAYS_SPAN,
    AT_LAST_AT,
    AT_SILENT_S,
    AT_TAKEN,
    AT_REPEATED,
    AT_SET_ASIDE,
    AT_TIMED,
    AT_MINUTES_MEAN = AT_TIMED + 7,
    AT_MINUTES_MAX,
    AT_DAYS_ONLY,
    AT_DAYS_MEAN = AT_DAYS_ONLY + 6,
    AT_DAYS_MAX,
};

/* Of quality_refusals.sql and quality_oddities.sql; both begin with the source. */
enum { AT_STAGE = 1, AT_VIA, AT_REASON, AT_REFUSED };
enum { AT_FLAG = 1, AT_SENTENCE, AT_CASES };

/* What one call works with. */
struct work {
    const struct admin *admin;
    int64_t from_day, to_day; /* where the settings have them */
    struct pg *pg;
    struct pg_params *params;
    struct pg_rows sources;
    struct pg_rows refusals;
    struct pg_rows oddities;
    size_t refusals_at; /* the next one: all are by source */
    size_t oddities_at;
};

/* ---- reading ---- */

/* What is wrong was said. */
static bool read_day(const char *name, const char *text, int64_t *day_out)
{
    const char *wrong = text[0] == '\0' ? NULL : book_day_read(str_from(text), day_out);
    if (wrong != NULL)
        (void) fprintf(stderr, "shouwen-admin quality: %s \"%.40s\" %s\n", name, text, wrong);
    return wrong == NULL;
}

static bool read_days(struct work *work)
{
    const struct admin *admin = work->admin;
    if (!read_day("from", admin->from, &work->from_day) ||
        !read_day("to", admin->to, &work->to_day))
        return false;
    bool is_backwards =
        admin->from[0] != '\0' && admin->to[0] != '\0' && work->to_day < work->from_day;
    if (is_backwards)
        (void) fprintf(stderr, "shouwen-admin quality: to is before from\n");
    return !is_backwards;
}

static void put_day(struct pg_params *params, const char *text, int64_t day)
{
    if (text[0] == '\0')
        pg_param_null(params);
    else
        pg_param_date(params, day);
}

static enum outcome ask(struct work *work, const char *sql, struct pg_rows *rows, struct err *err)
{
    pg_params_reset(work->params);
    if (work->admin->source[0] == '\0')
        pg_param_null(work->params);
    else
        pg_param_text(work->params, str_from(work->admin->source));
    put_day(work->params, work->admin->from, work->from_day);
    put_day(work->params, work->admin->to, work->to_day);
    return pg_exec(work->pg, sql, work->params, rows, err);
}

/* ---- the page ---- */

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static void print_silence(int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        int64_t count = seconds / units[i].seconds;
        if (count == 0)
            continue;
        (void) printf(", silent for %" PRId64 " %s%s", count, units[i].name, plural(count));
        return;
    }
}

/* Per mille of n as percent, rounded half up. */
static void print_share(const char *name, int64_t count, int64_t n)
{
    int64_t share = (count * 1000 + n / 2) / n;
    if (count > 0)
        (void) printf(", %s %" PRId64 " (%" PRId64 ".%" PRId64 " %%)", name, count, share / 10,
                      share % 10);
}

static void print_days(const struct pg_rows *rows, size_t row)
{
    char last[CIVIL_TEXT_MAX];
    int64_t records = pg_rows_bigint(rows, row, AT_RECORDS);
    int64_t heard = pg_rows_bigint(rows, row, AT_DAYS_HEARD);
    if (records == 0) {
        (void) printf("  nothing in the log\n");
        return;
    }
    int64_t span = pg_rows_bigint(rows, row, AT_DAYS_SPAN);
    span = span < heard ? heard : span; /* a clock of ours behind the broker's */
    int64_t tenths = (records * 10 + span / 2) / span;
    civil_text(pg_rows_time(rows, row, AT_LAST_AT) / CIVIL_SECOND_US * CIVIL_SECOND_US, last);
    (void) printf("  %" PRId64 " record%s in %" PRId64 " day%s, %" PRId64 ".%" PRId64
                  " a day; heard on %" PRId64 " day%s, last %s",
                  records, plural(records), span, plural(span), tenths / 10, tenths % 10, heard,
                  plural(heard), last);
    print_silence(pg_rows_bigint(rows, row, AT_SILENT_S));
    (void) printf("\n  taken %" PRId64 ", repeated %" PRId64 ", set aside %" PRId64 "\n",
                  pg_rows_bigint(rows, row, AT_TAKEN), pg_rows_bigint(rows, row, AT_REPEATED),
                  pg_rows_bigint(rows, row, AT_SET_ASIDE));
}

/* How late: a count, behind it the classes, the mean and the most. */
struct lateness_line {
    const char *title;
    int count_at;
    const char *classes[7];
    const char *unit;
    int mean_at;
};

static void print_lateness(const struct pg_rows *rows, size_t row, const struct lateness_line *line)
{
    int64_t n = pg_rows_bigint(rows, row, line->count_at);
    if (n == 0)
        return;
    (void) printf("  late, %s (n = %" PRId64 ")", line->title, n);
    for (int i = 0; line->classes[i] != NULL; i++)
        print_share(line->classes[i], pg_rows_bigint(rows, row, line->count_at + 1 + i), n);
    (void) printf("; %" PRId64 " %ss in the mean, %" PRId64 " at most\n",
                  pg_rows_bigint(rows, row, line->mean_at), line->unit,
                  pg_rows_bigint(rows, row, line->mean_at + 1));
}

static bool is_of(const struct pg_rows *rows, size_t row, struct str source)
{
    return row < rows->count && str_eq(pg_rows_text(rows, row, AT_SOURCE), source);
}

static bool is_same(const struct pg_rows *rows, size_t row, size_t other, int column)
{
    return str_eq(pg_rows_text(rows, row, column), pg_rows_text(rows, other, column));
}

/* A line for each program and each topic, with its reasons. */
static void print_refusals(struct work *work, struct str source)
{
    const struct pg_rows *rows = &work->refusals;
    size_t first = work->refusals_at;
    size_t at = first;
    for (; is_of(rows, at, source); at++) {
        bool is_next = at == first || !is_same(rows, at, at - 1, AT_STAGE) ||
                       !is_same(rows, at, at - 1, AT_VIA);
        bool is_door = str_eq(pg_rows_text(rows, at, AT_STAGE), STR("door"));
        if (is_next && at > first)
            (void) printf("\n");
        if (is_next)
            (void) printf("  %s %.*s:", is_door ? "refused by" : "dead letters of",
                          STR_ARG(pg_rows_text(rows, at, AT_VIA)));
        (void) printf("%s %.*s %" PRId64, is_next ? "" : ",",
                      STR_ARG(pg_rows_text(rows, at, AT_REASON)),
                      pg_rows_bigint(rows, at, AT_REFUSED));
    }
    if (at > first)
        (void) printf("\n");
    work->refusals_at = at;
}

static void print_oddities(struct work *work, struct str source)
{
    const struct pg_rows *rows = &work->oddities;
    if (is_of(rows, work->oddities_at, source))
        (void) printf("  oddities of the matters it accepted:\n");
    for (; is_of(rows, work->oddities_at, source); work->oddities_at++)
        (void) printf("    %6" PRId64 "  %.*s: %.*s\n",
                      pg_rows_bigint(rows, work->oddities_at, AT_CASES),
                      STR_ARG(pg_rows_text(rows, work->oddities_at, AT_FLAG)),
                      STR_ARG(pg_rows_text(rows, work->oddities_at, AT_SENTENCE)));
}

static void print_source(struct work *work, size_t row)
{
    static const struct lateness_line instants = {
        .title = "with a time",
        .count_at = AT_TIMED,
        .classes = {"ahead of our clock", "within 10 minutes", "1 hour", "1 day", "7 days", "later",
                    NULL},
        .unit = "minute",
        .mean_at = AT_MINUTES_MEAN,
    };
    static const struct lateness_line days = {
        .title = "of a day only",
        .count_at = AT_DAYS_ONLY,
        .classes = {"the same day", "the next", "7 days", "30 days", "later", NULL},
        .unit = "day",
        .mean_at = AT_DAYS_MEAN,
    };
    const struct pg_rows *rows = &work->sources;
    struct str source = pg_rows_text(rows, row, AT_SOURCE);
    (void) printf("%s%.*s\n", row == 0 ? "" : "\n",
                  STR_ARG(source.len > 0 ? source : STR("(source not known)")));
    print_days(rows, row);
    print_lateness(rows, row, &instants);
    print_lateness(rows, row, &days);
    print_refusals(work, source);
    print_oddities(work, source);
}

static enum outcome page(struct work *work, struct err *err)
{
    if (ask(work, SQL_QUALITY_SOURCES, &work->sources, err) != OK ||
        ask(work, SQL_QUALITY_REFUSALS, &work->refusals, err) != OK ||
        ask(work, SQL_QUALITY_ODDITIES, &work->oddities, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < work->sources.count; i++)
        print_source(work, i);
    if (work->sources.count == 0)
        (void) printf("nothing was told\n");
    return OK;
}

/* ---- the table ---- */

static enum outcome table(struct work *work, struct err *err)
{
    static const char *const names[] = {
        "source",        "day",          "records",       "taken",     "repeated",
        "set_aside",     "refused",      "timed",         "ahead",     "within_10_minutes",
        "within_1_hour", "within_1_day", "within_7_days", "later",     "minutes_mean",
        "minutes_max",   "days_only",    "days_same",     "days_next", "days_7",
        "days_30",       "days_later",   "days_mean",     "days_max",  "last_at",
    };
    const int count = (int) (sizeof(names) / sizeof(names[0]));
    struct csv_writer writer;
    if (ask(work, SQL_QUALITY_DAYS, &work->sources, err) != OK)
        return err->outcome;
    csv_begin(&writer, stdout, true);
    for (int i = 0; i < count; i++)
        csv_put(&writer, str_from(names[i]));
    csv_end_row(&writer);
    for (size_t row = 0; row < work->sources.count; row++) {
        for (int i = 0; i < count; i++)
            csv_put(&writer, pg_rows_is_null(&work->sources, row, i)
                                 ? STR("")
                                 : pg_rows_text(&work->sources, row, i));
        csv_end_row(&writer);
    }
    return OK;
}

/* ---- the verb ---- */

/* All of it is of one moment. */
static enum outcome run(struct work *work, struct err *err)
{
    if (admin_open_pg(work->admin, &work->pg, err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK)
        return err->outcome;
    enum outcome outcome = work->admin->csv ? table(work, err) : page(work, err);
    if (outcome == OK && fflush(stdout) != 0)
        outcome = err_set(err, RETRY, "could not write all of it");
    return outcome;
}

int admin_quality(int argc, char **argv, void *context)
{
    struct admin *admin = context;
    struct work work = {.admin = admin};
    struct err err;
    int words = 0;
    int code = admin_begin(admin, argc, argv, &words);
    if (code != EXIT_DONE)
        return code;
    if (words > 0)
        (void) fprintf(stderr, "usage: shouwen-admin quality [--source S] [--from DAY] [--to DAY] "
                               "[--csv]\n");
    if (words > 0 || !read_days(&work))
        return EXIT_USAGE;
    enum outcome outcome = run(&work, &err);
    pg_rows_done(&work.sources);
    pg_rows_done(&work.refusals);
    pg_rows_done(&work.oddities);
    pg_params_free(work.params);
    pg_close(work.pg);
    return outcome == OK ? EXIT_DONE : admin_failed("quality", &err);
}
