/* citizen_file: of a key the last record counts, of all erasures the latest. */
#include "core/citizen_file.h"

#include <stdio.h>
#include <string.h>

#include "support/arena.h"
#include "support/cmocka.h"

enum { STEPS_MAX = 8, SHOWN_MAX = 256 };

static const struct uuid subject = {{1}};

static struct uuid event_of(int number)
{
    return (struct uuid) {
        {2, (unsigned char) (number >> 16), (unsigned char) (number >> 8), (unsigned char) number}};
}

/* ---- what happens, as short words: R10 the record of who asked, recorded at 10; T1@10 text 1; -R
 * and -T1 their tombstones; E10 an erasure ---- */

static struct citizen parse(const char *word)
{
    struct citizen citizen = {.subject = subject, .is_tombstone = word[0] == '-'};
    const char *at = word + citizen.is_tombstone;
    int number = 0;
    int time = 0;
    if (*at == 'T')
        (void) sscanf(at + 1, "%d@%d", &number, &time);
    else
        (void) sscanf(at + 1, "%d", &time);
    citizen.kind = *at == 'T' ? CITIZEN_TEXT : *at == 'R' ? CITIZEN_RECORD : CITIZEN_ERASED;
    if (*at == 'T') {
        citizen.event_id = event_of(number);
        citizen.field = TEXT_FIELD_NOTE;
    }
    if (*at == 'E')
        citizen.erased_at_us = time;
    else
        citizen.recorded_at_us = time;
    return citizen;
}

static enum citizen_file_change apply(struct citizen_file *file, const struct citizen *citizen,
                                      int64_t offset)
{
    enum citizen_file_change change;
    struct err err;
    const struct citizen_at at = {citizen, 3, offset};
    assert_int_equal(citizen_file_apply(file, &at, &test_arena, &change, &err), OK);
    return change;
}

/* What is visible, by place: "R3 T1:5 E10". */
static void show(const struct citizen_file *file, char shown[SHOWN_MAX])
{
    int len = 0;
    shown[0] = '\0';
    for (size_t i = 0; i < file->count; i++) {
        const struct citizen_entry *entry = &file->entries[i];
        if (!citizen_entry_is_visible(file, entry))
            continue;
        if (entry->field == 0)
            len += snprintf(shown + len, SHOWN_MAX - (size_t) len, "R:%d ", (int) entry->offset);
        else
            len += snprintf(shown + len, SHOWN_MAX - (size_t) len, "T%d:%d ",
                            entry->event_id.bytes[3], (int) entry->offset);
    }
    if (file->erased_at_us != 0)
        (void) snprintf(shown + len, SHOWN_MAX - (size_t) len, "E%d ", (int) file->erased_at_us);
}

static const struct {
    const char *title;
    const char *steps[STEPS_MAX]; /* at offsets 0, 1 … */
    const char *shown;
} lives[] = {
    {"nothing", {NULL}, ""},
    {"a record", {"R10"}, "R:0 "},
    {"a later record of a key takes its place", {"R10", "R20"}, "R:1 "},
    {"also when it was recorded earlier: the last offset counts", {"R20", "R10"}, "R:1 "},
    {"texts have keys of their own", {"T2@10", "T1@10", "R10"}, "R:2 T1:1 T2:0 "},
    {"a tombstone takes its key away", {"R10", "T1@10", "-R"}, "T1:1 "},
    {"a tombstone before its record leaves nothing", {"-R", "-T1"}, ""},
    {"a record after its tombstone counts", {"R10", "-R", "R10"}, "R:2 "},
    {"an erasure hides what was recorded before", {"R10", "T1@10", "E15"}, "E15 "},
    {"and at its very time", {"R15", "E15"}, "E15 "},
    {"also what comes later", {"E15", "R10", "T1@15"}, "E15 "},
    {"not what was recorded later", {"E15", "R16"}, "R:1 E15 "},
    {"wherever it stands", {"R16", "E15"}, "R:0 E15 "},
    {"of erasures the latest counts", {"E20", "E15", "R16"}, "E20 "},
    {"in either order", {"E15", "E20", "R16"}, "E20 "},
    {"an erased citizen comes again", {"R10", "E15", "-R", "R20", "T1@21"}, "R:3 T1:4 E15 "},
    {"and an old record comes even later", {"E15", "R20", "R10"}, "E15 "},
};

static void every_life_shows_what_it_must(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(lives) / sizeof(lives[0]); i++) {
        struct citizen_file file;
        struct citizen steps[STEPS_MAX];
        char shown[SHOWN_MAX];
        citizen_file_init(&file, &subject);
        for (size_t s = 0; s < STEPS_MAX && lives[i].steps[s] != NULL; s++) {
            steps[s] = parse(lives[i].steps[s]);
            (void) apply(&file, &steps[s], (int64_t) s);
        }
        show(&file, shown);
        if (strcmp(shown, lives[i].shown) != 0)
            fail_msg("%s: %s", lives[i].title, shown);
        /* and the same when it was stored in between */
        struct citizen_file again;
        struct str bytes;
        struct err err;
        assert_int_equal(citizen_file_pack(&file, &test_arena, &bytes, &err), OK);
        assert_int_equal(citizen_file_unpack(bytes, &subject, &test_arena, &again, &err), OK);
        show(&again, shown);
        assert_string_equal(shown, lives[i].shown);
        for (size_t e = 0; e < again.count; e++) {
            assert_null(again.entries[e].value);
            assert_int_equal(again.entries[e].partition, 3);
            assert_int_equal(again.entries[e].recorded_at_us, file.entries[e].recorded_at_us);
        }
    }
}

static void what_changes_nothing_says_so(void **state)
{
    (void) state;
    struct citizen_file file;
    const struct citizen record = parse("R10");
    const struct citizen gone = parse("-R");
    const struct citizen erased = parse("E15");
    citizen_file_init(&file, &subject);
    assert_int_equal(apply(&file, &gone, 4), CITIZEN_FILE_SAME);
    assert_int_equal(apply(&file, &record, 5), CITIZEN_FILE_CHANGED);
    assert_int_equal(apply(&file, &record, 5), CITIZEN_FILE_SAME);
    assert_int_equal(apply(&file, &gone, 4), CITIZEN_FILE_SAME);
    assert_int_equal(apply(&file, &erased, 6), CITIZEN_FILE_CHANGED);
    assert_int_equal(apply(&file, &erased, 7), CITIZEN_FILE_SAME);
    assert_int_equal(apply(&file, &gone, 8), CITIZEN_FILE_CHANGED);
}

static void a_file_that_knows_nothing_has_no_bytes(void **state)
{
    (void) state;
    struct citizen_file file;
    struct str bytes;
    struct err err;
    const struct citizen record = parse("R10");
    const struct citizen gone = parse("-R");
    citizen_file_init(&file, &subject);
    (void) apply(&file, &record, 0);
    (void) apply(&file, &gone, 1);
    assert_int_equal(citizen_file_pack(&file, &test_arena, &bytes, &err), OK);
    assert_int_equal(bytes.len, 0);
}

static void one_key_more_than_a_file_may_hold_is_refused(void **state)
{
    (void) state;
    struct citizen_file file;
    struct str bytes;
    struct err err;
    struct citizen text = parse("T0@10");
    citizen_file_init(&file, &subject);
    for (int i = 0; i < CITIZEN_FILE_ENTRIES_MAX; i++) {
        text.event_id = event_of((i * 7919) % CITIZEN_FILE_ENTRIES_MAX + 1);
        assert_int_equal(apply(&file, &text, i), CITIZEN_FILE_CHANGED);
    }
    text.event_id = event_of(CITIZEN_FILE_ENTRIES_MAX + 1);
    assert_int_equal(apply(&file, &text, 100000), CITIZEN_FILE_FULL);
    text.event_id = event_of(1);
    assert_int_equal(apply(&file, &text, 100001), CITIZEN_FILE_CHANGED);
    text.is_tombstone = true;
    assert_int_equal(apply(&file, &text, 100002), CITIZEN_FILE_CHANGED);
    text.is_tombstone = false;
    text.event_id = event_of(CITIZEN_FILE_ENTRIES_MAX + 1);
    assert_int_equal(apply(&file, &text, 100003), CITIZEN_FILE_CHANGED);
    assert_int_equal(citizen_file_pack(&file, &test_arena, &bytes, &err), OK);
    assert_int_equal(citizen_file_unpack(bytes, &subject, &test_arena, &file, &err), OK);
    assert_int_equal(file.count, CITIZEN_FILE_ENTRIES_MAX);
}

/* A file of three entries, as bytes. */
static struct str packed(void)
{
    static const char *const words[] = {"R10", "T1@12", "T2@9", "E5"};
    static struct citizen steps[sizeof(words) / sizeof(words[0])];
    struct citizen_file file;
    struct str bytes;
    struct err err;
    citizen_file_init(&file, &subject);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        steps[i] = parse(words[i]);
        (void) apply(&file, &steps[i], (int64_t) i);
    }
    assert_int_equal(citizen_file_pack(&file, &test_arena, &bytes, &err), OK);
    return bytes;
}

static void damaged_bytes_are_no_file(void **state)
{
    (void) state;
    struct str bytes = packed();
    struct citizen_file file;
    struct err err;
    for (size_t len = 1; len < bytes.len; len++)
        assert_int_equal(
            citizen_file_unpack((struct str) {bytes.ptr, len}, &subject, &test_arena, &file, &err),
            FATAL);
    char longer[128];
    memcpy(longer, bytes.ptr, bytes.len);
    longer[bytes.len] = 0;
    const struct str tail = {longer, bytes.len + 1};
    assert_int_equal(citizen_file_unpack(tail, &subject, &test_arena, &file, &err), FATAL);
    /* no change of a byte is taken for something that cannot be */
    for (size_t i = 0; i < bytes.len; i++)
        for (int value = 0; value < 256; value++) {
            longer[i] = (char) value;
            const struct str changed = {longer, bytes.len};
            size_t mark = arena_mark(&test_arena);
            if (citizen_file_unpack(changed, &subject, &test_arena, &file, &err) == OK)
                for (size_t e = 0; e < file.count; e++)
                    assert_true(file.entries[e].offset >= 0 && file.entries[e].partition >= 0 &&
                                file.entries[e].field < TEXT_FIELDS_END);
            arena_rewind(&test_arena, mark);
            longer[i] = bytes.ptr[i];
        }
}

static void a_small_arena_says_retry_and_changes_nothing(void **state)
{
    (void) state;
    struct str bytes = packed();
    const struct citizen text = parse("T3@10");
    enum outcome outcome = RETRY;
    size_t size = 1;
    for (; outcome != OK; size++) {
        struct arena small;
        struct citizen_file file;
        struct str again;
        struct err err;
        enum citizen_file_change change;
        const struct citizen_at at = {&text, 3, 9};
        assert_int_equal(arena_init(&small, size, &err), OK);
        outcome = citizen_file_unpack(bytes, &subject, &small, &file, &err);
        file.capacity = file.count; /* so that one more wants room */
        if (outcome == OK && citizen_file_apply(&file, &at, &small, &change, &err) != OK) {
            outcome = err.outcome;
            assert_int_equal(file.count, 3);
        }
        if (outcome == OK)
            outcome = citizen_file_pack(&file, &small, &again, &err);
        assert_true(outcome == OK || outcome == RETRY);
        arena_done(&small);
    }
    assert_true(size > bytes.len);
}

/* A number beyond every limit in the place of each byte. */
static void a_file_with_any_number_too_large_comes_to_its_end(void **state)
{
    (void) state;
    static const struct str numbers[] = {
        {"\xFF\xFF\xFF\xFF\x7F", 5},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", 9},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10},
    };
    struct str whole = packed();
    size_t refused = 0;
    for (size_t n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++) {
        for (size_t at = 0; at < whole.len; at++) {
            char bytes[512];
            struct err err;
            struct citizen_file file;
            memcpy(bytes, whole.ptr, at);
            memcpy(bytes + at, numbers[n].ptr, numbers[n].len);
            memcpy(bytes + at + numbers[n].len, whole.ptr + at + 1, whole.len - at - 1);
            const struct str forged = {bytes, whole.len - 1 + numbers[n].len};
            refused += citizen_file_unpack(forged, &subject, &test_arena, &file, &err) != OK;
        }
    }
    assert_true(refused > whole.len);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)
    const struct CMUnitTest tests[] = {
        TEST(every_life_shows_what_it_must),
        TEST(what_changes_nothing_says_so),
        TEST(a_file_that_knows_nothing_has_no_bytes),
        TEST(one_key_more_than_a_file_may_hold_is_refused),
        TEST(a_file_with_any_number_too_large_comes_to_its_end),
        TEST(damaged_bytes_are_no_file),
        TEST(a_small_arena_says_retry_and_changes_nothing),
    };
#undef TEST
    return RUN(tests);
}
