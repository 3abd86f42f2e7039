/* test_fire_scripted -- deciding alerts, when every statement of it fails in turn; libpq from a
 * script. */
#include <string.h>

#include "support/cmocka.h"
#include "support/fire_scene.h"

enum { TURNS_MAX = 3 * SCENE_CASES };

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

static void note_sent(bool sent[SCENE_CASES])
{
    for (int i = 0; i < SCENE_CASES; i++)
        sent[i] = sent[i] || is_sent(raised_id(i));
}

/* All that is left to decide is decided: by one transaction, and by another what stands in for the
 * alert that fell. */
static void decide_all(void)
{
    bool sent[SCENE_CASES] = {false};
    for (int turn = 0; turn < 2; turn++) {
        scene_lay_out_turn();
        assert_int_equal(scene_fire(), OK);
        note_sent(sent);
        assert_int_equal(scene_left(), 1 - turn);
    }
    assert_decided(SCENE_CASES, 1);
    scene_assert_ended();
    for (int i = 0; i < SCENE_CASES; i++)
        assert_true(sent[i]);
}

/* ---- tests ---- */

static void what_rang_is_raised_and_what_does_not_hold_is_cleared(void **state)
{
    bool is_some = true;
    (void) state;
    find();
    decide_all();
    assert_int_equal(scene_words("BEGIN"), 2);
    assert_int_equal(scene_words("COMMIT"), 2);
    assert_int_equal(scene_look(&is_some), OK); /* a walk through a table without rows */
    assert_false(is_some);
    assert_true(overdue_alerts_ticker.is_idle(&scene.tick));
}

/* Those of which something flies are looked at when it has landed. */
static void what_flies_is_not_decided_again(void **state)
{
    struct fire *fire = scene.tick.own;
    bool is_sent = false;
    (void) state;
    find();
    fire->subjects_max = 2;
    scene_lay_out_turn();
    assert_int_equal(scene_send(&is_sent), OK);
    assert_true(is_sent);
    scene_lay_out_turn(); /* of the other two */
    assert_int_equal(fire_put_back(fire, scene.cases, 2, &scene.err), OK);
    fire->subjects_max = SCENE_CASES;
    assert_int_equal(scene_send(&is_sent), OK);
    assert_true(is_sent);
    assert_int_equal(scene_left(), 0);
    assert_int_equal(scene.tick.changed_count, 2);
    assert_memory_equal(scene.changed, scene.cases, 2 * sizeof(scene.cases[0]));
    assert_int_equal(scene_land(), OK);
    assert_int_equal(scene_land(), OK);
    assert_decided(1 + 2, 1);
}

/* A batch that flies may change what is read of its subjects. */
static void what_a_flush_writes_is_decided_behind_it(void **state)
{
    static const struct projection projection = {.name = "overdue_alerts", .tables = {NULL}};
    struct batch batch;
    bool is_sent = true;
    (void) state;
    assert_int_equal(batch_init(&batch, &projection, BATCH_BYTES, &scene.err), OK);
    for (int i = 0; i < SCENE_CASES; i++)
        batch_redate(&batch, &scene.cases[i], 0);
    find();
    scene.flying[scene.flying_count++] = &batch;
    assert_int_equal(scene_send(&is_sent), OK);
    assert_false(is_sent);
    assert_int_equal(scene_left(), 0);
    assert_int_equal(scene.tick.changed_count, SCENE_CASES);
    scene.flying_count = 0;
    find();
    decide_all();
    batch_done(&batch);
}

static bool is_of(const struct uuid *subject, int first)
{
    return uuid_eq(subject, &scene.cases[first]) || uuid_eq(subject, &scene.cases[first + 1]);
}

/* The server refuses what comes behind the one that failed, which says nothing of it. */
static void what_falls_with_another_is_decided_behind_it(void **state)
{
    struct fire *fire = scene.tick.own;
    bool is_sent = false;
    (void) state;
    find();
    fire->subjects_max = 2;
    for (int i = 0; i < 2; i++) {
        scene_lay_out_turn();
        assert_int_equal(scene_send(&is_sent), OK);
        assert_true(is_sent);
    }
    scene_refuse("raise_alerts", "22021");
    assert_int_equal(scene_land(), OK);
    assert_int_equal(fire->subjects_max, 1);
    struct err of_first = scene.err;
    assert_int_equal(scene_land(), FATAL); /* 25P02, which the shard does not ask for */
    scene.err = of_first;
    assert_int_equal(fire->subjects_max, 1);
    assert_int_equal(scene_left(), SCENE_CASES);
    for (size_t i = 0; i < SCENE_CASES; i++)
        assert_true(is_of(&fire->found[fire->found_at + i], i < 2 ? 0 : 2));
    assert_decided(0, 0);
    scene_lay_out_turn();
    assert_int_equal(scene_fire(), OK);
}

/* What becomes of a transaction in which the server refuses this statement in this way. */
static const struct {
    const char *statement;
    const char *sqlstate;
    enum outcome outcome;
    enum reason reason;
    size_t subjects_max; /* of the next */
} refusals[] = {
    {"decide_files", "08006", RETRY, REASON_NONE, SUBJECTS_SLOWLY},
    {"decide_files", "26000", RETRY, REASON_STALE_PREPARED, SUBJECTS_SLOWLY},
    {"decide_rising", "40001", RETRY, REASON_NONE, SUBJECTS_SLOWLY},
    {"hold_partitions", "SW001", FENCED, REASON_NONE, SUBJECTS_SLOWLY},
    {"hold_decided_rules", "SW003", RETRY, REASON_STALE_RULES, SUBJECTS_SLOWLY},
    {"hold_decided_files", "SW002", RETRY, REASON_STALE_FILE, SUBJECTS_SLOWLY},
    {"raise_alerts", "53100", RETRY, REASON_NONE, SUBJECTS_SLOWLY},
    {"send_alerts", "40P01", RETRY, REASON_NONE, SUBJECTS_SLOWLY},
    {"send_alerts", "42501", FATAL, REASON_NONE, SUBJECTS_SLOWLY},
    {"COMMIT", "40001", RETRY, REASON_NONE, SUBJECTS_SLOWLY},
    {"decide_rising", "57014", OK, REASON_NONE, SCENE_CASES / 2},
    {"decide_falling", "54000", OK, REASON_NONE, SCENE_CASES / 2},
    {"raise_alerts", "22021", OK, REASON_NONE, SCENE_CASES / 2},
    {"clear_alerts", "23514", OK, REASON_NONE, SCENE_CASES / 2},
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
        pq_forget_answers();
        for (size_t i = 0; i < count; i++)
            has = has || uuid_eq(&fire->found[fire->found_at + i], &scene.cases[number]);
        scene_lay_out_turn();
        if (has)
            scene_refuse("raise_alerts", sqlstate);
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
        assert_decided(SCENE_CASES - 1, 1);
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
    scene_refuse("hold_decided_rules", "57014");
    assert_int_equal(scene_fire(), RETRY);
    assert_int_equal(scene.err.reason, REASON_CANCELED);
    assert_int_equal(scene_left(), SCENE_CASES);
    scene_assert_ended();
}

static void a_transaction_that_cannot_be_rolled_back_takes_its_connection_along(void **state)
{
    (void) state;
    find();
    scene_refuse("raise_alerts", "40001");
    scene_refuse("ROLLBACK", "XX000");
    scene_lay_out_turn();
    assert_int_equal(scene_fire(), RETRY);
    assert_true(pg_is_broken(scene.tick.write));
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
    assert_int_equal(transactions, 2);
    assert_true(transactions_max > 2);
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
    scene_assert_ended();
    scene_connect_again();
    if (outcome == OK) { /* also when it failed in what needed not be */
        assert_decided(SCENE_CASES - 1, 1);
        decide_on();
        assert_decided(SCENE_CASES, 1);
    } else {
        assert_true(has_failed);
        assert_int_equal(outcome, RETRY);
        assert_decided(0, 0);
        scene_lay_out_found();
        assert_int_equal(scene_look(&is_some), OK);
        assert_true(is_some);
        decide_all();
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

static void every_step_may_fail_and_it_is_done_again(void **state)
{
    static const enum pq_fault faults[] = {PQ_CUT, PQ_NO_MEMORY};
    (void) state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        /* statements at the least: to find, of the directory, and of the transaction */
        assert_in_range(scene_each_step(deciding_fails_in, faults[i]), 2 + 6 + 10,
                        SCENE_STEPS_MAX - 2);
        assert_in_range(scene_each_step(a_walk_fails_in, faults[i]), 3, SCENE_STEPS_MAX - 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)
        TEST(what_rang_is_raised_and_what_does_not_hold_is_cleared),
        TEST(what_flies_is_not_decided_again),
        TEST(what_a_flush_writes_is_decided_behind_it),
        TEST(what_falls_with_another_is_decided_behind_it),
        cmocka_unit_test(what_is_refused_is_rolled_back_and_decided_later),
        cmocka_unit_test(one_that_is_refused_is_left_out_and_no_other),
        TEST(one_that_took_too_long_is_tried_again),
        TEST(a_transaction_that_cannot_be_rolled_back_takes_its_connection_along),
        cmocka_unit_test(with_little_memory_fewer_are_decided_at_once),
        cmocka_unit_test(every_step_may_fail_and_it_is_done_again),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
