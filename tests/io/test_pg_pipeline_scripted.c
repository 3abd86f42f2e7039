/* pg: pipelines and copies, and what is left of them after every possible failure. */
#include <string.h>

#include "fake/pq.h"
#include "io/pg.h"
#include "support/cmocka.h"

static struct err err;
static struct pg *pg;
static bool is_ambiguous;

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake"};
    pq_reset();
    if (pg_open(&options, &pg, &err) != OK || pg_prepare(pg, "a", "INSERT", &err) != OK ||
        pg_prepare(pg, "b", "INSERT", &err) != OK)
        return -1;
    return 0;
}

static int after(void **state)
{
    (void) state;
    pg_close(pg);
    return pq_left_over() == 0 ? 0 : -1;
}

/* a, b, COMMIT, of the transaction begun last. */
static enum outcome send_all(void)
{
    enum outcome outcome = pg_pipeline_send(pg, "a", NULL, &err);
    if (outcome == OK)
        outcome = pg_pipeline_send(pg, "b", NULL, &err);
    return outcome == OK ? pg_pipeline_commit(pg, &err) : outcome;
}

/* BEGIN, a, b, COMMIT; what finish says. */
static enum outcome flush(void)
{
    is_ambiguous = false;
    if (pg_pipeline_begin(pg, &err) != OK)
        return err.outcome;
    err_ignore(send_all()); /* told again by finish */
    return pg_pipeline_finish(pg, &is_ambiguous, &err);
}

/* Two transactions, one behind the other; what became of each. */
static enum outcome outcomes[2];
static void flush_two(void)
{
    bool is_begun[2];
    for (size_t i = 0; i < 2; i++) {
        outcomes[i] = pg_pipeline_begin(pg, &err);
        is_begun[i] = outcomes[i] == OK;
        if (is_begun[i])
            err_ignore(send_all());
    }
    for (size_t i = 0; i < 2; i++)
        if (is_begun[i])
            outcomes[i] = pg_pipeline_finish(pg, &is_ambiguous, &err);
}

static const char *said_since_preparing(void)
{
    static const char prepared[] = "prepare:a; describe:a; prepare:b; describe:b";
    const char *said = pq_said() + sizeof(prepared) - 1;
    assert_memory_equal(pq_said(), prepared, sizeof(prepared) - 1);
    return said + (said[0] == ';' ? 2 : 0);
}

static void a_transaction_is_sent_whole(void **state)
{
    (void) state;
    assert_int_equal(flush(), OK);
    assert_false(is_ambiguous);
    assert_string_equal(said_since_preparing(), "BEGIN; a; b; COMMIT; sync");
    assert_int_equal(flush(), OK);
}

static void pumping_does_not_wait(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "b", .busy = 3});
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_false(pg_pipeline_pump(pg));
    assert_int_equal(pg_pipeline_send(pg, "a", NULL, &err), OK);
    assert_int_equal(pg_pipeline_send(pg, "b", NULL, &err), OK);
    assert_int_equal(pg_pipeline_commit(pg, &err), OK);
    assert_false(pg_pipeline_pump(pg));
    assert_false(pg_pipeline_wait(pg, 0));
    struct pollfd ready = pg_pipeline_poll(pg);
    assert_int_equal(ready.fd, pg_socket(pg));
    assert_int_equal(ready.events, POLLIN); /* everything is sent */
    assert_false(pg_pipeline_pump(pg));
    assert_true(pg_pipeline_wait(pg, 1000));
    assert_true(pg_pipeline_pump(pg));
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), OK);
}

static void the_first_failure_is_told_and_the_rest_rolled_back(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "a", .sqlstate = "23505", .message = "twice"});
    assert_int_equal(flush(), REJECT);
    assert_string_equal(err.text, "a: twice (23505)");
    assert_false(is_ambiguous);
    assert_false(pg_is_broken(pg));
    assert_string_equal(said_since_preparing(), "BEGIN; a; b; COMMIT; sync; ROLLBACK");
    assert_int_equal(flush(), OK);
}

static void a_failure_known_early_spares_the_rest(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "a", .sqlstate = "SW001", .message = "late"});
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(pg_pipeline_send(pg, "a", NULL, &err), OK);
    assert_false(pg_pipeline_pump(pg));
    assert_int_equal(pg_pipeline_send(pg, "b", NULL, &err), FENCED);
    assert_int_equal(pg_pipeline_commit(pg, &err), FENCED);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), FENCED);
    assert_string_equal(err.text, "a: late (SW001)");
    assert_false(is_ambiguous);
    assert_string_equal(said_since_preparing(), "BEGIN; a; sync; ROLLBACK");
}

static void without_commit_it_is_rolled_back(void **state)
{
    (void) state;
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(pg_pipeline_send(pg, "a", NULL, &err), OK);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), RETRY);
    assert_false(is_ambiguous);
    assert_string_equal(said_since_preparing(), "BEGIN; a; sync; ROLLBACK");
}

static void parameters_that_do_not_fit_end_it(void **state)
{
    (void) state;
    struct pg_params *params = NULL;
    assert_int_equal(pg_params_new(4, &params, &err), OK);
    pg_param_text(params, STR("too long"));
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(pg_pipeline_send(pg, "a", params, &err), REJECT);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), REJECT);
    assert_int_equal(err.reason, REASON_TOO_LARGE);
    assert_string_equal(said_since_preparing(), "BEGIN; sync; ROLLBACK");
    pg_params_free(params);
    pg_params_free(NULL);
}

/* ---- two under way ---- */

static void a_second_transaction_is_sent_behind_the_first(void **state)
{
    (void) state;
    flush_two();
    assert_int_equal(outcomes[0], OK);
    assert_int_equal(outcomes[1], OK);
    assert_string_equal(said_since_preparing(),
                        "BEGIN; a; b; COMMIT; sync; BEGIN; a; b; COMMIT; sync");
    flush_two();
    assert_int_equal(outcomes[1], OK);
}

static void it_falls_with_the_first(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "b", .sqlstate = "23505", .message = "twice"});
    flush_two();
    assert_int_equal(outcomes[0], REJECT);
    assert_int_not_equal(outcomes[1], OK);
    assert_string_equal(err.text, "begin: aborted (25P02)");
    assert_false(pg_is_broken(pg));
    flush_two();
    assert_int_equal(outcomes[1], OK);
}

static void it_may_fail_alone(void **state)
{
    (void) state;
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(send_all(), OK);
    assert_true(pg_pipeline_wait(pg, 1000));
    pq_answer((struct pq_answer) {.statement = "a", .sqlstate = "SW002", .message = "stale"});
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(send_all(), OK);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), OK);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), RETRY);
    assert_int_equal(flush(), OK);
}

static void it_does_not_fall_with_a_commit_that_failed_alone(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "COMMIT", .sqlstate = "53100", .message = "full"});
    flush_two();
    assert_int_equal(outcomes[0], RETRY);
    assert_int_equal(outcomes[1], OK);
}

static void it_can_be_given_up(void **state)
{
    (void) state;
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(send_all(), OK);
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(pg_pipeline_send(pg, "a", NULL, &err), OK);
    pg_pipeline_give_up(pg);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), OK);
    assert_string_equal(said_since_preparing(),
                        "BEGIN; a; b; COMMIT; sync; BEGIN; a; sync; ROLLBACK");
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    pg_pipeline_give_up(pg); /* alone: at once */
    assert_int_equal(flush(), OK);
}

/* Where the connection breaks, and what can be known then. */
static const struct {
    const char *title;
    struct pq_answer answer;
    enum outcome outcome;
    bool is_ambiguous;
} breaks[] = {
    {"cut without a word: nobody knows", {.statement = "a", .is_cut = true}, RETRY, true},
    {"the server said why, before COMMIT: it was not committed",
     {.statement = "b", .sqlstate = "57P01", .message = "shutdown", .is_cut = true},
     RETRY,
     false},
    {"the server said why, at COMMIT: nobody knows",
     {.statement = "COMMIT", .sqlstate = "57P01", .message = "shutdown", .is_cut = true},
     RETRY,
     true},
    {"cut at COMMIT: nobody knows", {.statement = "COMMIT", .is_cut = true}, RETRY, true},
    {"cut behind COMMIT: it was committed", {.statement = "sync", .is_cut = true}, OK, false},
};

static void a_broken_connection_is_ambiguous_only_when_it_is(void **state)
{
    for (size_t i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
        print_message("    %s\n", breaks[i].title);
        pq_answer(breaks[i].answer);
        assert_int_equal(flush(), breaks[i].outcome);
        assert_int_equal(is_ambiguous, breaks[i].is_ambiguous);
        assert_true(pg_is_broken(pg));
        assert_int_equal(after(state), 0);
        assert_int_equal(before(state), 0);
    }
}

static void a_constraint_that_speaks_at_commit_is_no_riddle(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "COMMIT", .sqlstate = "23503", .message = "late"});
    assert_int_equal(flush(), REJECT);
    assert_false(is_ambiguous);
}

static void a_commit_that_rolled_back_is_no_commit(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "COMMIT", .tag = "ROLLBACK"});
    assert_int_equal(flush(), RETRY);
    assert_string_equal(err.text, "the transaction was rolled back");
}

/* ---- COPY ---- */

static enum outcome copy(void)
{
    struct pg_params *row = NULL;
    struct pg_params *rows = NULL;
    enum outcome outcome = pg_params_new(100, &row, &err);
    if (outcome == OK)
        outcome = pg_params_new(100, &rows, &err);
    if (outcome == OK) {
        pg_param_bigint(row, 1);
        pg_param_null(row);
        pg_param_text(row, STR(""));
        pg_copy_row(rows, row);
        pg_copy_row(rows, row);
        outcome = pg_copy(pg, "COPY t FROM STDIN", rows, &err);
    }
    pg_params_free(rows);
    pg_params_free(row);
    return outcome;
}

static void rows_are_copied_in_binary(void **state)
{
    (void) state;
    assert_int_equal(copy(), OK);
    assert_string_equal(said_since_preparing(),
                        "COPY; copied 19 bytes; copied 44 bytes; copied 2 bytes; copy done");
    assert_int_equal(flush(), OK);
}

static void what_does_not_fit_is_not_copied(void **state)
{
    struct pg_params *row = NULL;
    struct pg_params *rows = NULL;
    (void) state;
    assert_int_equal(pg_params_new(14, &row, &err), OK);
    assert_int_equal(pg_params_new(30, &rows, &err), OK);
    assert_int_equal(pg_copy(pg, "COPY t FROM STDIN", rows, &err), OK);
    assert_string_equal(said_since_preparing(), "");
    pg_param_bigint(row, 1);
    pg_copy_row(rows, row);
    pg_copy_row(rows, row);
    assert_false(pg_params_full(rows));
    pg_copy_row(rows, row);
    assert_int_equal(pg_copy(pg, "COPY t FROM STDIN", rows, &err), REJECT);
    assert_string_equal(err.text, "parameters exceed 30 bytes");
    pg_params_reset(rows);
    pg_param_bigint(row, 2);
    pg_copy_row(rows, row);
    assert_int_equal(pg_copy(pg, "COPY t FROM STDIN", rows, &err), REJECT);
    pg_params_free(rows);
    pg_params_free(row);
}

static void a_copy_that_is_refused_says_why(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "copy", .sqlstate = "23505", .message = "twice"});
    assert_int_equal(copy(), REJECT);
    pq_answer((struct pq_answer) {.statement = "COPY", .sqlstate = "42P01", .message = "none"});
    assert_int_equal(copy(), FATAL);
    assert_int_equal(copy(), OK);
}

/* ---- every step ---- */

/* Run it once for each step, that step failing; `holds` looks at what is left. */
static void fail_each_step(void **state, enum outcome (*run)(void), void (*holds)(enum outcome))
{
    static const enum pq_fault faults[] = {PQ_CUT, PQ_NO_MEMORY};
    for (size_t i = 0; i < 2; i++) {
        for (size_t step = 1;; step++) {
            assert_int_equal(after(state), 0);
            assert_int_equal(before(state), 0);
            pq_fail_step(pq_steps() + step, faults[i]);
            enum outcome outcome = run();
            if (!pq_has_failed())
                break;
            pq_fail_step(0, PQ_CUT);
            holds(outcome);
        }
    }
}

static void flush_holds(enum outcome outcome)
{
    const char *said = said_since_preparing();
    assert_true(outcome == OK || outcome == RETRY);
    if (outcome == OK)
        assert_memory_equal(said, "BEGIN; a; b; COMMIT; sync", 25);
    if (is_ambiguous)
        assert_true(outcome == RETRY && pg_is_broken(pg));
    /* What was sent and is neither committed nor in doubt was seen to be rolled back. */
    if (outcome != OK && !is_ambiguous && strstr(said, "COMMIT") != NULL)
        assert_true(strstr(said, "ROLLBACK") != NULL || strstr(said, "sync") == NULL);
    if (pg_is_broken(pg))
        assert_int_equal(pg_reconnect(pg, &err), OK);
    assert_int_equal(flush(), OK);
}

static void any_step_of_a_flush_may_fail(void **state)
{
    fail_each_step(state, flush, flush_holds);
}

static enum outcome flush_two_all(void)
{
    flush_two();
    return outcomes[1];
}

static void flush_two_holds(enum outcome outcome)
{
    assert_true(outcomes[0] == OK || outcomes[0] == RETRY);
    assert_true(outcome == OK || outcome == RETRY || outcomes[0] != OK);
    if (pg_is_broken(pg))
        assert_int_equal(pg_reconnect(pg, &err), OK);
    assert_int_equal(flush(), OK);
}

static void any_step_of_two_may_fail(void **state)
{
    fail_each_step(state, flush_two_all, flush_two_holds);
}

static void copy_holds(enum outcome outcome)
{
    assert_true(outcome == OK || outcome == RETRY);
    if (outcome == OK)
        assert_non_null(strstr(pq_said(), "copy done"));
    if (pg_is_broken(pg))
        assert_int_equal(pg_reconnect(pg, &err), OK);
    assert_int_equal(copy(), OK);
}

static void any_step_of_a_copy_may_fail(void **state)
{
    fail_each_step(state, copy, copy_holds);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)
    const struct CMUnitTest tests[] = {
        TEST(a_transaction_is_sent_whole),
        TEST(pumping_does_not_wait),
        TEST(the_first_failure_is_told_and_the_rest_rolled_back),
        TEST(a_failure_known_early_spares_the_rest),
        TEST(without_commit_it_is_rolled_back),
        TEST(parameters_that_do_not_fit_end_it),
        TEST(a_second_transaction_is_sent_behind_the_first),
        TEST(it_falls_with_the_first),
        TEST(it_may_fail_alone),
        TEST(it_does_not_fall_with_a_commit_that_failed_alone),
        TEST(it_can_be_given_up),
        TEST(a_broken_connection_is_ambiguous_only_when_it_is),
        TEST(a_constraint_that_speaks_at_commit_is_no_riddle),
        TEST(a_commit_that_rolled_back_is_no_commit),
        TEST(rows_are_copied_in_binary),
        TEST(what_does_not_fit_is_not_copied),
        TEST(a_copy_that_is_refused_says_why),
        TEST(any_step_of_a_flush_may_fail),
        TEST(any_step_of_two_may_fail),
        TEST(any_step_of_a_copy_may_fail),
    };
#undef TEST
    return RUN(tests);
}
