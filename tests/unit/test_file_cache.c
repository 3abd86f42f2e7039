/* file_cache: it may forget, it never lies, and it never grows. */
#include <stdio.h>
#include <string.h>

#include "run/file_cache.h"
#include "support/cmocka.h"

enum { RING_BYTES = 65536, BODY_MAX = 600 };

static struct uuid subject_of(unsigned number)
{
    char text[32];
    (void) snprintf(text, sizeof(text), "%u", number);
    const struct str parts[] = {str_from(text)};
    return uuid_v5(&uuid_namespace_case, parts, 1);
}

/* A body that tells whose it is, and which revision. */
static struct stored_file file_of(unsigned number, int64_t revision, char body[BODY_MAX])
{
    size_t len = number % 500 + 20;
    memset(body, 'a' + (int) (number % 26), BODY_MAX);
    (void) snprintf(body, BODY_MAX, "%u/%d", number, (int) revision);
    return (struct stored_file) {.revision = revision, .rules_version = 3, .bytes = {body, len}};
}

static int open_cache(void **state)
{
    static struct file_cache cache;
    struct err err;
    assert_int_equal(file_cache_init(&cache, RING_BYTES, &err), OK);
    *state = &cache;
    return 0;
}

static int close_cache(void **state)
{
    file_cache_done(*state);
    return 0;
}

static void put(struct file_cache *cache, unsigned number, int64_t revision)
{
    char body[BODY_MAX];
    struct uuid subject = subject_of(number);
    struct stored_file file = file_of(number, revision, body);
    file_cache_put(cache, &subject, &file);
}

/* Is what is found what was put?  Not being found is no lie. */
static bool is_true(const struct file_cache *cache, unsigned number, int64_t revision)
{
    char body[BODY_MAX];
    struct stored_file found;
    struct uuid subject = subject_of(number);
    struct stored_file file = file_of(number, revision, body);
    if (!file_cache_find(cache, &subject, &found))
        return true;
    return found.revision == revision && found.rules_version == 3 &&
           str_eq(found.bytes, file.bytes);
}

static void what_was_put_is_found(void **state)
{
    struct stored_file found;
    struct uuid subject = subject_of(1);
    put(*state, 1, 1);
    assert_true(file_cache_find(*state, &subject, &found));
    assert_true(is_true(*state, 1, 1));
}

static void a_new_revision_replaces_the_old_one(void **state)
{
    put(*state, 1, 1);
    put(*state, 1, 2);
    assert_true(is_true(*state, 1, 2));
}

static void nobody_else_is_found(void **state)
{
    struct stored_file found;
    struct uuid subject = subject_of(2);
    put(*state, 1, 1);
    assert_false(file_cache_find(*state, &subject, &found));
}

static void it_forgets_everything_when_cleared(void **state)
{
    struct stored_file found;
    struct uuid subject = subject_of(1);
    put(*state, 1, 1);
    file_cache_clear(*state);
    assert_false(file_cache_find(*state, &subject, &found));
}

static void a_file_too_large_is_not_kept_and_its_old_revision_goes(void **state)
{
    static char large[RING_BYTES];
    struct stored_file found;
    struct uuid subject = subject_of(1);
    put(*state, 1, 1);
    struct stored_file file = {.revision = 2, .bytes = {large, sizeof(large)}};
    file_cache_put(*state, &subject, &file);
    assert_false(file_cache_find(*state, &subject, &found));
}

/* A naive memory beside it: after ten thousand puts in a ring of some 250 files, nothing found is
 * wrong. */
static void whatever_is_found_is_what_was_put_last(void **state)
{
    enum { SUBJECTS = 700, PUTS = 10000 };
    int64_t revisions[SUBJECTS] = {0};
    uint64_t random = 88172645463325252U;
    size_t found_count = 0;
    for (int i = 0; i < PUTS; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        unsigned number = (unsigned) (random % SUBJECTS);
        put(*state, number, ++revisions[number]);
        unsigned other = (unsigned) (random / SUBJECTS % SUBJECTS);
        struct stored_file found;
        struct uuid subject = subject_of(other);
        found_count += file_cache_find(*state, &subject, &found);
        assert_true(is_true(*state, other, revisions[other]));
    }
    assert_true(found_count > PUTS / 10); /* it is of some use, too */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_cache, close_cache)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_is_found),
        TEST(a_new_revision_replaces_the_old_one),
        TEST(nobody_else_is_found),
        TEST(it_forgets_everything_when_cleared),
        TEST(a_file_too_large_is_not_kept_and_its_old_revision_goes),
        TEST(whatever_is_found_is_what_was_put_last),
    };
    return RUN(tests);
}
