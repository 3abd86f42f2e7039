/* cell_index -- see cell_index.h. */
#include "io/cell_index.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "base/sha256.h"

enum { PATH_BYTES_MAX = 1024, TEXT_BYTES = 1 + CELL_DIGEST_LEN };

enum statement { FIND, AFTER, ADD, CHANGE, SET_META, STATEMENTS_COUNT };

#define COLUMNS                                                                                    \
    "place, number, source_ref, case_source, event_id, occurred_at, precision, texts, checksum"

/* clang-format off */
static const char schema[] =
    "CREATE TABLE meta (name text PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE cell (place integer PRIMARY KEY, number text NOT NULL, source_ref text NOT NULL,"
    " case_source text NOT NULL, event_id blob NOT NULL, occurred_at integer NOT NULL,"
    " precision integer NOT NULL, texts blob NOT NULL, checksum integer NOT NULL,"
    " UNIQUE (number, source_ref));";

static const char *const statement_texts[STATEMENTS_COUNT] = {
    [FIND] = "SELECT " COLUMNS " FROM cell WHERE number = ?1 ORDER BY source_ref",
    [AFTER] = "SELECT " COLUMNS " FROM cell WHERE (number, source_ref) > (?1, ?2)"
              " ORDER BY number, source_ref LIMIT ?3",
    [ADD] = "INSERT INTO cell (number, source_ref, case_source, event_id, occurred_at, precision,"
            " texts, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [CHANGE] = "UPDATE cell SET case_source = ?3, event_id = ?4, occurred_at = ?5, precision = ?6,"
               " texts = ?7, checksum = ?8 WHERE number = ?1 AND source_ref = ?2",
    [SET_META] = "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)",
};
/* clang-format on */

struct cell_index {
    sqlite3 *file;
    sqlite3_stmt *statements[STATEMENTS_COUNT];
    char path[PATH_BYTES_MAX];
    unsigned char salt[CELL_SALT_LEN];
    uint64_t sum; /* of the checksums of all cells */
    int64_t places;
    int64_t recorded_at_us;
};

/* ---- what SQLite says ---- */

static enum outcome refuse(const struct cell_index *index, struct err *err)
{
    int code = sqlite3_errcode(index->file) & 0xff;
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_reason(err, FATAL, REASON_LOCKED, "another import is using \"%s\"", index->path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_reason(err, FATAL, REASON_MALFORMED,
                          "\"%s\" is damaged; put a copy back, or remove it: the next import then "
                          "says everything again, which changes nothing",
                          index->path);
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return err_set(err, RETRY, "could not write \"%s\": %s", index->path,
                       sqlite3_errmsg(index->file));
    default:
        return err_set(err, FATAL, "cannot use \"%s\": %s", index->path,
                       sqlite3_errmsg(index->file));
    }
}

static enum outcome damaged(const struct cell_index *index, const char *what, struct err *err)
{
    return err_reason(err, FATAL, REASON_MALFORMED,
                      "\"%s\" is damaged (%s); put a copy back, or remove it: the next import then "
                      "says everything again, which changes nothing",
                      index->path, what);
}

static enum outcome run(struct cell_index *index, const char *sql, struct err *err)
{
    if (sqlite3_exec(index->file, sql, NULL, NULL, NULL) != SQLITE_OK)
        return refuse(index, err);
    return OK;
}

/* ---- values ---- */

static void bind_text(sqlite3_stmt *statement, int place, struct str text)
{
    int code = sqlite3_bind_text(statement, place, str_start(text), (int) text.len, SQLITE_STATIC);
    assert(code == SQLITE_OK);
}

static void bind_blob(sqlite3_stmt *statement, int place, const void *bytes, size_t len)
{
    int code = sqlite3_bind_blob(statement, place, bytes, (int) len, SQLITE_STATIC);
    assert(code == SQLITE_OK);
}

static void bind_int(sqlite3_stmt *statement, int place, int64_t number)
{
    int code = sqlite3_bind_int64(statement, place, number);
    assert(code == SQLITE_OK);
}

static enum outcome step_done(struct cell_index *index, enum statement which, struct err *err)
{
    sqlite3_stmt *statement = index->statements[which];
    int code = sqlite3_step(statement);
    enum outcome outcome = code == SQLITE_DONE ? OK : refuse(index, err);
    (void) sqlite3_reset(statement); /* says the same again */
    return outcome;
}

static struct str column_of(sqlite3_stmt *statement, int place)
{
    const void *bytes = sqlite3_column_blob(statement, place);
    return (struct str) {.ptr = bytes, .len = (size_t) sqlite3_column_bytes(statement, place)};
}

static uint64_t checksum(const struct cell *cell)
{
    const struct {
        int64_t occurred_at_us;
        uint64_t precision;
        uint64_t hashes[5];
    } all = {
        .occurred_at_us = cell->occurred_at_us,
        .precision = (uint64_t) cell->precision,
        .hashes = {str_hash(cell->number), str_hash(cell->source_ref), str_hash(cell->case_source),
                   str_hash((struct str) {.ptr = (const char *) cell->event_id.bytes,
                                          .len = sizeof(cell->event_id.bytes)}),
                   str_hash((struct str) {.ptr = (const char *) cell->texts,
                                          .len = cell->texts_count * sizeof(cell->texts[0])})},
    };
    return str_hash((struct str) {.ptr = (const char *) &all, .len = sizeof(all)});
}

/* The row a statement stands on, its texts borrowed until the next step; false: it is damaged. */
static bool read_cell(sqlite3_stmt *row, struct cell *cell_out)
{
    struct str id = column_of(row, 4);
    struct str texts = column_of(row, 7);
    *cell_out = (struct cell) {
        .place = sqlite3_column_int64(row, 0),
        .number = column_of(row, 1),
        .source_ref = column_of(row, 2),
        .case_source = column_of(row, 3),
        .occurred_at_us = sqlite3_column_int64(row, 5),
        .precision = (enum precision) sqlite3_column_int(row, 6),
        .texts_count = texts.len / TEXT_BYTES,
        .check = (uint64_t) sqlite3_column_int64(row, 8),
    };
    if (id.len != sizeof(cell_out->event_id.bytes) || texts.len % TEXT_BYTES != 0 ||
        cell_out->texts_count > CELL_TEXTS_MAX)
        return false;
    memcpy(cell_out->event_id.bytes, id.ptr, id.len);
    if (texts.len > 0)
        memcpy(cell_out->texts, texts.ptr, texts.len);
    return checksum(cell_out) == cell_out->check;
}

/* ---- opening ---- */

static enum outcome meta_put(struct cell_index *index, const char *name, int64_t value,
                             struct err *err)
{
    bind_text(index->statements[SET_META], 1, str_from(name));
    bind_int(index->statements[SET_META], 2, value);
    return step_done(index, SET_META, err);
}

static enum outcome meta_put_bytes(struct cell_index *index, const char *name, const void *bytes,
                                   size_t len, struct err *err)
{
    bind_text(index->statements[SET_META], 1, str_from(name));
    bind_blob(index->statements[SET_META], 2, bytes, len);
    return step_done(index, SET_META, err);
}

static enum outcome prepare(struct cell_index *index, struct err *err)
{
    for (size_t i = 0; i < STATEMENTS_COUNT; i++)
        if (sqlite3_prepare_v3(index->file, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &index->statements[i], NULL) != SQLITE_OK)
            return refuse(index, err);
    return OK;
}

static enum outcome make_new(struct cell_index *index, struct str source, struct err *err)
{
    ssize_t drawn = getrandom(index->salt, sizeof(index->salt), 0);
    assert(drawn == (ssize_t) sizeof(index->salt)); /* so few bytes never come in part */
    if (run(index, schema, err) != OK || prepare(index, err) != OK ||
        meta_put(index, "format", CELL_FORMAT, err) != OK ||
        meta_put_bytes(index, "source", source.ptr, source.len, err) != OK ||
        meta_put_bytes(index, "salt", index->salt, sizeof(index->salt), err) != OK)
        return err->outcome;
    return cell_index_commit(index, err);
}

/* What [name] is in meta, given to `take`; none is damage. */
static enum outcome meta_get(struct cell_index *index, const char *name, sqlite3_stmt **row_out,
                             struct err *err)
{
    static const char sql[] = "SELECT value FROM meta WHERE name = ?1";
    sqlite3_stmt *row = NULL;
    if (sqlite3_prepare_v2(index->file, sql, -1, &row, NULL) != SQLITE_OK)
        return refuse(index, err);
    bind_text(row, 1, str_from(name));
    int code = sqlite3_step(row);
    if (code == SQLITE_ROW) {
        *row_out = row;
        return OK;
    }
    (void) sqlite3_finalize(row);
    return code == SQLITE_DONE ? damaged(index, name, err) : refuse(index, err);
}

static enum outcome meta_number(struct cell_index *index, const char *name, int64_t *number_out,
                                struct err *err)
{
    sqlite3_stmt *row = NULL;
    if (meta_get(index, name, &row, err) != OK)
        return err->outcome;
    *number_out = sqlite3_column_int64(row, 0);
    (void) sqlite3_finalize(row);
    return OK;
}

static enum outcome check_meta(struct cell_index *index, struct str source, struct err *err)
{
    int64_t format = 0;
    sqlite3_stmt *row = NULL;
    if (meta_number(index, "format", &format, err) != OK)
        return err->outcome;
    if (format != CELL_FORMAT)
        return err_reason(err, FATAL, REASON_UNKNOWN_VALUE,
                          "\"%s\" has format %" PRId64 ", and this program reads %d", index->path,
                          format, CELL_FORMAT);
    if (meta_get(index, "source", &row, err) != OK)
        return err->outcome;
    struct str kept = column_of(row, 0);
    bool is_ours = str_eq(kept, source);
    if (!is_ours)
        err_ignore(err_reason(err, FATAL, REASON_CONFLICT,
                              "\"%s\" is of source \"%.*s\", and the mapping says \"%.*s\"; "
                              "every book wants a folder of its own",
                              index->path, STR_ARG(kept), STR_ARG(source)));
    (void) sqlite3_finalize(row);
    if (!is_ours || meta_get(index, "salt", &row, err) != OK)
        return err->outcome;
    struct str salt = column_of(row, 0);
    bool is_whole = salt.len == sizeof(index->salt);
    if (is_whole)
        memcpy(index->salt, salt.ptr, salt.len);
    (void) sqlite3_finalize(row);
    return is_whole ? meta_number(index, "recorded_at", &index->recorded_at_us, err)
                    : damaged(index, "salt", err);
}

/* Every cell against its checksum, and all of them against their sum. */
static enum outcome check_cells(struct cell_index *index, struct err *err)
{
    static const char sql[] = "SELECT " COLUMNS " FROM cell";
    sqlite3_stmt *row = NULL;
    int64_t sum = 0;
    int code = SQLITE_ROW;
    bool is_whole = true;
    if (meta_number(index, "sum", &sum, err) != OK)
        return err->outcome;
    if (sqlite3_prepare_v2(index->file, sql, -1, &row, NULL) != SQLITE_OK)
        return refuse(index, err);
    while (is_whole && (code = sqlite3_step(row)) == SQLITE_ROW) {
        struct cell cell;
        is_whole = read_cell(row, &cell);
        index->sum += cell.check;
        if (cell.place > index->places)
            index->places = cell.place;
    }
    (void) sqlite3_finalize(row);
    if (is_whole && code != SQLITE_DONE)
        return refuse(index, err);
    if (!is_whole || index->sum != (uint64_t) sum)
        return damaged(index, is_whole ? "cells are missing" : "a cell was changed", err);
    return OK;
}

static enum outcome open_file(struct cell_index *index, const char *folder, struct err *err)
{
    static const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return err_set(err, FATAL, "cannot make the folder \"%s\": %s", folder, strerror(errno));
    int len = snprintf(index->path, sizeof(index->path), "%s/book.index", folder);
    if (len < 0 || len >= PATH_BYTES_MAX)
        return err_reason(err, FATAL, REASON_LENGTH, "the path of the state is too long");
    mode_t mask = umask(0077);
    int code = sqlite3_open_v2(index->path, &index->file, flags, NULL);
    (void) umask(mask);
    if (code != SQLITE_OK)
        return err_set(err, FATAL, "cannot open \"%s\": %s", index->path, sqlite3_errstr(code));
    char cache[64];
    (void) snprintf(cache, sizeof(cache), "PRAGMA cache_size = -%d", CELL_CACHE_KIB);
    if (run(index, "PRAGMA locking_mode = EXCLUSIVE", err) != OK ||
        run(index, "PRAGMA journal_mode = TRUNCATE", err) != OK ||
        run(index, "PRAGMA synchronous = FULL", err) != OK || run(index, cache, err) != OK ||
        run(index, "PRAGMA cell_size_check = ON", err) != OK)
        return err->outcome;
    return run(index, "BEGIN EXCLUSIVE", err);
}

static enum outcome open_index(struct cell_index *index, const char *folder, struct str source,
                               struct err *err)
{
    static const char sql[] = "SELECT count(*) FROM sqlite_schema";
    sqlite3_stmt *row = NULL;
    if (open_file(index, folder, err) != OK)
        return err->outcome;
    if (sqlite3_prepare_v2(index->file, sql, -1, &row, NULL) != SQLITE_OK ||
        sqlite3_step(row) != SQLITE_ROW) {
        err_ignore(refuse(index, err));
        (void) sqlite3_finalize(row);
        return err->outcome;
    }
    bool is_new = sqlite3_column_int(row, 0) == 0;
    (void) sqlite3_finalize(row);
    if (is_new)
        return make_new(index, source, err);
    if (check_meta(index, source, err) != OK || check_cells(index, err) != OK)
        return err->outcome;
    return prepare(index, err);
}

enum outcome cell_index_open(const char *folder, struct str source, struct cell_index **index_out,
                             struct err *err)
{
    struct cell_index *index = calloc(1, sizeof(*index));
    if (index == NULL)
        return err_set(err, FATAL, "no memory for an index");
    if (open_index(index, folder, source, err) == OK) {
        *index_out = index;
        return OK;
    }
    cell_index_close(index);
    return err->outcome;
}

void cell_index_close(struct cell_index *index)
{
    if (index == NULL)
        return;
    for (size_t i = 0; i < STATEMENTS_COUNT; i++)
        (void) sqlite3_finalize(index->statements[i]);
    (void) sqlite3_close(index->file); /* an open transaction is rolled back */
    free(index);
}

/* ---- asking ---- */

int64_t cell_index_places(const struct cell_index *index)
{
    return index->places;
}

int64_t cell_index_recorded_at(const struct cell_index *index)
{
    return index->recorded_at_us;
}

void cell_index_set_recorded_at(struct cell_index *index, int64_t now_us)
{
    index->recorded_at_us = now_us;
}

void cell_index_digest(const struct cell_index *index, struct str text,
                       unsigned char digest_out[CELL_DIGEST_LEN])
{
    unsigned char salted[CELL_SALT_LEN + SHA256_LEN];
    unsigned char digest[SHA256_LEN];
    memcpy(salted, index->salt, CELL_SALT_LEN);
    sha256(text, salted + CELL_SALT_LEN);
    sha256((struct str) {.ptr = (const char *) salted, .len = sizeof(salted)}, digest);
    memcpy(digest_out, digest, CELL_DIGEST_LEN);
}

static enum outcome collect(struct cell_index *index, sqlite3_stmt *row, struct arena *arena,
                            struct cells *cells_out, struct err *err)
{
    int code;
    size_t capacity = 0;
    struct cells cells = {.count = 0};
    while ((code = sqlite3_step(row)) == SQLITE_ROW) {
        struct cell cell;
        if (!read_cell(row, &cell))
            return damaged(index, "a cell was changed", err);
        if (cells.count == capacity) {
            capacity = capacity == 0 ? 16 : 2 * capacity;
            struct cell *items = arena_alloc_raw(arena, capacity * sizeof(*items));
            if (items == NULL)
                return err_set(err, RETRY, "no room for the cells of a case");
            if (cells.count > 0)
                memcpy(items, cells.items, cells.count * sizeof(*items));
            cells.items = items;
        }
        if (str_keep(cell.number, arena, &cell.number, err) != OK ||
            str_keep(cell.source_ref, arena, &cell.source_ref, err) != OK ||
            str_keep(cell.case_source, arena, &cell.case_source, err) != OK)
            return err->outcome;
        cells.items[cells.count++] = cell;
    }
    if (code != SQLITE_DONE)
        return refuse(index, err);
    *cells_out = cells;
    return OK;
}

enum outcome cell_index_case(struct cell_index *index, struct str number, struct arena *arena,
                             struct cells *cells_out, struct err *err)
{
    sqlite3_stmt *find = index->statements[FIND];
    bind_text(find, 1, number);
    enum outcome outcome = collect(index, find, arena, cells_out, err);
    (void) sqlite3_reset(find); /* says the same again */
    return outcome;
}

enum outcome cell_index_after(struct cell_index *index, const struct cell *cell,
                              struct arena *arena, struct cells *cells_out, struct err *err)
{
    sqlite3_stmt *after = index->statements[AFTER];
    bind_text(after, 1, cell == NULL ? STR("") : cell->number);
    bind_text(after, 2, cell == NULL ? STR("") : cell->source_ref);
    bind_int(after, 3, CELL_PAGE);
    enum outcome outcome = collect(index, after, arena, cells_out, err);
    (void) sqlite3_reset(after); /* says the same again */
    return outcome;
}

/* ---- changing ---- */

enum outcome cell_index_put(struct cell_index *index, const struct cell *cell, struct err *err)
{
    enum statement which = cell->place == 0 ? ADD : CHANGE;
    sqlite3_stmt *statement = index->statements[which];
    uint64_t check = checksum(cell);
    bind_text(statement, 1, cell->number);
    bind_text(statement, 2, cell->source_ref);
    bind_text(statement, 3, cell->case_source);
    bind_blob(statement, 4, cell->event_id.bytes, sizeof(cell->event_id.bytes));
    bind_int(statement, 5, cell->occurred_at_us);
    bind_int(statement, 6, (int64_t) cell->precision);
    bind_blob(statement, 7, cell->texts, cell->texts_count * sizeof(cell->texts[0]));
    bind_int(statement, 8, (int64_t) check);
    if (step_done(index, which, err) != OK)
        return err->outcome;
    index->sum += check - (cell->place == 0 ? 0 : cell->check);
    return OK;
}

enum outcome cell_index_commit(struct cell_index *index, struct err *err)
{
    if (meta_put(index, "sum", (int64_t) index->sum, err) != OK ||
        meta_put(index, "recorded_at", index->recorded_at_us, err) != OK ||
        run(index, "COMMIT", err) != OK)
        return err->outcome;
    return run(index, "BEGIN EXCLUSIVE", err);
}
