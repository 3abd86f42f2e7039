/* fuzz_calendar -- a text in any encoding is read and judged; one without a mistake makes a
 * calendar in which what is due is what is used. */
#include <assert.h>

#include "core/deadline.h"
#include "office/calendar_check.h"
#include "support/listing_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, AMOUNT = 300 };
#define START_US INT64_C(1664503200000000) /* 2022-09-30 10:00 */

static void count(const struct calendar *calendar, struct str unit)
{
    for (enum limit_unit limit = LIMIT_UNIT_MINUTE; limit < LIMIT_UNITS_END; limit++) {
        const struct timing timing = {
            .unit = unit, .start_us = START_US, .amount = AMOUNT, .limit_unit = limit};
        struct deadline deadline = deadline_of(calendar, &timing);
        int64_t used = deadline_used(calendar, &timing, deadline.due_us);
        assert(limit == LIMIT_UNIT_CALENDAR_DAY ? used >= AMOUNT : used == AMOUNT);
    }
}

static void build(const struct calendar_file *file)
{
    const struct calendar_rows rows = calendar_file_rows(file, "fuzz", 1);
    const struct calendar *calendar = NULL;
    struct arena arena;
    struct err err;
    enum outcome outcome = arena_init(&arena, ARENA_BYTES, &err);
    assert(outcome == OK);
    outcome = calendar_build(&rows, &arena, &calendar, &err);
    assert(outcome == OK);
    for (size_t i = 0; i < file->count; i++)
        count(calendar, file->items[i].unit);
    arena_done(&arena);
}

/* Judged whole? */
static enum outcome judge(struct str text, struct calendar_file *file, struct faults *faults,
                          struct err *err)
{
    const struct units_known everybody = {.knows = NULL};
    file->files[file->files_count++] = "fuzz";
    if (listing_text_read(&calendar_listing, &file->lines, text, faults, err) != OK ||
        calendar_file_make(file, faults, err) != OK)
        return err->outcome;
    return calendar_check(file, &everybody, faults, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {.ptr = (const char *) data, .len = size};
    struct faults faults = {.count = 0};
    struct calendar_file file;
    struct err err;
    if (size == 0 || calendar_file_init(&file, &err) != OK)
        return 0;
    if (judge(text, &file, &faults, &err) == OK && faults.errors == 0)
        build(&file);
    faults_done(&faults);
    calendar_file_done(&file);
    return 0;
}
