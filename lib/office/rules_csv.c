/* rules_csv -- see rules_csv.h. */
#include "office/rules_csv.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "office/calendar_check.h"
#include "office/policy_check.h"

enum { MEMORY_MAX = 32 << 20 };

static const int64_t first_version = 1;

enum outcome rules_csv_init(struct rules_csv *csv, struct err *err)
{
    *csv = (struct rules_csv) {.policies_count = 0};
    if (arena_init(&csv->arena, MEMORY_MAX, err) != OK)
        return err->outcome;
    return calendar_file_init(&csv->calendar, err);
}

void rules_csv_done(struct rules_csv *csv)
{
    for (size_t i = 0; i < csv->policies_count; i++)
        policy_file_done(&csv->policies[i]);
    calendar_file_done(&csv->calendar);
    arena_done(&csv->arena);
}

/* Of several faults the first is told; ends them. */
static enum outcome judge(enum outcome outcome, struct faults *faults, const char *const files[],
                          struct err *err)
{
    faults_sort(faults);
    for (size_t i = 0; outcome == OK && i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        if (!fault->is_warning)
            outcome =
                err_set(err, REJECT, "%s:%zu: %s", files[fault->file], fault->row, fault->text);
    }
    faults_done(faults);
    return outcome;
}

static const struct units_known anybody;

/* ---- calendar ---- */

enum outcome rules_csv_calendar(struct rules_csv *csv, const char *path, struct err *err)
{
    struct faults faults = {.count = 0};
    struct calendar_file *file = &csv->calendar;
    enum outcome outcome = calendar_file_read(file, path, &faults, err);
    if (outcome == OK)
        outcome = calendar_file_make(file, &faults, err);
    if (outcome == OK)
        outcome = calendar_check(file, &anybody, &faults, err);
    if (judge(outcome, &faults, file->files, err) != OK)
        return err->outcome;
    const struct calendar_rows rows = calendar_file_rows(file, "files", first_version);
    return calendar_build(&rows, &csv->arena, &csv->rules.calendar, err);
}

/* ---- policies ---- */

static enum outcome read_policy(struct policy_file *file, const char *path, struct err *err)
{
    static const struct policy_source alone;
    const char *const files[POLICY_TABLES_COUNT] = {path, "ladders.csv"};
    struct faults faults = {.count = 0};
    enum outcome outcome = policy_file_read(file, path, &faults, err);
    if (outcome == OK)
        outcome = policy_file_make(file, &faults, err);
    if (outcome == OK)
        outcome = policy_check(file, &alone, &anybody, &faults, err);
    return judge(outcome, &faults, files, err);
}

/* All policies as one source, in the arena. */
static enum outcome join(const struct rules_csv *csv, struct arena *arena,
                         struct policy_source *source_out, struct err *err)
{
    struct policy_source source = {.rows_count = 0};
    for (size_t i = 0; i < csv->policies_count; i++) {
        source.rows_count += csv->policies[i].lines[POLICY_LINE].count;
        source.ladders_count += csv->policies[i].ladders_count;
    }
    struct policy_row *rows = arena_alloc(arena, source.rows_count * sizeof(*rows));
    struct policy_ladder *ladders = arena_alloc(arena, source.ladders_count * sizeof(*ladders));
    if (rows == NULL || ladders == NULL)
        return err_set(err, FATAL, "no room for %zu rows of policies", source.rows_count);
    source.rows = rows;
    source.ladders = ladders;
    for (size_t i = 0; i < csv->policies_count; i++) {
        const struct policy_source one = policy_file_source(&csv->policies[i]);
        for (size_t r = 0; r < one.rows_count; r++, rows++) {
            *rows = one.rows[r];
            rows->version = first_version;
        }
        for (size_t l = 0; l < one.ladders_count; l++, ladders++) {
            *ladders = one.ladders[l];
            ladders->version = first_version;
        }
    }
    *source_out = source;
    return OK;
}

enum outcome rules_csv_policy(struct rules_csv *csv, const char *path, struct err *err)
{
    struct policy_source source;
    if (csv->policies_count == RULES_CSV_POLICIES_MAX)
        return err_set(err, FATAL, "more than %d policies", RULES_CSV_POLICIES_MAX);
    struct policy_file *file = &csv->policies[csv->policies_count++];
    if (policy_file_init(file, err) != OK || read_policy(file, path, err) != OK ||
        join(csv, &csv->arena, &source, err) != OK)
        return err->outcome;
    if (policy_build(&source, &csv->arena, &csv->policy, err) != OK)
        return err_set(err, FATAL, "no room for the policies");
    csv->rules.policy = &csv->policy;
    return OK;
}

/* ---- both ---- */

static enum outcome add_policies(struct rules_csv *csv, const glob_t *found, struct err *err)
{
    static const char ladders[] = "/ladders.csv";
    for (size_t i = 0; i < found->gl_pathc; i++) {
        const char *path = found->gl_pathv[i];
        size_t len = strlen(path);
        if (len >= sizeof(ladders) && strcmp(path + len - sizeof(ladders) + 1, ladders) == 0)
            continue;
        if (rules_csv_policy(csv, path, err) != OK)
            return err->outcome;
    }
    return OK;
}

enum outcome rules_csv_folder(struct rules_csv *csv, const char *folder, struct err *err)
{
    char path[POLICY_PATH_MAX];
    glob_t found;
    if (snprintf(path, sizeof(path), "%s/calendar", folder) >= (int) sizeof(path) - 8)
        return err_set(err, FATAL, "the folder's name is too long");
    if (rules_csv_calendar(csv, path, err) != OK)
        return err->outcome;
    (void) snprintf(path, sizeof(path), "%s/*.csv", folder);
    if (glob(path, 0, NULL, &found) != 0)
        return err_set(err, FATAL, "there is no policy in \"%s\"", folder);
    enum outcome outcome = add_policies(csv, &found, err);
    globfree(&found);
    return outcome;
}
