/* book_print -- see book_print.h. */
#include "office/book_print.h"

#include <stdio.h>

#include "base/stop.h"
#include "core/words.h"
#include "office/output.h"
#include "office/sheet_writer.h"
#include "run/consumer.h"
#include "run/fold_batch.h"
#include "run/progress.h"
#include "sql.h"

enum {
    PAGES_MAX = 64,             /* in hand */
    PAGES_BYTES_MAX = 1 << 20,  /* of their files; a larger one comes alone */
    PARAMS_BYTES_MAX = 8 << 20, /* of what is asked about them */
    COVER_BYTES = 1 << 20,
    SHEET_BYTES = 16 << 20, /* of one: its remarks are a copy */
};

struct book_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "office/book_print.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct book_conf, name), fallback, min, max, help},
#include "office/book_print.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct book_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec book_print_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

struct print {
    struct book_conf conf;
    const struct book_kind *kind;
    struct pg *pg;     /* the ledger's */
    struct pg *reveal; /* of who looks; NULL: masked */
    struct pg_params *params;
    struct personal_source personal;
    struct arena pages; /* cases in hand */
    struct arena sheet;
    struct arena kept; /* the cover */
    struct names names;
    struct cover cover;
    struct sheet_book book;
    const struct sheet_writer *writer;
    struct output output;
    struct progress progress;
    size_t done;
};

/* Where the next pages begin. */
struct place {
    int64_t at_us;
    struct uuid case_id;
};

/* ---- before the first page ---- */

static enum outcome check_options(const struct print *print, struct err *err)
{
    const struct book_conf *conf = &print->conf;
    if (!print->kind->is_master && conf->section[0] == '\0')
        return err_set(err, FATAL, "--section is not given");
    if (print->kind->is_master && conf->section[0] != '\0')
        return err_set(err, FATAL, "section is \"%.80s\", but a master ledger is of all sections",
                       conf->section);
    if (conf->html && conf->csv)
        return err_set(err, FATAL, "html and csv cannot both be given");
    if ((conf->reveal[0] == '\0') != (conf->reveal_user[0] == '\0'))
        return err_set(err, FATAL, "reveal wants reveal-user, and the other way round");
    return OK;
}

static enum outcome read_options(struct print *print, struct err *err)
{
    const struct book_conf *conf = &print->conf;
    const struct period_words words = {
        .year = conf->year, .month = conf->month, .from = conf->from, .to = conf->to};
    if (check_options(print, err) != OK || period_read(&words, &print->cover.days, err) != OK)
        return err->outcome;
    print->cover.unit = str_from(conf->unit);
    print->cover.section = str_from(conf->section);
    print->cover.is_master = print->kind->is_master;
    print->cover.is_revealed = conf->reveal[0] != '\0';
    print->writer = conf->csv ? &sheet_csv : &sheet_html;
    return OK;
}

static enum outcome connect(struct print *print, const struct consumer *consumer, struct err *err)
{
    if (consumer_open(consumer, &print->pg, err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &print->params, err) != OK)
        return err->outcome;
    print->personal = (struct personal_source) {.pg = print->pg, .params = print->params};
    if (print->cover.is_revealed) {
        const struct pg_options options = {
            .conninfo = consumer->conf.pg_conninfo,
            .user = print->conf.reveal_user,
            .application_name = "book",
        };
        if (pg_open(&options, &print->reveal, err) != OK)
            return err_wrap(err, "as \"%s\"", print->conf.reveal_user);
        print->personal.pg = print->reveal;
        print->personal.reason = print->conf.reveal;
    }
    return personal_check(&print->personal, err);
}

static void ask_for(struct print *print, enum entry entry)
{
    pg_params_reset(print->params);
    pg_param_text(print->params, print->cover.unit);
    pg_param_text(print->params, print->cover.section);
    pg_param_integer(print->params, print->cover.days.year);
    pg_param_text(print->params, word_entry(entry));
}

static enum outcome count_pages(struct print *print, enum entry entry, size_t *count_out,
                                struct err *err)
{
    struct pg_rows rows;
    ask_for(print, entry);
    pg_param_time(print->params, period_from_us(&print->cover.days));
    pg_param_time(print->params, period_before_us(&print->cover.days));
    if (pg_exec(print->pg, print->kind->count_sql, print->params, &rows, err) != OK)
        return err_wrap(err, "count the pages");
    *count_out = (size_t) pg_rows_bigint(&rows, 0, 0);
    pg_rows_done(&rows);
    return OK;
}

/* One snapshot.  The next pages come in the order of the book's index, however little the planner
 * knows: without statistics it would sort the rest of the book for every few pages. */
static const char snapshot_sql[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                                   "SET LOCAL enable_sort = off;"
                                   "SET LOCAL enable_bitmapscan = off;"
                                   "SET LOCAL enable_seqscan = off;"
                                   "SET LOCAL jit = off";

static enum outcome begin(struct print *print, struct err *err)
{
    if (arena_init(&print->pages, FOLD_SCRATCH_BYTES, err) != OK ||
        arena_init(&print->sheet, SHEET_BYTES, err) != OK ||
        arena_init(&print->kept, COVER_BYTES, err) != OK ||
        pg_script(print->pg, snapshot_sql, err) != OK ||
        names_read(print->pg, &print->names, err) != OK ||
        cover_read(print->pg, &print->names, &print->kept, &print->cover, err) != OK)
        return err->outcome;
    print->book.cover = &print->cover;
    print->book.names = &print->names;
    if (count_pages(print, ENTRY_FIRST, &print->book.pages_count, err) != OK)
        return err->outcome;
    if (!print->kind->is_master &&
        count_pages(print, ENTRY_TRANSFERRED_IN, &print->book.annex_count, err) != OK)
        return err->outcome;
    return OK;
}

/* ---- pages ---- */

static enum outcome next_rows(struct print *print, enum entry entry, const struct place *place,
                              struct pg_rows *rows_out, struct err *err)
{
    ask_for(print, entry);
    pg_param_time(print->params, place->at_us);
    pg_param_time(print->params, period_before_us(&print->cover.days));
    pg_param_time(print->params, place->at_us);
    pg_param_uuid(print->params, &place->case_id);
    pg_param_integer(print->params, PAGES_MAX);
    pg_param_bigint(print->params, PAGES_BYTES_MAX);
    if (pg_exec(print->pg, print->kind->page_sql, print->params, rows_out, err) != OK)
        return err_wrap(err, "read pages");
    return OK;
}

/* The form of a row of next_rows(); everything in the arena of pages, or borrowed from the row. */
static enum outcome form_of(struct print *print, const struct pg_rows *rows, size_t row,
                            struct form *form_out, struct err *err)
{
    const struct form_book book = {
        .unit = print->cover.unit,
        .section = print->cover.section,
        .is_master = print->kind->is_master,
    };
    struct uuid case_id = pg_rows_uuid(rows, row, 0);
    struct case_file file;
    struct life *life = arena_alloc(&print->pages, sizeof(*life));
    if (life == NULL)
        return err_set(err, RETRY, "no room for a case in the arena");
    if (case_file_unpack(pg_rows_text(rows, row, 2), &case_id, &print->pages, &file, err) != OK ||
        fold(&file, &print->pages, life, err) != OK)
        return err->outcome;
    return form_from(life, &book, &print->pages, form_out, err);
}

static enum outcome write_sheets(struct print *print, const struct form *forms, size_t count,
                                 enum entry entry, struct err *err)
{
    struct personal personal;
    if (personal_read(&print->personal, forms, count, &personal, err) != OK)
        return err->outcome;
    const struct sheet_source source = {.names = &print->names, .personal = &personal};
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && i < count; i++) {
        struct sheet sheet;
        arena_reset(&print->sheet);
        outcome = sheet_from(&forms[i], &source, &print->sheet, &sheet, err);
        if (outcome != OK)
            break;
        print->done++;
        if (entry == ENTRY_FIRST)
            print->writer->page(&print->book, &sheet, print->done);
        else
            print->writer->annex_row(&print->book, &sheet, print->done);
    }
    personal_done(&personal);
    return outcome;
}

static enum outcome write_rows(struct print *print, const struct pg_rows *rows, enum entry entry,
                               struct err *err)
{
    struct form forms[PAGES_MAX];
    arena_reset(&print->pages);
    for (size_t row = 0; row < rows->count; row++)
        if (form_of(print, rows, row, &forms[row], err) != OK)
            return err->outcome;
    return write_sheets(print, forms, rows->count, entry, err);
}

static enum outcome write_all(struct print *print, enum entry entry, struct err *err)
{
    struct place place = {.at_us = period_from_us(&print->cover.days)};
    print->done = 0;
    for (;;) {
        struct pg_rows rows;
        if (stop_requested())
            return err_set(err, FATAL, "asked to stop");
        if (next_rows(print, entry, &place, &rows, err) != OK)
            return err->outcome;
        size_t count = rows.count;
        enum outcome outcome = write_rows(print, &rows, entry, err);
        if (count > 0) {
            place.case_id = pg_rows_uuid(&rows, count - 1, 0);
            place.at_us = pg_rows_time(&rows, count - 1, 1);
        }
        pg_rows_done(&rows);
        if (outcome != OK || count == 0)
            return outcome;
        const struct progress_state state = {
            .parts = print->done + (entry == ENTRY_FIRST ? 0 : print->book.pages_count),
            .parts_total = print->book.pages_count + print->book.annex_count,
            .items = print->done,
        };
        progress_show(&print->progress, &state);
    }
}

static enum outcome write_totals(struct print *print, struct err *err)
{
    struct totals totals;
    const struct totals_of of = {
        .sql = print->kind->totals_sql,
        .unit = print->cover.unit,
        .section = print->cover.section,
        .days = print->cover.days,
        .names = &print->names,
    };
    if (totals_read(print->pg, print->params, &of, &totals, err) != OK)
        return err->outcome;
    print->writer->totals(&print->book, &totals);
    totals_done(&totals);
    return OK;
}

static enum outcome write_book(struct print *print, struct err *err)
{
    if (output_open(print->conf.output, &print->output, err) != OK)
        return err->outcome;
    print->book.out = print->output.file;
    print->writer->begin(&print->book);
    if (write_all(print, ENTRY_FIRST, err) != OK)
        return err->outcome;
    if (print->book.annex_count > 0) {
        print->writer->annex_begin(&print->book);
        if (write_all(print, ENTRY_TRANSFERRED_IN, err) != OK)
            return err->outcome;
        print->writer->annex_end(&print->book);
    }
    if (write_totals(print, err) != OK)
        return err->outcome;
    print->writer->end(&print->book);
    return output_finish(&print->output, err);
}

static void print_done(struct print *print)
{
    progress_clear(&print->progress);
    output_drop(&print->output);
    names_done(&print->names);
    arena_done(&print->pages);
    arena_done(&print->sheet);
    arena_done(&print->kept);
    pg_params_free(print->params);
    pg_close(print->reveal);
    pg_close(print->pg);
}

int book_print(int argc, char **argv, void *context, const struct book_kind *kind)
{
    static struct print print; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&book_print_help, &print.conf.consumer);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    print.kind = kind;
    if (read_options(&print, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    progress_init(&print.progress, "pages");
    enum outcome outcome = stop_on_signals(&err);
    if (outcome == OK)
        outcome = connect(&print, consumer, &err);
    if (outcome == OK)
        outcome = begin(&print, &err);
    if (outcome == OK)
        outcome = write_book(&print, &err);
    print_done(&print);
    return outcome == OK ? EXIT_DONE : consumer_failed("book", &err);
}
