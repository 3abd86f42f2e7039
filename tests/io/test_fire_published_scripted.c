/* test_fire_published_scripted -- what a topic of alerts has already, when every statement that
 * compares it fails in turn; libpq from a script. */
#include <string.h>

#include "run/transaction.h"
#include "sql.h"
#include "support/cmocka.h"
#include "support/fire_scene.h"
#include "wire/alert_codec.h"

static int before(void **state)
{
    (void) state;
    return scene_open(SCENE_ARENA_BYTES);
}

static int after(void **state)
{
    (void) state;
    return scene_close();
}

static enum outcome publish(struct pg *pg, void *context, struct err *why)
{
    (void) pg;
    arena_reset(&scene.arena);
    return overdue_alerts_ticker.published(&scene.tick, context, 3, why);
}

static enum outcome compare(void)
{
    struct alert fallen = scene.before_it;
    struct str word = {.len = 0};
    fallen.kind = ALERT_CLEARED;
    fallen.clears = scene.before_it.id;
    fallen.id = alert_clear_id(scene.before_it.id);
    fallen.reason = CLEAR_DONE_IN_TIME;
    fallen.cleared_at_us = SCENE_NOW_US;
    assert_int_equal(alert_pack(&fallen, &scene.own, &word, &scene.err), OK);
    char key[UUID_TEXT_LEN + 1];
    uuid_text(&scene.cases[0], key);
    struct record records[] = {
        {.topic = TOPIC_ALERT, .key = str_from(key), .payload = scene.told},
        {.topic = TOPIC_ALERT, .key = str_from(key), .payload = STR("none")},
        {.topic = TOPIC_ALERT, .key = str_from(key), .payload = word},
    };
    return transaction_run(scene.tick.write, publish, records, &scene.err);
}

/* What was put last: both messages are taken out of the outbox. */
static void assert_compared(void)
{
    char texts[2][UUID_TEXT_LEN + 1];
    struct uuid clear_id = alert_clear_id(scene.before_it.id);
    struct str headers = pq_param(2);
    uuid_text(&scene.before_it.id, texts[0]);
    uuid_text(&clear_id, texts[1]);
    for (int i = 0; i < 2; i++)
        assert_non_null(memmem(headers.ptr, headers.len, texts[i], UUID_TEXT_LEN));
    scene_assert_ended();
}

static bool comparing_fails_in(size_t step, enum pq_fault fault)
{
    assert_int_equal(scene_open(SCENE_ARENA_BYTES), 0);
    pq_fail_step(pq_steps() + step, fault);
    enum outcome outcome = compare();
    bool has_failed = pq_has_failed();
    assert_int_equal(outcome, has_failed ? RETRY : OK);
    scene_assert_ended();
    scene_connect_again();
    assert_int_equal(compare(), OK);
    assert_compared();
    assert_int_equal(scene_close(), 0);
    return has_failed;
}

static void what_is_compared_is_refused_as_the_server_says(void **state)
{
    static const struct {
        const char *statement;
        const char *sqlstate;
        enum outcome outcome;
    } rows[] = {
        {"raise_alerts", "23514", REJECT},
        {"clear_alerts", "40001", RETRY},
        {SQL_ALERT_UNSEND, "SW001", FENCED},
        {"COMMIT", "53100", RETRY},
    };
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scene_refuse(rows[i].statement, rows[i].sqlstate);
        assert_int_equal(compare(), rows[i].outcome);
        scene_assert_ended();
    }
    assert_int_equal(compare(), OK);
    assert_compared();
}

static void without_room_nothing_of_it_is_compared(void **state)
{
    enum { STEP = 128, BYTES_MAX = 65536 };
    size_t bytes = STEP;
    enum outcome outcome = RETRY;
    (void) state;
    for (; bytes < BYTES_MAX && outcome != OK; bytes += STEP) {
        assert_int_equal(scene_open(bytes), 0);
        outcome = compare();
        if (outcome != OK)
            assert_int_equal(outcome, RETRY);
        assert_int_equal(scene_words("COMMIT"), outcome == OK);
        assert_int_equal(scene_words("ROLLBACK"), outcome != OK);
        assert_int_equal(scene_close(), 0);
    }
    assert_int_equal(outcome, OK);
    assert_true(bytes > 4 * STEP);
}

static void every_step_may_fail_and_it_is_compared_again(void **state)
{
    static const enum pq_fault faults[] = {PQ_CUT, PQ_NO_MEMORY};
    (void) state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        assert_in_range(scene_each_step(comparing_fails_in, faults[i]), 5, SCENE_STEPS_MAX - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_compared_is_refused_as_the_server_says, before,
                                        after),
        cmocka_unit_test(without_room_nothing_of_it_is_compared),
        cmocka_unit_test(every_step_may_fail_and_it_is_compared_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
