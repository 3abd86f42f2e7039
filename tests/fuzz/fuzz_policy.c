/* fuzz_policy -- a policy and its ladders in any encoding are read and judged; what has no fault
 * makes a policy in which every row is found by what it speaks of, or one that says more.
 *
 * The ladders stand behind the policy, which is ended by a line "%%".
 */
#include <assert.h>

#include "office/policy_check.h"
#include "support/listing_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 16 << 20 };

/* As policy_file_read() has it: the rungs are those of the file's preset. */
static void own_rungs(struct policy_file *file)
{
    struct rows *rows = file->lines;
    for (size_t i = 0; i < rows[POLICY_RUNG_LINE].count && rows[POLICY_LINE].count > 0; i++) {
        const struct policy_head *first = rows_at(&rows[POLICY_LINE], 0);
        ((struct policy_head *) rows_at(&rows[POLICY_RUNG_LINE], i))->preset = first->preset;
    }
}

static enum outcome judge(struct str text, struct policy_file *file, struct faults *faults,
                          struct err *err)
{
    static const struct policy_source alone = {.rows_count = 0};
    static const struct units_known everybody = {.knows = NULL};
    for (size_t i = 0; i < POLICY_TABLES_COUNT; i++)
        if (listing_text_read(&policy_listings[i], &file->lines[i], listing_text_next(&text),
                              faults, err) != OK)
            return err->outcome;
    own_rungs(file);
    if (policy_file_make(file, faults, err) != OK)
        return err->outcome;
    return policy_check(file, &alone, &everybody, faults, err);
}

static void find(const struct policy *policy, const struct policy_row *row)
{
    const struct policy_query query = {
        .unit = row->unit,
        .day = row->first_day.number,
        .clock = row->clock,
        .category = row->category == POLICY_ANY ? 0 : (enum category) row->category,
        .channel = row->channel == POLICY_ANY ? 0 : (enum channel) row->channel,
        .priority = row->priority,
    };
    struct policy_match match = policy_find(policy, &query);
    assert(match.row != NULL && match.row->clock == row->clock);
    assert(match.row->first_day.number == row->first_day.number);
    assert(!match.is_default || row->scope == POLICY_SCOPE_DEFAULT);
    assert((match.ladder != NULL) == (match.row->ladder.len > 0));
}

static void build(const struct policy_file *file)
{
    const struct policy_source source = policy_file_source(file);
    struct policy policy;
    struct arena arena;
    struct err err;
    enum outcome outcome = arena_init(&arena, ARENA_BYTES, &err);
    assert(outcome == OK);
    outcome = policy_build(&source, &arena, &policy, &err);
    assert(outcome == OK);
    for (size_t i = 0; i < source.rows_count; i++)
        find(&policy, &source.rows[i]);
    arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {.ptr = (const char *) data, .len = size};
    struct faults faults = {.count = 0};
    struct policy_file file;
    struct err err;
    if (size == 0 || policy_file_init(&file, &err) != OK)
        return 0;
    if (judge(text, &file, &faults, &err) == OK && faults.errors == 0)
        build(&file);
    faults_done(&faults);
    policy_file_done(&file);
    return 0;
}
