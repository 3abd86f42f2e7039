/* fold_batch: the largest case a file may hold is folded in the memory that a shard has. */
#include <stdio.h>
#include <string.h>

#include "../../consumers/section-ledger/rows.h"
#include "core/case_file.h"
#include "core/case_row.h"
#include "run/fold_batch.h"
#include "support/build.h"
#include "support/cmocka.h"

enum { TEXT_BYTES = 128, STEP_EVENTS = 500, DESKS = CASE_FILE_EVENTS_MAX - 1 };

static const struct projection projection = {
    .name = "section_ledger",
    .version = 1,
    .input = INPUT_EVENTS,
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&case_row_table, &section_row_table, NULL},
    .rows = section_ledger_rows,
};
static const struct rules rules = {.version = 1};

/* A shard's memory, and the file as it is stored. */
struct desk {
    struct batch batch;
    struct arena scratch;
    struct arena kept;
    struct stored_file file;
    int64_t offset;
};

static int set_up(void **state)
{
    static struct desk desk;
    struct err err;
    desk = (struct desk) {.offset = 0};
    assert_int_equal(batch_init(&desk.batch, &projection, BATCH_BYTES, &err), OK);
    assert_int_equal(arena_init(&desk.scratch, FOLD_SCRATCH_BYTES, &err), OK);
    assert_int_equal(arena_init(&desk.kept, 2 * CASE_FILE_BYTES_MAX, &err), OK);
    *state = &desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    batch_done(&desk->batch);
    arena_done(&desk->scratch);
    arena_done(&desk->kept);
    return 0;
}

/* One event of the one case, as its topic would bring it. */
static void take(struct desk *desk, struct event event)
{
    static unsigned char memory[1 << 16];
    struct arena arena = {.memory = memory, .size_bytes = sizeof(memory)};
    struct err err;
    event.subject = event_subject(SUBJECT_CASE, STR("book"), STR("1"));
    event.subject_kind = SUBJECT_CASE;
    event.case_source = STR("book");
    event.case_number = STR("1");
    event.precision = PRECISION_INSTANT;
    event.recorded_at_us = event.occurred_at_us;
    event.source = STR("book");
    struct record record = {.topic = event_kind_topic(event.kind),
                            .offset = desk->offset++,
                            .timestamp_us = MINUTE(1000000),
                            .is_log_append_time = true};
    assert_int_equal(event_key(&event, &arena, &record.key, &err), OK);
    assert_int_equal(event_encode(&event, &arena, &record.payload, &err), OK);
    assert_int_equal(batch_take(&desk->batch, &record, record.offset, STR(""), &err), OK);
    assert_null(desk->batch.letters);
}

/* As a shard does it: find, fold, store. */
static enum outcome fold_and_store(struct desk *desk, struct err *err)
{
    const struct fold_context context = {
        .projection = &projection, .rules = &rules, .scratch = &desk->scratch};
    struct batch *batch = &desk->batch;
    assert_int_equal(batch->groups_count, 1);
    struct group *group = &batch->groups[0];
    group->before = desk->file;
    group->is_found = true;
    if (str_keep(desk->file.bytes, &batch->arena, &group->before.bytes, err) != OK ||
        fold_batch(batch, &context, err) != OK)
        return err->outcome;
    arena_reset(&desk->kept);
    desk->file = group->after;
    return str_keep(group->after.bytes, &desk->kept, &desk->file.bytes, err);
}

static struct uuid id_of(int number)
{
    return (struct uuid) {
        {1, (unsigned char) (number >> 8), (unsigned char) number, 0, 0, 0, 0x70, 0, 0x80}};
}

/* Every event hands the case to a section that nobody has named before. */
static void send_round(struct desk *desk)
{
    char section[TEXT_BYTES + 1];
    memset(section, 's', TEXT_BYTES);
    section[TEXT_BYTES] = '\0';
    for (int i = 0; i < DESKS; i++) {
        struct event event = TRANSFERRED(i + 1, "U", "", "");
        struct err err;
        int len = snprintf(section, sizeof(section), "%d", i);
        section[len] = 's';
        event.id = id_of(i);
        event.transferred.to.section = str_from(section);
        take(desk, event);
        if ((i + 1) % STEP_EVENTS == 0 || i + 1 == DESKS) {
            enum outcome outcome = fold_and_store(desk, &err);
            if (outcome != OK)
                fail_msg("after %d sections: %s", i + 1, err.text);
            batch_reset(&desk->batch);
        }
    }
}

/* Then the acceptance comes last, and moves the case into a book of another year. */
static void a_case_of_ten_thousand_sections_changes_in_all_its_rows(void **state)
{
    struct desk *desk = *state;
    struct err err;
    send_round(desk);
    struct event event = ACCEPTED(-200 * 24 * 60, "U", "first", "li");
    event.id = id_of(DESKS);
    take(desk, event);
    enum outcome outcome = fold_and_store(desk, &err);
    if (outcome != OK)
        fail_msg("%s", err.text);
    assert_int_equal(desk->batch.put[1].count, DESKS + 1);
    assert_int_equal(desk->batch.letters_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_case_of_ten_thousand_sections_changes_in_all_its_rows,
                                        set_up, tear_down),
    };
    return RUN(tests);
}
