/* counted -- see counted.h. */
#include "counted.h"

#include "office/rules_pg.h"
#include "sql.h"

enum {
    ARENA_BYTES = 96 << 20, /* the longest file and what it adds */
    RULES_BYTES = 32 << 20,
    PARAMS_BYTES_MAX = 1 << 10,
    FILES_A_QUERY = 1000,
};

/* What one call works with. */
struct work {
    struct pg *pg;
    const struct counted_sink *sink;
    struct str unit;
    int64_t score;
    struct pg_params *params;
    struct arena arena;
    struct arena rules_arena;
    struct rules rules; /* under which the files in hand were counted */
    struct uuid last;   /* subject */
};

bool counted_is_of(const struct counted_of *of, const struct contribution *item)
{
    return item->day >= of->first_day && item->day <= of->last_day &&
           str_eq(item->party.unit, of->unit) &&
           (of->section.len == 0 || str_eq(item->party.section, of->section)) &&
           (of->person.len == 0 || str_eq(item->party.person, of->person));
}

/* ---- a file ---- */

static enum outcome count_file(struct work *work, const struct uuid *subject, struct str bytes,
                               struct err *err)
{
    struct case_file file;
    struct life life;
    struct contributions given;
    arena_reset(&work->arena);
    if (case_file_unpack(bytes, subject, &work->arena, &file, err) != OK ||
        fold(&file, &work->arena, &life, err) != OK ||
        contributions_of(&life, &work->rules, &work->arena, &given, err) != OK)
        return err->outcome;
    const struct counted_file counted = {
        .file = &file,
        .life = &life,
        .given = &given,
        .rules = &work->rules,
        .arena = &work->arena,
    };
    return work->sink->counted(work->sink->context, &counted, err);
}

/* ---- the files ---- */

/* The next of one revision; gives how many there were. */
static enum outcome count_some(struct work *work, size_t *count_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    pg_params_reset(work->params);
    pg_param_uuid(work->params, &work->last);
    pg_param_bigint(work->params, work->rules.version);
    pg_param_bigint(work->params, FILES_A_QUERY);
    pg_param_text(work->params, work->unit);
    pg_param_bigint(work->params, work->score);
    if (pg_exec(work->pg, SQL_FILE_SCAN_OF_UNIT, work->params, &rows, err) != OK)
        return err_wrap(err, "read case files");
    enum outcome outcome = OK;
    for (size_t r = 0; outcome == OK && r < rows.count; r++) {
        work->last = pg_rows_uuid(&rows, r, 0);
        outcome = count_file(work, &work->last, pg_rows_text(&rows, r, 1), err);
    }
    *count_out = rows.count;
    pg_rows_done(&rows);
    return outcome;
}

static enum outcome count_revision(struct work *work, int64_t version, struct err *err)
{
    size_t count = 1;
    arena_reset(&work->rules_arena);
    work->rules = (struct rules) {.version = version};
    work->last = (struct uuid) {0};
    if (rules_pg_load(work->pg, &work->rules_arena, &work->rules, err) != OK)
        return err->outcome;
    while (count > 0)
        if (count_some(work, &count, err) != OK)
            return err->outcome;
    return OK;
}

static enum outcome count_revisions(struct work *work, struct err *err)
{
    struct pg_rows versions = {.count = 0};
    enum outcome outcome = pg_exec(work->pg, SQL_FILE_RULES, NULL, &versions, err);
    for (size_t r = 0; outcome == OK && r < versions.count; r++)
        outcome = count_revision(work, pg_rows_bigint(&versions, r, 0), err);
    pg_rows_done(&versions);
    return outcome;
}

enum outcome counted_scan(struct pg *pg, struct str unit, int64_t score,
                          const struct counted_sink *sink, struct err *err)
{
    struct work work = {.pg = pg, .unit = unit, .score = score, .sink = sink};
    enum outcome outcome = arena_init(&work.arena, ARENA_BYTES, err);
    if (outcome == OK)
        outcome = arena_init(&work.rules_arena, RULES_BYTES, err);
    if (outcome == OK)
        outcome = pg_params_new(PARAMS_BYTES_MAX, &work.params, err);
    if (outcome == OK)
        outcome = count_revisions(&work, err);
    pg_params_free(work.params);
    arena_done(&work.rules_arena);
    arena_done(&work.arena);
    return outcome;
}
