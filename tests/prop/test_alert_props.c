/* test_alert_props -- damaged alerts are refused with a reason, or read and packed again. */
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/file.h"
#include "support/gen.h"
#include "wire/alert_codec.h"

enum { TIMES = 20000 };

/* Some bits turned, and perhaps cut off. */
static struct str damage(struct gen *gen, struct str bytes)
{
    char *damaged = str_keep_terminated(bytes, &test_arena);
    for (uint64_t flips = gen_number(gen, 4); flips > 0; flips--)
        damaged[gen_number(gen, bytes.len)] ^= (char) (1 << gen_number(gen, 8));
    bool is_cut = gen_chance(gen, 50);
    return (struct str) {damaged, is_cut ? gen_number(gen, bytes.len) + 1 : bytes.len};
}

/* What is wrong; NULL: nothing. */
static const char *take(struct str payload, bool *was_read_out)
{
    struct err err = {0};
    struct alert alert;
    struct str again = {0};
    enum outcome outcome = alert_unpack(payload, &test_arena, &alert, &err);
    *was_read_out = outcome == OK;
    if (outcome == OK)
        return alert_pack(&alert, &test_arena, &again, &err) == OK ? NULL
                                                                   : "it is not packed again";
    return outcome == REJECT && err.reason != REASON_NONE ? NULL : "it is refused without a reason";
}

static void damaged_bytes_are_an_alert_or_refused(void **state)
{
    (void) state;
    static const char *const names[] = {"raised", "cleared"};
    uint64_t seed = gen_seed_given(1);
    struct gen gen = gen_seed(seed);
    int read = 0;
    for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
        struct str bytes = file_fixture(names[n], "bin", &test_arena);
        size_t mark = arena_mark(&test_arena);
        for (int i = 0; i < TIMES; i++) {
            bool was_read = false;
            arena_rewind(&test_arena, mark);
            const char *wrong = take(damage(&gen, bytes), &was_read);
            if (wrong != NULL)
                fail_msg("make check T=alert_props SEED=%llu: %s", (unsigned long long) seed,
                         wrong);
            read += was_read ? 1 : 0;
        }
    }
    assert_true(read > 0 && read < 2 * TIMES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(damaged_bytes_are_an_alert_or_refused, test_arena_make,
                                        test_arena_drop),
    };
    return RUN(tests);
}
