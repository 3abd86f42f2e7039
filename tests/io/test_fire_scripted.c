/* test_fire_scripted -- deciding alerts, when every statement of it fails in turn; libpq from a
 * script. */
#include <string.h>

#include "run/transaction.h"
#include "sql.h"
#include "support/cmocka.h"
#include "support/fire_scene.h"
#include "wire/alert_codec.h"

enum { STEPS_MAX = 1000, TURNS_MAX = 3 * SCENE_CASES };

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

static void find(void)
{
    bool is_some = false;
    scene_lay_out_found();
    assert_int_equal(scene_look(&is_some), OK);
    assert_true(is_some);
    assert_int_equal(scene_left(), SCENE_CASES);
}

static void assert_decided(int raised, int cleared)
{
    assert_int_equal(atomic_load(&scene.stats.raised), raised);
    assert_int_equal(atomic_load(&scene.stats.cleared), cleared);
    assert_int_equal(atomic_load(&scene.stats.history), 0);
}

/* Is the message of this id among those that were left in the outbox last? */
static bool is_sent(struct uuid id)
{
    char text[UUID_TEXT_LEN + 1];
    uuid_text(&id, text);
    struct str headers = pq_param(4);
    return memmem(headers.ptr, headers.len, text, UUID_TEXT_LEN) != NULL;
}

static struct uuid raised_id(int number)
{
    const struct alert alert = {
        .subject = scene.cases[number],
        .clock = CLOCK_COMPLETION,
        .started_by = scene.cases[number],
        .rung = STR("yellow"),
        .due_at_us = SCENE_NOW_US + 1000000,
    };
    return alert_id(&alert);
}

/* All that is left to decide is decided, by one transaction. */
static void decide_all(void)
{
    scene_lay_out_turn();
    assert_int_equal(scene_fire(), OK);
    assert_int_equal(scene_left(), 0);
    assert_decided(SCENE_CASES, 1);
    scene_assert_ended();
    for (int i = 0; i < SCENE_CASES; i++)
        assert_true(is_sent(raised_id(i)));
}

/* ---- tests ---- */

static void what_rang_is_raised_and_what_does_not_hold_is_cleared(void **state)
{
    bool is_some = true;
    (void) state;
    find();
    decide_all();
    assert_int_equal(scene_words("BEGIN"), 1);
    assert_int_equal(scene_words("COMMIT"), 1);
    assert_int_equal(scene_look(&is_some), OK); /* a walk through a table without rows */
    assert_false(is_some);
    assert_true(overdue_alerts_ticker.is_idle(&scene.tick));
}

/* What becomes of a transaction in which the server refuses this statement in this way. */
static const struct {
    const char *statement;
    const char *sqlstate;
    enum outcome outcome;
    enum reason reason;
    size_t subjects_max; /* of the next */
} refusals[] = {
    {SQL_HOLD_PARTITIONS, "SW001", FENCED, REASON_NONE, SUBJECTS_A_TURN},
    {SQL_ALERT_HOLD_RULES, "SW003", RETRY, REASON_STALE_RULES, SUBJECTS_A_TURN},
    {SQL_ALERT_OLDER, "08006", RETRY, REASON_NONE, SUBJECTS_A_TURN},
    {SQL_ALERT_RISING, "40001", RETRY, REASON_NONE, SUBJECTS_A_TURN},
    {SQL_ALERT_RAISE, "53100", RETRY, REASON_NONE, SUBJECTS_A_TURN},
    {SQL_ALERT_SEND, "40P01", RETRY, REASON_NONE, SUBJECTS_A_TURN},
    {SQL_ALERT_SEND, "42501", FATAL, REASON_NONE, SUBJECTS_A_TURN},
    {"COMMIT", "40001", RETRY, REASON_NONE, SUBJECTS_A_TURN},
    {SQL_ALERT_RISING, "57014", OK, REASON_NONE, SCENE_CASES / 2},
    {SQL_ALERT_FALLING, "54000", OK, REASON_NONE, SCENE_CASES / 2},
    {SQL_ALERT_RAISE, "22021", OK, REASON_NONE, SCENE_CASES / 2},
    {SQL_ALERT_CLEAR, "23514", OK, REASON_NONE, SCENE_CASES / 2},
    {"COMMIT", "23505", OK, REASON_NONE, SCENE_CASES / 2},
};

/* Decide what is left, be it in several transactions. */
static void decide_on(void)
{
    for (int turn = 0; scene_left() > 0; turn++) {
        assert_in_range(turn, 0, TURNS_MAX);
        pq_forget_answers();
        scene_lay_out_turn();
        assert_int_equal(scene_fire(), OK);
        scene_assert_ended();
    }
}

static void what_is_refused_is_rolled_back_and_decided_later(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        assert_int_equal(scene_open(SCENE_ARENA_BYTES), 0);
        const struct fire *fire = scene.tick.own;
        find();
        scene_refuse(refusals[i].statement, refusals[i].sqlstate);
        scene_lay_out_turn();
        enum outcome outcome = scene_fire();
        assert_int_equal(outcome, refusals[i].outcome);
        if (outcome != OK)
            assert_int_equal(scene.err.reason, refusals[i].reason);
        assert_int_equal(fire->subjects_max, refusals[i].subjects_max);
        assert_int_equal(scene_left(), SCENE_CASES);
        assert_decided(0, 0);
        scene_assert_ended();
        assert_false(pg_is_broken(scene.tick.write));
        decide_on();
        assert_decided(SCENE_CASES, 1);
        assert_int_equal(scene_close(), 0);
    }
}

/* Decide all, the server refusing each transaction that has this case to decide. */
static void decide_but(int number, const char *sqlstate)
{
    const struct fire *fire = scene.tick.own;
    for (int turn = 0; scene_left() > 0; turn++) {
        assert_in_range(turn, 0, TURNS_MAX);
        size_t count = scene_left() < fire->subjects_max ? scene_left() : fire->subjects_max;
        bool has = false;
        for (size_t i = 0; i < count; i++)
            has = has || uuid_eq(&fire->found[fire->found_at + i], &scene.cases[number]);
        if (has)
            scene_refuse(SQL_ALERT_RAISE, sqlstate);
        scene_lay_out_turn();
        assert_int_equal(scene_fire(), OK);
        scene_assert_ended();
    }
}

static void one_that_is_refused_is_left_out_and_no_other(void **state)
{
    (void) state;
    for (int number = 0; number < SCENE_CASES; number++) {
        assert_int_equal(scene_open(SCENE_ARENA_BYTES), 0);
        find();
        decide_but(number, "22021");
        assert_decided(SCENE_CASES - 1, number == 0 ? 0 : 1);
        assert_int_equal(scene_close(), 0);
    }
}

/* A lock that somebody holds, or a slow server, is no fault of the one that waited. */
static void one_that_took_too_long_is_tried_again(void **state)
{
    (void) state;
    find();
    ((struct fire *) scene.tick.own)->subjects_max = 1;
    scene_lay_out_turn();
    scene_refuse(SQL_ALERT_HOLD_RULES, "57014");
    assert_int_equal(scene_fire(), RETRY);
    assert_int_equal(scene.err.reason, REASON_CANCELED);
    assert_int_equal(scene_left(), SCENE_CASES);
    scene_assert_ended();
}

static void a_transaction_that_cannot_be_rolled_back_takes_its_connection_along(void **state)
{
    (void) state;
    find();
    scene_refuse(SQL_ALERT_RAISE, "40001");
    scene_refuse("ROLLBACK", "XX000");
    scene_lay_out_turn();
    assert_int_equal(scene_fire(), RETRY);
    assert_true(pg_is_broken(scene.tick.write));
    pq_forget_answers();
    scene_connect_again();
    decide_all();
}

/* ---- memory ---- */

/* How many are raised with so little memory for a transaction, and in how many of them. */
static int raised_with(size_t bytes, int *transactions)
{
    assert_int_equal(scene_open(bytes), 0);
    find();
    decide_on();
    *transactions = scene_words("COMMIT");
    int raised = (int) atomic_load(&scene.stats.raised);
    assert_int_equal(scene_close(), 0);
    return raised;
}

/* The cases are alike, but for the first, of which an alert falls besides. */
static void with_little_memory_fewer_are_decided_at_once(void **state)
{
    enum { STEP = 1024, BYTES_MAX = 65536 };
    int transactions = 0;
    int transactions_max = 0;
    int before_this = 0;
    (void) state;
    for (size_t bytes = STEP; bytes < BYTES_MAX; bytes += STEP) {
        int raised = raised_with(bytes, &transactions);
        assert_in_range(raised, before_this, SCENE_CASES);
        if (raised == SCENE_CASES && transactions > transactions_max)
            transactions_max = transactions;
        before_this = raised;
    }
    assert_int_equal(before_this, SCENE_CASES);
    assert_int_equal(transactions, 1);
    assert_true(transactions_max > 1);
}

/* ---- every step ---- */

static bool deciding_fails_in(size_t step, enum pq_fault fault)
{
    bool is_some = false;
    assert_int_equal(scene_open(SCENE_ARENA_BYTES), 0);
    pq_fail_step(pq_steps() + step, fault);
    scene_lay_out_found();
    enum outcome outcome = scene_look(&is_some);
    if (outcome == OK) {
        scene_lay_out_turn();
        outcome = scene_fire();
    }
    bool has_failed = pq_has_failed();
    if (has_failed) {
        assert_int_equal(outcome, RETRY);
        assert_decided(0, 0);
        scene_assert_ended();
        scene_connect_again();
        scene_lay_out_found();
        assert_int_equal(scene_look(&is_some), OK);
        assert_true(is_some);
        decide_all();
    } else {
        assert_int_equal(outcome, OK);
        assert_decided(SCENE_CASES, 1);
    }
    assert_int_equal(scene_close(), 0);
    return has_failed;
}

static bool a_walk_fails_in(size_t step, enum pq_fault fault)
{
    static const struct uuid first;
    bool is_some = false;
    assert_int_equal(scene_open(SCENE_ARENA_BYTES), 0);
    const struct fire *fire = scene.tick.own;
    scene.tick.changed_count = 0;
    pq_fail_step(pq_steps() + step, fault);
    scene_lay_out_walk();
    enum outcome outcome = scene_look(&is_some);
    bool has_failed = pq_has_failed();
    pq_fail_step(0, fault);
    if (has_failed) {
        assert_int_equal(outcome, RETRY);
        assert_int_equal(scene_left(), 0);
        assert_false(overdue_alerts_ticker.is_idle(&scene.tick));
        assert_true(uuid_eq(&fire->walked, &first));
        scene_connect_again();
        scene_lay_out_walk();
        outcome = scene_look(&is_some);
    }
    assert_int_equal(outcome, OK);
    assert_true(is_some);
    decide_all();
    assert_false(fire->is_walking);
    assert_int_equal(scene_close(), 0);
    return has_failed;
}

/* ---- what the topic has already ---- */

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
        {SQL_ALERT_RAISE, "23514", REJECT},
        {SQL_ALERT_CLEAR, "40001", RETRY},
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

/* Run for each step that there is; how many. */
static size_t each(bool (*fails_in)(size_t step, enum pq_fault fault), enum pq_fault fault)
{
    size_t step = 1;
    while (step < STEPS_MAX && fails_in(step, fault))
        step++;
    return step - 1;
}

static void every_step_may_fail_and_it_is_done_again(void **state)
{
    static const enum pq_fault faults[] = {PQ_CUT, PQ_NO_MEMORY};
    (void) state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        /* statements at the least: to find, of the directory, and of the transaction */
        assert_in_range(each(deciding_fails_in, faults[i]), 2 + 6 + 10, STEPS_MAX - 2);
        assert_in_range(each(a_walk_fails_in, faults[i]), 3, STEPS_MAX - 2);
        assert_in_range(each(comparing_fails_in, faults[i]), 5, STEPS_MAX - 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)
        TEST(what_rang_is_raised_and_what_does_not_hold_is_cleared),
        cmocka_unit_test(what_is_refused_is_rolled_back_and_decided_later),
        cmocka_unit_test(one_that_is_refused_is_left_out_and_no_other),
        TEST(one_that_took_too_long_is_tried_again),
        TEST(a_transaction_that_cannot_be_rolled_back_takes_its_connection_along),
        cmocka_unit_test(with_little_memory_fewer_are_decided_at_once),
        TEST(what_is_compared_is_refused_as_the_server_says),
        cmocka_unit_test(without_room_nothing_of_it_is_compared),
        cmocka_unit_test(every_step_may_fail_and_it_is_done_again),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
