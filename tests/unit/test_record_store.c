/* record_store: records by subject, in their order, until the memory is full. */
#include <stdio.h>
#include <string.h>

#include "run/record_store.h"
#include "support/cmocka.h"

enum { STORE_BYTES = 1 << 16, SUBJECTS = 20, RECORDS = 5 };

static struct err err;

static int open_store(void **state)
{
    static struct record_store store;
    assert_int_equal(record_store_init(&store, STORE_BYTES, &err), OK);
    *state = &store;
    return 0;
}

static int close_store(void **state)
{
    record_store_done(*state);
    return 0;
}

static enum outcome add(struct record_store *store, const char *subject, int64_t offset,
                        const char *payload)
{
    const struct record record = {
        .partition = 3, .offset = offset, .key = str_from(subject), .payload = str_from(payload)};
    record_store_expect(store, record.key, false); /* which changes nothing */
    record_store_expect(store, record.key, true);
    return record_store_add(store, record.key, &record, str_from("{}"), &err);
}

static void records_of_a_subject_stay_together_and_in_order(void **state)
{
    struct record_store *store = *state;
    char name[16];
    for (int64_t offset = 0; offset < (int64_t) SUBJECTS * RECORDS; offset++) {
        (void) snprintf(name, sizeof(name), "case-%d", (int) (offset % SUBJECTS));
        assert_int_equal(add(store, name, offset, name), OK);
    }
    assert_int_equal(store->subjects_count, SUBJECTS);
    assert_int_equal(store->records_count, SUBJECTS * RECORDS);
    int64_t number = 0;
    for (const struct kept_subject *at = store->first; at != NULL; at = at->next, number++) {
        int64_t wanted = number; /* subjects in the order they came, too */
        assert_int_equal(at->records_count, RECORDS);
        for (const struct kept_record *kept = at->first; kept != NULL; kept = kept->next) {
            assert_int_equal(kept->record.offset, wanted);
            assert_int_equal(kept->record.partition, 3);
            assert_true(str_eq(kept->record.payload, at->name));
            assert_true(str_eq(kept->headers, str_from("{}")));
            wanted += SUBJECTS;
        }
    }
    assert_int_equal(number, SUBJECTS);
}

static void what_is_kept_is_a_copy(void **state)
{
    struct record_store *store = *state;
    char key[] = "case-1";
    char payload[] = "first";
    assert_int_equal(add(store, key, 0, payload), OK);
    memset(key, 'x', strlen(key));
    memset(payload, 'x', strlen(payload));
    assert_true(str_eq(store->first->name, str_from("case-1")));
    assert_true(str_eq(store->first->first->record.payload, str_from("first")));
    assert_true(str_eq(store->first->first->record.key, str_from("case-1")));
}

static void a_tombstone_is_not_an_empty_payload(void **state)
{
    struct record_store *store = *state;
    const struct record tombstone = {.key = str_from("case-1/a")};
    assert_int_equal(
        record_store_add(store, str_from("case-1"), &tombstone, (struct str) {0}, &err), OK);
    assert_int_equal(add(store, "case-1", 1, ""), OK);
    assert_null(store->first->first->record.payload.ptr);
    assert_non_null(store->first->last->record.payload.ptr);
    assert_true(str_eq(store->first->first->record.key, str_from("case-1/a")));
}

static void a_full_store_says_so_and_is_empty_after_a_reset(void **state)
{
    struct record_store *store = *state;
    enum outcome outcome = OK;
    int64_t offset = 0;
    while (outcome == OK)
        outcome = add(store, "case-1", offset++, "a payload of some bytes, as events have them");
    assert_int_equal(outcome, RETRY);
    assert_true(offset > 100);
    record_store_reset(store);
    assert_null(store->first);
    assert_int_equal(add(store, "case-1", 0, "again"), OK);
    assert_int_equal(store->records_count, 1);
}

static void it_never_takes_more_than_it_was_given(void **state)
{
    const struct record_store *store = *state;
    assert_true(store->arena.size_bytes <= STORE_BYTES);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
    const struct CMUnitTest tests[] = {
        TEST(records_of_a_subject_stay_together_and_in_order),
        TEST(what_is_kept_is_a_copy),
        TEST(a_tombstone_is_not_an_empty_payload),
        TEST(a_full_store_says_so_and_is_empty_after_a_reset),
        TEST(it_never_takes_more_than_it_was_given),
    };
#undef TEST
    return RUN(tests);
}
