/* redating: a group without items becomes the difference between the rows of two revisions. */
#include <stdio.h>
#include <string.h>

#include "../../consumers/section-ledger/rows.h"
#include "core/case_file.h"
#include "run/fold_batch.h"
#include "support/build.h"
#include "support/cmocka.h"

enum { SCRATCH_BYTES = 4 << 20, CASES = 5, PRESENT = 9 };

static struct batch batch;
static struct arena scratch;
static struct arena kept;
static struct revisions revisions;
static struct err err;
static bool is_broken; /* the outside does not answer */

/* A calendar's name is all there is of these rules. */
static enum outcome load(struct pg *pg, struct arena *arena, struct rules *rules, struct err *why)
{
    struct calendar *calendar = arena_alloc(arena, sizeof(*calendar));
    char name[32];
    (void) pg;
    if (is_broken)
        return err_set(why, RETRY, "nobody answers");
    int len = snprintf(name, sizeof(name), "rules %d", (int) rules->version);
    if (str_keep((struct str) {name, (size_t) len}, arena, &calendar->rows.name, why) != OK)
        return why->outcome;
    rules->calendar = calendar;
    return OK;
}

static void rows_of(const struct life *life, const struct rules *rules, struct rows out[])
{
    struct section_row *row = rows_add(&out[1]);
    row->case_id = life->subject;
    row->unit = STR("u");
    row->section = rules->calendar->rows.name;
}

static const struct projection dated = {
    .name = "dated",
    .version = 1,
    .input = INPUT_EVENTS,
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&case_row_table, &section_row_table, NULL},
    .rows = rows_of,
    .load_rules = load,
};

static struct uuid subject_of(int number)
{
    char text[16];
    int len = snprintf(text, sizeof(text), "%d", number);
    return event_subject(SUBJECT_CASE, STR("book"), (struct str) {text, (size_t) len});
}

/* The stored file of a case that was accepted. */
static struct stored_file file_of(int number, int64_t rules_version)
{
    struct event event = ACCEPTED(0, "U", "first", "li");
    struct case_file file;
    struct case_file_change change;
    struct stored_file stored = {.revision = 3, .rules_version = rules_version};
    char text[16];
    int len = snprintf(text, sizeof(text), "%d", number);
    event.id = subject_of(number);
    event.subject = subject_of(number);
    event.subject_kind = SUBJECT_CASE;
    event.case_source = STR("book");
    event.case_number = (struct str) {text, (size_t) len};
    case_file_init(&file, &event);
    assert_int_equal(case_file_add(&file, &event, &kept, &change, &err), OK);
    assert_int_equal(case_file_pack(&file, &kept, &stored.bytes, &err), OK);
    return stored;
}

static int before(void **state)
{
    (void) state;
    is_broken = false;
    if (batch_init(&batch, &dated, BATCH_BYTES, &err) != OK ||
        arena_init(&scratch, SCRATCH_BYTES, &err) != OK ||
        arena_init(&kept, SCRATCH_BYTES, &err) != OK ||
        revisions_init(&revisions, &dated, &err) != OK)
        return -1;
    revisions_open(&revisions, NULL);
    return revisions_find(&revisions, PRESENT, &revisions.present, &err) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    batch_done(&batch);
    arena_done(&scratch);
    arena_done(&kept);
    revisions_done(&revisions);
    return 0;
}

static void add(int number, struct stored_file file)
{
    struct uuid subject = subject_of(number);
    batch_redate(&batch, &subject, number);
    struct group *group = &batch.groups[batch.groups_count - 1];
    group->before = file;
    group->is_found = true;
}

static enum outcome fold_all(void)
{
    const struct fold_context context = {
        .projection = &dated,
        .rules = revisions.present,
        .scratch = &scratch,
        .revisions = &revisions,
    };
    return fold_batch(&batch, &context, &err);
}

/* More revisions than are kept; what they lend to rows that go must outlive them. */
static void rows_of_older_rules_go_and_those_of_the_present_come(void **state)
{
    (void) state;
    for (int i = 0; i < CASES; i++)
        add(i, file_of(i, i + 1));
    assert_false(batch_is_empty(&batch));
    if (fold_all() != OK)
        fail_msg("%s", err.text);
    assert_int_equal(batch.gone[1].count, CASES);
    assert_int_equal(batch.put[1].count, CASES);
    bool is_seen[CASES + 1] = {false};
    for (size_t i = 0; i < CASES; i++) {
        const struct section_row *put = rows_at(&batch.put[1], i);
        const struct section_row *gone = rows_at(&batch.gone[1], i);
        assert_true(str_eq(put->section, STR("rules 9")));
        assert_int_equal(gone->section.len, 7);
        assert_in_range(gone->section.ptr[6], '1', '0' + CASES);
        is_seen[gone->section.ptr[6] - '0'] = true;
    }
    for (int i = 1; i <= CASES; i++)
        assert_true(is_seen[i]);
}

static void the_file_stays_as_it_is_but_for_its_version(void **state)
{
    (void) state;
    struct stored_file file = file_of(1, 2);
    add(1, file);
    assert_int_equal(fold_all(), OK);
    const struct group *group = &batch.groups[0];
    assert_true(group->is_changed);
    assert_true(str_eq(group->after.bytes, file.bytes));
    assert_int_equal(group->after.revision, 4);
    assert_int_equal(group->after.rules_version, PRESENT);
    assert_true(batch.touches[1]);
    assert_int_equal(batch.advances_count, 0);
}

static void one_of_the_present_rules_is_left_alone(void **state)
{
    (void) state;
    add(1, file_of(1, PRESENT));
    add(2, (struct stored_file) {.revision = 0}); /* not there at all */
    assert_int_equal(fold_all(), OK);
    assert_false(batch.groups[0].is_changed);
    assert_false(batch.groups[1].is_changed);
    assert_int_equal(batch.put[1].count + batch.gone[1].count, 0);
}

static void rules_that_cannot_be_read_just_now_are_no_matter_of_size(void **state)
{
    (void) state;
    add(1, file_of(1, 2));
    is_broken = true;
    assert_int_equal(fold_all(), RETRY);
    assert_int_equal(err.reason, REASON_NONE);
    assert_string_equal(err.text, "revision 2 of the rules: nobody answers");
}

static void a_batch_without_room_is(void **state)
{
    (void) state;
    add(1, file_of(1, 2));
    scratch.size_bytes = 64;
    assert_int_equal(fold_all(), RETRY);
    assert_int_equal(err.reason, REASON_TOO_LARGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_of_older_rules_go_and_those_of_the_present_come),
        TEST(the_file_stays_as_it_is_but_for_its_version),
        TEST(one_of_the_present_rules_is_left_alone),
        TEST(rules_that_cannot_be_read_just_now_are_no_matter_of_size),
        TEST(a_batch_without_room_is),
    };
    return RUN(tests);
}
