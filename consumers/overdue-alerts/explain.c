/* explain -- see explain.h. */
#include "explain.h"

#include <inttypes.h>
#include <string.h>

#include "explain_print.h"
#include "office/rules_pg.h"
#include "run/consumer.h"
#include "sql.h"
#include "wire/text.h"

enum {
    ARENA_BYTES = 96 << 20, /* the longest file, its clocks and the rules */
    PARAMS_BYTES_MAX = 1 << 10,
};

/* What one call works with. */
struct work {
    struct pg *pg;
    struct pg_params *params;
    struct arena arena;
    struct uuid subjects[2]; /* a case of this name, or a year */
    struct rules rules;
    struct life life;
};

/* A number may hold a slash, a source may not; of a unit's year they are its code and the year. */
static enum outcome read_subjects(struct work *work, const char *word, struct err *err)
{
    const char *slash = strchr(word, '/');
    if (slash == NULL && uuid_parse(str_from(word), &work->subjects[0])) {
        work->subjects[1] = work->subjects[0];
        return OK;
    }
    if (slash == NULL || slash == word || slash[1] == '\0')
        return err_set(err, REJECT, "\"%.100s\" is no case, which is SOURCE/NUMBER or its id",
                       word);
    struct str source;
    struct str number;
    if (nfc_keep((struct str) {word, (size_t) (slash - word)}, &work->arena, &source, err) != OK ||
        nfc_keep(str_from(slash + 1), &work->arena, &number, err) != OK)
        return err->outcome;
    work->subjects[0] = event_subject(SUBJECT_CASE, source, number);
    work->subjects[1] = event_subject(SUBJECT_UNIT_YEAR, source, number);
    return OK;
}

/* The file's events, and the rules that its rows were made by. */
static enum outcome read_file(struct work *work, struct case_file *file, struct err *err)
{
    struct pg_rows rows;
    struct str bytes = {0};
    struct uuid subject;
    pg_array_begin(work->params, PG_UUID, 2);
    pg_array_uuid(work->params, &work->subjects[0]);
    pg_array_uuid(work->params, &work->subjects[1]);
    if (pg_exec(work->pg, SQL_FILE_READ, work->params, &rows, err) != OK)
        return err->outcome;
    enum outcome outcome = rows.count == 0 ? err_set(err, REJECT, "there is no such case") : OK;
    if (outcome == OK)
        outcome = str_keep(pg_rows_text(&rows, 0, 3), &work->arena, &bytes, err);
    if (outcome == OK) {
        work->rules.version = pg_rows_bigint(&rows, 0, 2);
        subject = pg_rows_uuid(&rows, 0, 0);
    }
    pg_rows_done(&rows);
    return outcome == OK ? case_file_unpack(bytes, &subject, &work->arena, file, err) : outcome;
}

static enum outcome explain(struct work *work, struct err *err)
{
    struct case_file file;
    struct clocks clocks;
    if (pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
        read_file(work, &file, err) != OK ||
        rules_pg_load(work->pg, &work->arena, &work->rules, err) != OK ||
        fold(&file, &work->arena, &work->life, err) != OK ||
        clocks_of(&work->life, &work->rules, &work->arena, &clocks, err) != OK)
        return err->outcome;
    (void) printf("%.*s/%.*s\n", STR_ARG(work->life.case_source), STR_ARG(work->life.case_number));
    if (work->rules.calendar == NULL || work->rules.policy == NULL)
        (void) printf("no clocks: no calendar or no policy is loaded\n");
    else if (clocks.clocks.count == 0)
        (void) printf("no clocks: %s\n", work->life.accepted == LIFE_NONE
                                             ? "its acceptance has not come"
                                             : "no row of the policy is for it");
    const struct explanation explanation = {
        .life = &work->life, .rules = &work->rules, .arena = &work->arena};
    for (int32_t i = 0; i < clocks.clocks.count; i++)
        if (explain_print(stdout, &explanation, &clocks.clocks.items[i], err) != OK)
            return err->outcome;
    return OK;
}

int explain_verb(int argc, char **argv, void *context)
{
    static struct work work;
    struct consumer *consumer = context;
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings(consumer, argc, argv, 1, &exit_code))
        return exit_code;
    const char *word = consumer_word(argc, argv);
    enum outcome outcome = arena_init(&work.arena, ARENA_BYTES, &err);
    if (outcome == OK && read_subjects(&work, word == NULL ? "" : word, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    if (outcome == OK)
        outcome = consumer_open(consumer, &work.pg, &err);
    if (outcome == OK)
        outcome = explain(&work, &err);
    pg_params_free(work.params);
    pg_close(work.pg);
    arena_done(&work.arena);
    return outcome == OK ? EXIT_DONE : consumer_failed("explain", &err);
}
