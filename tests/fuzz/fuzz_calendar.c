/* fuzz_calendar -- a text in any encoding is read and judged; one without a mistake makes a
 * calendar in which what is due is what is used. */
#include <assert.h>

#include "core/deadline.h"
#include "office/calendar_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, AMOUNT = 300 };
#define START_US INT64_C(1664503200000000) /* 2022-09-30 10:00 */

static void tell(void *context, const char *text)
{
    (void) context;
    (void) text;
}

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

static void build(const struct calendar_csv *csv)
{
    const struct calendar_rows rows = calendar_csv_rows(csv, "fuzz", 1);
    const struct calendar *calendar = NULL;
    struct arena arena;
    struct err err;
    enum outcome outcome = arena_init(&arena, ARENA_BYTES, &err);
    assert(outcome == OK);
    outcome = calendar_build(&rows, &arena, &calendar, &err);
    assert(outcome == OK);
    for (size_t i = 0; i < csv->count; i++)
        count(calendar, csv->items[i].unit);
    arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct complaints complaints = {.tell = tell};
    struct calendar_csv csv;
    struct err err;
    if (size == 0 || calendar_csv_init(&csv, &err) != OK)
        return 0;
    FILE *file = tmpfile();
    assert(file != NULL);
    size_t written = fwrite(data, 1, size, file);
    assert(written == size);
    rewind(file);
    enum outcome outcome = calendar_csv_read(&csv, "fuzz", file, &complaints, &err);
    (void) fclose(file);
    if (outcome == OK && calendar_check(&csv, NULL, &complaints, &err) == OK)
        build(&csv);
    calendar_csv_done(&csv);
    return 0;
}
