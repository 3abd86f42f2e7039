/* generation -- see generation.h. */
#include "run/generation.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/case_file.h"
#include "run/transaction.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 4 << 20, VERSION_MAX = 2000000, FOLD_VERSIONS_MAX = 1000 };

static const char projections_folder[] = "projections/";
static const char views_folder[] = "views/";
static const struct str views_only = {.ptr = "none", .len = 4}; /* in place of projections */

/* ---- files ---- */

static bool is_in(const struct sql_file *file, const char *folder)
{
    return strncmp(file->path, folder, strlen(folder)) == 0;
}

static const struct sql_file *projection_file(const char *projection)
{
    char path[sizeof(projections_folder) + GENERATION_NAME_MAX + sizeof(".sql")];
    int len = snprintf(path, sizeof(path), "%s%s.sql", projections_folder, projection);
    if (len < 0 || (size_t) len >= sizeof(path))
        return NULL;
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        if (strcmp(file->path, path) == 0)
            return file;
    return NULL;
}

/* The rest of the line "-- NAME: …" among the comment lines at the head of a file; NULL: none. */
static const char *head_value(const char *text, const char *name)
{
    for (const char *line = text; strncmp(line, "--", 2) == 0; line++) {
        const char *at = line + 2 + strspn(line + 2, " ");
        if (strncmp(at, name, strlen(name)) == 0 && at[strlen(name)] == ':')
            return at + strlen(name) + 1 + strspn(at + strlen(name) + 1, " ");
        line = strchr(line, '\n');
        if (line == NULL)
            return NULL;
    }
    return NULL;
}

/* A file of views says in its first lines whose tables it reads, a space between them, or "none":
 * views only.  Empty: it does not say. */
static struct str views_projections(const struct sql_file *file)
{
    const char *value = head_value(file->text, "projection");
    size_t len = value == NULL ? 0 : strcspn(value, "\n");
    return (struct str) {.ptr = value, .len = len};
}

bool generation_name_at(size_t index, char name_out[GENERATION_NAME_MAX])
{
    for (const struct sql_file *file = sql_files; file->path != NULL; file++) {
        if (!is_in(file, projections_folder) || index-- > 0)
            continue;
        const char *name = file->path + strlen(projections_folder);
        size_t len = strlen(name) - strlen(".sql");
        assert(len < GENERATION_NAME_MAX);
        memcpy(name_out, name, len);
        name_out[len] = '\0';
        return true;
    }
    return false;
}

int generation_version_of(const char *projection)
{
    const struct sql_file *file = projection_file(projection);
    const char *value = file == NULL ? NULL : head_value(file->text, "version");
    long version = value == NULL ? 0 : strtol(value, NULL, 10);
    if (version <= 0 || version > VERSION_MAX)
        return 0;
    static_assert((int) FOLD_VERSION < (int) FOLD_VERSIONS_MAX,
                  "a projection's version would change");
    return (int) version * FOLD_VERSIONS_MAX + FOLD_VERSION;
}

void generation_schema(const char *projection, int number, char schema_out[GENERATION_SCHEMA_MAX])
{
    int len = snprintf(schema_out, GENERATION_SCHEMA_MAX, "%s_g%d", projection, number);
    assert(len > 0 && len < GENERATION_SCHEMA_MAX);
}

void generation_search_path(const char *projection, int number, char path_out[GENERATION_PATH_MAX])
{
    char schema[GENERATION_SCHEMA_MAX];
    generation_schema(projection, number, schema);
    (void) snprintf(path_out, GENERATION_PATH_MAX, "%s, pg_catalog", schema);
}

/* ---- statements ---- */

/* A connection and parameters to be filled in for it. */
struct session {
    struct pg *pg;
    struct pg_params *params;
};

/* The first column of the one row. */
static enum outcome ask_boolean(struct pg *pg, const char *sql, const struct pg_params *params,
                                bool *answer_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(pg, sql, params, &rows, err) != OK)
        return err->outcome;
    assert(rows.count == 1);
    *answer_out = pg_rows_boolean(&rows, 0, 0);
    pg_rows_done(&rows);
    return OK;
}

static enum outcome find(const struct session *session, const char *sql, const char *projection,
                         struct generation *generation_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    pg_params_reset(session->params);
    pg_param_text(session->params, str_from(projection));
    if (pg_exec(session->pg, sql, session->params, &rows, err) != OK)
        return err_wrap(err, "generation of %s", projection);
    *generation_out = (struct generation) {.number = 0};
    if (rows.count > 0) {
        generation_out->number = (int) pg_rows_bigint(&rows, 0, 0);
        generation_out->version = (int) pg_rows_bigint(&rows, 0, 1);
    }
    pg_rows_done(&rows);
    return OK;
}

static enum outcome run_numbered(const struct session *session, const char *sql,
                                 const char *projection, int number, struct err *err)
{
    pg_params_reset(session->params);
    pg_param_text(session->params, str_from(projection));
    pg_param_integer(session->params, number);
    return pg_exec(session->pg, sql, session->params, NULL, err);
}

/* ---- views ---- */

/* May its tables be read?  Those of "none" may: search_path is then empty. */
static enum outcome enter(const struct session *session, const struct sql_file *file,
                          bool *is_live_out, struct err *err)
{
    struct str projections = views_projections(file);
    if (projections.len == 0)
        return err_set(err, FATAL, "%s does not begin with \"-- projection: NAME\"", file->path);
    pg_params_reset(session->params);
    pg_param_text(session->params, projections);
    if (ask_boolean(session->pg, SQL_GENERATION_ENTER, session->params, is_live_out, err) != OK)
        return err_wrap(err, "%s", file->path);
    *is_live_out = *is_live_out || str_eq(projections, views_only);
    return OK;
}

static enum outcome make_views_of(const struct session *session, const struct sql_file *file,
                                  struct err *err)
{
    if (pg_script(session->pg, file->text, err) != OK)
        return err_wrap(err, "%s", file->path);
    pg_params_reset(session->params);
    pg_param_text(session->params, str_from(file->path));
    pg_param_text(session->params, str_from(file->text));
    return pg_exec(session->pg, SQL_VIEW_FILE_INSERT, session->params, NULL, err);
}

static bool is_same_folder(const struct sql_file *a, const struct sql_file *b)
{
    size_t len = (size_t) (strrchr(a->path, '/') - a->path) + 1;
    return strncmp(a->path, b->path, len) == 0 && strchr(b->path + len, '/') == NULL;
}

/*
 * What is left out is made together with the first generation of its projection; so are the folders
 * after it, which may read it.
 */
static enum outcome make_views(const struct session *session, size_t *files_out, struct err *err)
{
    size_t files = 0;
    const struct sql_file *left_out = NULL;
    for (const struct sql_file *file = sql_files; file->path != NULL; file++) {
        bool is_live = false;
        if (!is_in(file, views_folder))
            continue;
        if (left_out != NULL && !is_same_folder(left_out, file))
            break;
        if (enter(session, file, &is_live, err) != OK)
            return err->outcome;
        if (!is_live)
            left_out = file;
        else if (make_views_of(session, file, err) != OK)
            return err->outcome;
        files += is_live;
    }
    *files_out = files;
    return OK;
}

static enum outcome drop_views(const struct session *session, struct err *err)
{
    if (pg_exec(session->pg, SQL_VIEWS_DROP, NULL, NULL, err) != OK)
        return err_wrap(err, "drop the views of schema book");
    return pg_exec(session->pg, SQL_VIEW_FILE_CLEAR, NULL, NULL, err);
}

static enum outcome views_are_current(const struct session *session, bool *answer_out,
                                      struct err *err)
{
    size_t count = 0;
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        count += is_in(file, views_folder);
    pg_params_reset(session->params);
    pg_array_begin(session->params, PG_TEXT, count);
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        if (is_in(file, views_folder))
            pg_array_text(session->params, str_from(file->path));
    pg_array_begin(session->params, PG_TEXT, count);
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        if (is_in(file, views_folder))
            pg_array_text(session->params, str_from(file->text));
    return ask_boolean(session->pg, SQL_VIEWS_STATE, session->params, answer_out, err);
}

/* ---- generations ---- */

/* Schema and tables, not yet in force. */
static enum outcome begin(const struct session *session, const char *projection,
                          struct generation *generation_out, struct err *err)
{
    const struct sql_file *file = projection_file(projection);
    struct generation made = {.version = generation_version_of(projection)};
    if (file == NULL || made.version == 0)
        return err_set(err, FATAL, "schemas/projections/%s.sql is missing or says no version",
                       projection);
    struct pg_rows rows = {.count = 0};
    pg_params_reset(session->params);
    pg_param_text(session->params, str_from(projection));
    pg_param_integer(session->params, made.version);
    if (pg_exec(session->pg, SQL_GENERATION_BEGIN, session->params, &rows, err) != OK)
        return err_wrap(err, "new generation of %s", projection);
    made.number = (int) pg_rows_bigint(&rows, 0, 0);
    pg_rows_done(&rows);
    if (pg_script(session->pg, file->text, err) != OK)
        return err_wrap(err, "%s", file->path);
    *generation_out = made;
    return OK;
}

struct making {
    const struct generation_hooks *hooks;
    struct session session;
};

static enum outcome make_first(const struct making *making, const char *projection,
                               bool *is_made_out, struct err *err)
{
    const struct session *session = &making->session;
    struct generation live;
    if (find(session, SQL_GENERATION_FIND, projection, &live, err) != OK)
        return err->outcome;
    *is_made_out = live.number == 0;
    if (live.number != 0)
        return OK;
    if (begin(session, projection, &live, err) != OK)
        return err->outcome;
    if (making->hooks != NULL)
        making->hooks->made(making->hooks->context, projection, &live);
    return run_numbered(session, SQL_GENERATION_FINISH, projection, live.number, err);
}

static enum outcome make_missing(struct pg *pg, void *context, struct err *err)
{
    const struct making *making = context;
    const struct session *session = &making->session;
    if (pg_script(pg, "SET LOCAL ROLE shouwen_rebuild", err) != OK)
        return err_wrap(err, "become shouwen_rebuild");

    size_t made_count = 0;
    char projection[GENERATION_NAME_MAX];
    for (size_t i = 0; generation_name_at(i, projection); i++) {
        bool is_made = false;
        if (make_first(making, projection, &is_made, err) != OK)
            return err->outcome;
        made_count += is_made;
    }

    bool are_current = false;
    if (views_are_current(session, &are_current, err) != OK)
        return err->outcome;
    if (made_count == 0 && are_current)
        return OK;
    size_t files = 0;
    if (drop_views(session, err) != OK || make_views(session, &files, err) != OK)
        return err->outcome;
    if (making->hooks != NULL)
        making->hooks->views_made(making->hooks->context, files);
    return OK;
}

/* ---- public ---- */

enum outcome generation_find(struct pg *pg, const char *projection, int *number_out,
                             int *version_out, struct err *err)
{
    struct generation live;
    struct session session = {.pg = pg};
    if (pg_params_new(PARAMS_BYTES_MAX, &session.params, err) != OK)
        return err->outcome;
    enum outcome outcome = find(&session, SQL_GENERATION_FIND, projection, &live, err);
    pg_params_free(session.params);
    if (outcome == OK) {
        *number_out = live.number;
        *version_out = live.version;
    }
    return outcome;
}

enum outcome generation_fits(const char *projection, int number, int version, struct err *err)
{
    int ours = generation_version_of(projection);
    if (number == 0)
        return err_set(err, FATAL, "there are no tables of %s: run shouwen-admin migrate",
                       projection);
    if (version > ours)
        return err_set(err, FATAL,
                       "the tables of %s are of version %d, newer than this program's %d",
                       projection, version, ours);
    if (version < ours)
        return err_set(err, FATAL,
                       "the tables of %s are of version %d, this program makes %d: fill new ones "
                       "with its verb rebuild, readers keep the old ones until then",
                       projection, version, ours);
    return OK;
}

enum outcome generation_make(struct pg *pg, const struct generation_hooks *hooks, struct err *err)
{
    struct making making = {.hooks = hooks, .session = {.pg = pg}};
    if (pg_params_new(PARAMS_BYTES_MAX, &making.session.params, err) != OK)
        return err->outcome;
    enum outcome outcome = transaction_run(pg, make_missing, &making, err);
    pg_params_free(making.session.params);
    return outcome;
}

enum outcome generation_begin(struct pg *pg, const char *projection,
                              struct generation *generation_out, struct err *err)
{
    struct session session = {.pg = pg};
    if (pg_params_new(PARAMS_BYTES_MAX, &session.params, err) != OK)
        return err->outcome;
    enum outcome outcome = begin(&session, projection, generation_out, err);
    pg_params_free(session.params);
    return outcome;
}

enum outcome generation_drop(struct pg *pg, const char *projection, int number, struct err *err)
{
    struct session session = {.pg = pg};
    if (pg_params_new(PARAMS_BYTES_MAX, &session.params, err) != OK)
        return err->outcome;
    enum outcome outcome = run_numbered(&session, SQL_GENERATION_DROP, projection, number, err);
    pg_params_free(session.params);
    return outcome == OK ? OK : err_wrap(err, "drop generation %d of %s", number, projection);
}

static bool reads(const struct sql_file *file, const char *projection)
{
    struct str left = views_projections(file);
    size_t len = strlen(projection);
    while (left.len > 0) {
        const char *space = memchr(left.ptr, ' ', left.len);
        size_t word = space == NULL ? left.len : (size_t) (space - left.ptr);
        if (word == len && memcmp(left.ptr, projection, len) == 0)
            return true;
        word += space != NULL;
        left = (struct str) {left.ptr + word, left.len - word};
    }
    return false;
}

/* Those that read its tables get others to read; what others built upon them stays. */
static enum outcome point_views(const struct session *session, const char *projection,
                                struct err *err)
{
    for (const struct sql_file *file = sql_files; file->path != NULL; file++) {
        bool is_live = false;
        if (!is_in(file, views_folder) || !reads(file, projection))
            continue;
        if (enter(session, file, &is_live, err) != OK)
            return err->outcome;
        if (is_live && pg_script(session->pg, file->text, err) != OK)
            return err_wrap(err, "%s", file->path);
    }
    return OK;
}

static enum outcome renew_views(const struct session *session, const char *projection,
                                bool is_same_version, struct err *err)
{
    bool are_current = false;
    size_t files = 0;
    if (views_are_current(session, &are_current, err) != OK)
        return err->outcome;
    if (are_current && is_same_version)
        return point_views(session, projection, err);
    if (drop_views(session, err) != OK)
        return err->outcome;
    return make_views(session, &files, err);
}

enum outcome generation_views(struct pg *pg, const char *projection, bool is_same_version,
                              struct err *err)
{
    struct session session = {.pg = pg};
    if (pg_params_new(PARAMS_BYTES_MAX, &session.params, err) != OK)
        return err->outcome;
    enum outcome outcome = renew_views(&session, projection, is_same_version, err);
    pg_params_free(session.params);
    return outcome;
}
