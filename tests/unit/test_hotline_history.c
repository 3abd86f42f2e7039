/* test_hotline_history -- which events were accepted is known after any end, on any disk. */
#include <stdio.h>
#include <string.h>

#include "../../producers/hotline/history.h"
#include "run/spool_log.h"
#include "support/cmocka.h"
#include "support/torn_disk.h"

enum { KEPT = 50 };

static struct gen gen;

/* One run of the program. */
struct run {
    struct known *known;
    struct history *history;
};

static int make_disk(void **state)
{
    (void) state;
    gen = gen_seed(gen_seed_given(1));
    torn_disk_make(&gen);
    return 0;
}

static struct run begin(void)
{
    struct run run;
    struct err err;
    assert_int_equal(known_new(KEPT, &run.known, &err), OK);
    if (history_open("spool", KEPT, run.known, &run.history, &err) != OK)
        fail_msg("%s", err.text);
    return run;
}

static void end(struct run *run)
{
    history_close(run->history);
    known_free(run->known);
}

static struct known_event event_of(uint64_t number)
{
    struct known_event event = {.sequence = number,
                                .content = number * UINT64_C(0x9e3779b97f4a7c15),
                                .topic = TOPIC_RATING,
                                .partition = -1};
    memcpy(event.id.bytes, &number, sizeof(number));
    (void) snprintf(event.subject, sizeof(event.subject), "subject %d", (int) number);
    (void) snprintf(event.source, sizeof(event.source), "source %d", (int) (number % 3));
    return event;
}

static void tell(struct run *run, uint64_t number)
{
    struct known_event event = event_of(number);
    known_add(run->known, &event);
    known_arrived(run->known, number, (int32_t) (number % 7), (int64_t) number << 33);
}

/* Is it known, with all that was told of it? */
static bool knows(struct run *run, uint64_t number)
{
    struct known_event wanted = event_of(number);
    struct known_event found;
    if (!known_find(run->known, &wanted.id, &found))
        return false;
    assert_int_equal(found.content, wanted.content);
    assert_int_equal(found.topic, TOPIC_RATING);
    assert_int_equal(found.partition, number % 7);
    assert_int_equal(found.offset, (int64_t) number << 33);
    assert_string_equal(found.subject, wanted.subject);
    assert_string_equal(found.source, wanted.source);
    return true;
}

static void what_was_noted_is_known_after_a_power_cut(void **state)
{
    uint64_t number = 0;
    (void) state;
    for (int time = 0; time < 200; time++) {
        struct run run = begin();
        for (uint64_t i = 1; i <= number; i++)
            if (knows(&run, i) != (i + KEPT > number))
                fail_msg("make check T=hotline_history SEED=%llu: run %d, event %d of %d",
                         (unsigned long long) gen_seed_given(1), time, (int) i, (int) number);
        for (uint64_t count = gen_number(&gen, KEPT); count > 0; count--)
            tell(&run, ++number);
        assert_true(history_note(run.history));
        end(&run);
        torn_disk_cut();
    }
}

static void a_disk_that_fails_is_told_and_forgets_nothing(void **state)
{
    uint64_t noted = 0;
    uint64_t told = 0;
    unsigned failures = 0;
    (void) state;
    for (int time = 0; time < 200; time++) {
        struct run run = begin();
        for (uint64_t i = 1; i <= noted; i++)
            assert_true(knows(&run, i) || i + KEPT <= told);
        torn_disk_odds((struct torn_disk_odds) {.short_write = 20, .no_room = 20, .broken = 20});
        for (uint64_t i = noted + 1; i <= noted + 3; i++)
            tell(&run, i);
        told = noted + 3;
        if (history_note(run.history))
            noted = told;
        else
            failures++;
        torn_disk_odds((struct torn_disk_odds) {.broken = 0});
        end(&run);
        if (gen_chance(&gen, 50))
            torn_disk_cut();
        else
            torn_disk_kill();
    }
    assert_true(failures > 20);
}

static void what_is_not_in_the_log_is_not_noted(void **state)
{
    (void) state;
    struct run run = begin();
    tell(&run, 1);
    struct known_event waits = event_of(2);
    known_add(run.known, &waits);
    assert_true(history_note(run.history));
    end(&run);
    torn_disk_kill();
    run = begin();
    assert_int_equal(known_count(run.known), 1);
    known_add(run.known, &waits); /* found in the spool */
    known_arrived(run.known, 2, 2, INT64_C(2) << 33);
    assert_true(history_note(run.history));
    end(&run);
    torn_disk_kill();
    run = begin();
    assert_true(knows(&run, 1) && knows(&run, 2));
    end(&run);
}

static void many_runs_leave_few_files(void **state)
{
    enum { RUNS = 300, LEFT_MAX = 34 };
    char name[32];
    int left = 0;
    (void) state;
    for (uint64_t i = 1; i <= RUNS; i++) {
        struct run run = begin();
        if (i == 1)
            tell(&run, 1);
        if (i > 1) {
            tell(&run, i % 3 + 2); /* the same few again and again, and one that is new each time */
            tell(&run, 10 + i);
        }
        assert_true(history_note(run.history));
        end(&run);
        torn_disk_kill();
    }
    for (int i = 1; i < 2 * RUNS; i++) {
        (void) snprintf(name, sizeof(name), "%016x.log", (unsigned) i);
        left += torn_disk_size(name) >= 0;
    }
    if (left > LEFT_MAX)
        fail_msg("%d files are left", left);
}

/* It is to be emptied all the same, and each run that noted something left a file. */
static void a_full_disk_keeps_nobody_from_beginning(void **state)
{
    enum { RUNS = 45 };
    (void) state;
    for (uint64_t i = 1; i <= RUNS; i++) {
        torn_disk_odds((struct torn_disk_odds) {.no_room = i == 1 ? 0 : 100});
        struct run run = begin();
        for (uint64_t j = 1; j < i; j++)
            assert_true(knows(&run, j));
        torn_disk_odds((struct torn_disk_odds) {.no_room = 0});
        tell(&run, i);
        assert_true(history_note(run.history));
        end(&run);
        torn_disk_kill();
    }
}

static void what_waits_in_the_spool_is_known(void **state)
{
    (void) state;
    struct run run = begin();
    const struct spool_record strange = {
        .sequence = 1, .item = {.topic = TOPIC_RATING, .key = STR("x"), .value = STR("x")}};
    const struct spool_record citizen = {
        .sequence = 2, .item = {.topic = TOPIC_CITIZEN, .key = STR("x"), .value = STR("x")}};
    history_found(run.history, &strange, 1);
    history_found(run.history, &citizen, 0);
    assert_int_equal(known_count(run.known), 0); /* what cannot be read is passed */
    end(&run);
}

#define ON_A_DISK(test) cmocka_unit_test_setup(test, make_disk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DISK(what_was_noted_is_known_after_a_power_cut),
        ON_A_DISK(a_disk_that_fails_is_told_and_forgets_nothing),
        ON_A_DISK(what_is_not_in_the_log_is_not_noted),
        ON_A_DISK(many_runs_leave_few_files),
        ON_A_DISK(a_full_disk_keeps_nobody_from_beginning),
        ON_A_DISK(what_waits_in_the_spool_is_known),
    };
    return RUN(tests);
}
