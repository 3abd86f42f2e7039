/* policy_file -- see policy_file.h. */
#include "office/policy_file.h"

#include <stdio.h>
#include <string.h>

#include "office/listing_csv.h"
#include "office/policy_ladder.h"
#include "office/policy_value.h"

enum { CAPACITY = 32, EXTENSIONS_MAX = 100 };

enum outcome policy_file_init(struct policy_file *file, struct err *err)
{
    struct arena arena;
    *file = (struct policy_file) {.ladders_count = 0};
    if (arena_init(&arena, POLICY_MEMORY_MAX, err) != OK)
        return err->outcome;
    return policy_file_init_in(file, &arena, err);
}

enum outcome policy_file_init_in(struct policy_file *file, const struct arena *arena,
                                 struct err *err)
{
    *file = (struct policy_file) {.arena = *arena};
    for (size_t i = 0; i < POLICY_TABLES_COUNT; i++)
        if (rows_init(&file->lines[i], &policy_listings[i].table, CAPACITY, &file->arena, err) !=
            OK)
            return listing_full(&file->arena, err);
    return OK;
}

void policy_file_done(struct policy_file *file)
{
    arena_done(&file->arena);
}

/* ---- reading ---- */

/* The rungs of a file are those of its preset. */
static void number_lines(struct policy_file *file)
{
    const struct rows *rows = &file->lines[POLICY_LINE];
    const struct policy_head *first = rows->count == 0 ? NULL : rows_at(rows, 0);
    for (size_t which = 0; which < POLICY_TABLES_COUNT; which++)
        for (size_t i = 0; i < file->lines[which].count; i++) {
            struct policy_head *head = rows_at(&file->lines[which], i);
            head->number = (int64_t) i + 1;
            if (which == POLICY_RUNG_LINE && first != NULL)
                head->preset = first->preset;
        }
}

enum outcome policy_file_ladders(const char *path, char ladders_out[POLICY_PATH_MAX],
                                 struct err *err)
{
    const char *slash = strrchr(path, '/');
    int folder_len = slash == NULL ? 0 : (int) (slash + 1 - path);
    int len = snprintf(ladders_out, POLICY_PATH_MAX, "%.*s%s", folder_len, path,
                       policy_listings[POLICY_RUNG_LINE].file);
    if (len >= POLICY_PATH_MAX)
        return err_set(err, FATAL, "the file's name is too long");
    return OK;
}

enum outcome policy_file_read(struct policy_file *file, const char *path, struct faults *faults,
                              struct err *err)
{
    char ladders[POLICY_PATH_MAX];
    if (policy_file_ladders(path, ladders, err) != OK)
        return err->outcome;
    if (listing_csv_load(&policy_listings[POLICY_LINE], &file->lines[POLICY_LINE], path, faults,
                         err) != OK ||
        listing_csv_load(&policy_listings[POLICY_RUNG_LINE], &file->lines[POLICY_RUNG_LINE],
                         ladders, faults, err) != OK)
        return err->outcome;
    number_lines(file);
    return OK;
}

/* ---- what a line says ---- */

static void read_scope(const struct fault_place *place, const struct policy_line *line,
                       struct policy_row *row)
{
    bool wants_unit = row->scope == POLICY_SCOPE_UNIT || row->scope == POLICY_SCOPE_SUBTREE;
    bool speaks_of_something =
        row->category != POLICY_ANY || row->channel != POLICY_ANY || row->priority.len > 0;
    if (wants_unit && line->unit.len == 0)
        faults_of_value(place, "unit", line->unit, "is empty, and this scope needs one");
    if (!wants_unit && line->unit.len > 0)
        faults_of_value(place, "unit", line->unit, "has no meaning for this scope");
    if (row->scope == POLICY_SCOPE_DEFAULT && speaks_of_something)
        faults_of_value(place, "scope", line->scope,
                        "is for what matches nothing: without category, channel and priority");
}

static void read_limit(const struct fault_place *place, const struct policy_line *line,
                       struct policy_row *row)
{
    bool is_report = row->clock == CLOCK_ANNUAL_REPORT;
    if (is_report && line->limit.len > 0)
        faults_of_value(place, "time_limit", line->limit,
                        "has no meaning here: the report is due the last working day of the year");
    else if (!is_report && line->limit.len == 0)
        faults_of_value(place, "time_limit", line->limit, "is empty");
    else
        policy_read_limit(place, "time_limit", line->limit, &row->limit);
}

static void read_warnings(const struct fault_place *place, struct str text, struct policy_row *row)
{
    struct str word;
    for (struct str rest = text; policy_next_word(&rest, &word);) {
        struct rung_offset offset = {.minute = RUNG_NO_MINUTE};
        enum rung_offset_fault fault = rung_offset_parse(word, &offset);
        bool is_late = offset.base == RUNG_FROM_DUE && offset.amount > 0;
        if (fault != RUNG_OFFSET_FINE)
            faults_of_value(place, "warnings", word, rung_offset_fault_words(fault));
        else if (is_late || offset.base == RUNG_FROM_RUNG)
            faults_of_value(place, "warnings", word, "is no place before the limit ends");
        else if (row->warnings_count == POLICY_WARNINGS_MAX)
            faults_of_value(place, "warnings", word, "is one more than the 4 there may be");
        else
            row->warnings[row->warnings_count++] = offset;
    }
}

/* Can these caps be meant? */
static void judge_caps(const struct fault_place *place, const struct policy_line *line,
                       const struct policy_row *row)
{
    const struct policy_caps *caps = &row->caps;
    bool has_caps = caps->has_count || caps->each.unit != 0 || caps->long_cycle.unit != 0;
    int64_t longest = limit_days(caps->long_cycle);
    if (has_caps && row->clock != CLOCK_COMPLETION && row->clock != CLOCK_REDO &&
        row->clock != CLOCK_RECTIFICATION)
        faults_of_value(place, "clock", line->clock, "is never extended, and has caps");
    if (caps->has_count && caps->count == 0 && caps->each.unit != 0)
        faults_of_value(place, "extension_limit", line->extension_limit,
                        "caps extensions that there are none of");
    if (caps->count > 0 && caps->each.unit == 0)
        faults_of_value(place, "extension_limit", line->extension_limit,
                        "is empty, and extensions is not");
    if (caps->long_cycle.unit != 0 && longest < limit_days(row->limit))
        faults_of_value(place, "long_cycle", line->long_cycle, "is shorter than the limit itself");
    if (caps->long_cycle.unit != 0 && longest < limit_days(caps->each))
        faults_of_value(place, "long_cycle", line->long_cycle, "is shorter than one extension");
}

static void read_caps(const struct fault_place *place, const struct policy_line *line,
                      struct policy_row *row)
{
    struct policy_caps *caps = &row->caps;
    size_t before = place->faults->errors;
    caps->has_count = line->extensions.len > 0;
    policy_read_number(place, "extensions", line->extensions, EXTENSIONS_MAX, &caps->count);
    policy_read_limit(place, "extension_limit", line->extension_limit, &caps->each);
    policy_read_limit(place, "long_cycle", line->long_cycle, &caps->long_cycle);
    if (place->faults->errors == before)
        judge_caps(place, line, row);
}

static enum clock_start usual_start(enum clock_kind clock)
{
    static const enum clock_start starts[CLOCK_KINDS_COUNT] = {
#define CLOCK_KIND(NAME, name, chinese, start) [CLOCK_##NAME] = CLOCK_START_##start,
#include "core/policy_words.def"
    };
    return starts[clock];
}

static void make_row(const struct policy_line *line, struct faults *faults, struct policy_row *row)
{
    const struct fault_place place = {
        .faults = faults, .file = POLICY_LINE, .row = line->head.row.number};
    size_t start = listing_word_find(policy_starts, line->start);
    *row = (struct policy_row) {
        .preset = line->head.preset,
        .version = line->head.version,
        .first_day = line->head.row.first_day,
        .last_day = line->head.row.last_day,
        .scope = (enum policy_scope) listing_word_find(policy_scopes, line->scope),
        .unit = line->unit,
        .category = (int32_t) listing_word_find(policy_categories, line->category) - 1,
        .channel = (int32_t) listing_word_find(policy_channels, line->channel),
        .priority = line->priority,
        .clock = (enum clock_kind) listing_word_find(policy_clocks, line->clock),
        .ladder = line->ladder,
        .basis = line->basis,
    };
    if (row->channel == 0)
        row->channel = POLICY_ANY;
    row->start = start == 0 ? usual_start(row->clock) : (enum clock_start)(start - 1);
    read_scope(&place, line, row);
    read_limit(&place, line, row);
    read_warnings(&place, line->warnings, row);
    read_caps(&place, line, row);
}

enum outcome policy_file_make(struct policy_file *file, struct faults *faults, struct err *err)
{
    struct rows *lines = &file->lines[POLICY_LINE];
    file->rows = arena_alloc(&file->arena, lines->count * sizeof(*file->rows));
    if (file->rows == NULL)
        return listing_full(&file->arena, err);
    for (size_t i = 0; i < lines->count; i++) {
        struct policy_line *line = rows_at(lines, i);
        size_t before = faults->errors;
        if (line->head.row.has_fault)
            continue;
        make_row(line, faults, &file->rows[i]);
        line->head.row.has_fault = faults->errors > before;
    }
    return policy_ladders_make(file, faults, err);
}

struct policy_source policy_file_source(const struct policy_file *file)
{
    return (struct policy_source) {
        .rows = file->rows,
        .rows_count = file->lines[POLICY_LINE].count,
        .ladders = file->ladders,
        .ladders_count = file->ladders_count,
    };
}
