/* pg: connecting, being refused, connecting anew; libpq from a script. */
#include <string.h>

#include "fake/pq.h"
#include "io/pg.h"
#include "support/cmocka.h"

static struct err err;

static struct pg *opened(const struct pg_options *options)
{
    struct pg *pg = NULL;
    assert_int_equal(pg_open(options, &pg, &err), OK);
    return pg;
}

static enum outcome open_and_close(const char *conninfo)
{
    const struct pg_options options = {.conninfo = conninfo};
    struct pg *pg = NULL;
    enum outcome outcome = pg_open(&options, &pg, &err);
    if (outcome == OK)
        pg_close(pg);
    return outcome;
}

static int before(void **state)
{
    (void) state;
    pq_reset();
    return 0;
}

static int after(void **state)
{
    (void) state;
    assert_int_equal(pq_left_over(), 0);
    return 0;
}

static void what_the_conninfo_leaves_open_is_set(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=a connect_timeout=3",
                                       .application_name = "shouwen-test"};
    pg_close(opened(&options));
    assert_string_equal(pq_keyword("host"), "a");
    assert_string_equal(pq_keyword("connect_timeout"), "3");
    assert_string_equal(pq_keyword("keepalives_idle"), "10");
    assert_string_equal(pq_keyword("tcp_user_timeout"), "15000");
    assert_string_equal(pq_keyword("client_encoding"), "UTF8");
    assert_string_equal(pq_keyword("application_name"), "shouwen-test");
    assert_string_equal(pq_keyword("options"), "-c TimeZone=UTC");
}

static void what_the_conninfo_says_stays(void **state)
{
    (void) state;
    const struct pg_options options = {
        .conninfo = "user=him tcp_user_timeout=7 application_name=his options=-cTimeZone=PRC",
        .application_name = "ours",
        .connect_timeout_s = 4};
    pg_close(opened(&options));
    assert_string_equal(pq_keyword("user"), "him");
    assert_string_equal(pq_keyword("tcp_user_timeout"), "7");
    assert_string_equal(pq_keyword("application_name"), "his");
    assert_string_equal(pq_keyword("connect_timeout"), "4");
    assert_string_equal(pq_keyword("options"), "-c TimeZone=UTC -cTimeZone=PRC");
}

static void the_program_chooses_role_search_path_and_timeout(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "user=him options=-cwork_mem=1MB",
                                       .user = "shouwen_test",
                                       .search_path = "test_g2, a\\b",
                                       .statement_timeout_ms = 1500};
    pg_close(opened(&options));
    assert_string_equal(pq_keyword("user"), "shouwen_test");
    assert_string_equal(pq_keyword("options"), "-c TimeZone=UTC -cwork_mem=1MB"
                                               " -c search_path=test_g2,\\ a\\\\b"
                                               " -c statement_timeout=1500");
}

static void options_of_the_environment_are_kept(void **state)
{
    (void) state;
    pq_default_options("-c jit=off");
    assert_int_equal(open_and_close("host=a"), OK);
    assert_string_equal(pq_keyword("options"), "-c TimeZone=UTC -c jit=off");
}

static void options_have_a_limit(void **state)
{
    (void) state;
    char path[900];
    memset(path, 'x', sizeof(path));
    path[sizeof(path) - 1] = '\0';
    const struct pg_options options = {.conninfo = "host=a", .search_path = path};
    struct pg *pg = NULL;
    assert_int_equal(pg_open(&options, &pg, &err), FATAL);
    assert_non_null(strstr(err.text, "longer than"));
}

static void a_mistyped_conninfo_is_fatal_and_tells_no_password(void **state)
{
    (void) state;
    assert_int_equal(open_and_close("hots=a"), FATAL);
    assert_non_null(strstr(err.text, "invalid connection option \"hots\""));
    assert_int_equal(open_and_close("host=a password=s3 cret"), FATAL);
    assert_null(strstr(err.text, "cret"));
}

/* One row a refusal. */
static const struct {
    const char *title;
    const char *message;
    const char *sqlstate;
    enum outcome outcome;
} refusals[] = {
    {"a wrong password is fatal, in any language", "用户 \"x\" Password 认证失败", "28P01", FATAL},
    {"a role that does not exist is fatal", "role \"x\" does not exist", "28000", FATAL},
    {"a database that does not exist is fatal", "database \"x\" does not exist", "3D000", FATAL},
    {"a right to connect that is missing is fatal", "permission denied", "42501", FATAL},
    {"a server that starts is waited for", "the database system is starting up", "57P03", RETRY},
    {"a full server is waited for", "sorry, too many clients already", "53300", RETRY},
    {"a server that cannot be reached is waited for",
     "connection to server at \"a\", port 1 failed: Connection refused", NULL, RETRY},
    {"a name that cannot be looked up is waited for",
     "could not translate host name \"a\" to address: Temporary failure", NULL, RETRY},
    {"a setting libpq refuses is fatal", "invalid sslmode value: \"x\"", NULL, FATAL},
    {"a password that is asked for and not there is fatal",
     "connection to server at \"a\", port 1 failed: fe_sendauth: no password supplied", NULL,
     FATAL},
};

static void every_refusal_has_its_outcome(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        print_message("    %s\n", refusals[i].title);
        pq_refuse(refusals[i].message, refusals[i].sqlstate);
        assert_int_equal(open_and_close("host=a"), refusals[i].outcome);
        assert_non_null(strstr(err.text, refusals[i].message));
    }
}

static void a_lost_connection_is_made_anew_and_prepared_again(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=a"};
    struct pg *pg = opened(&options);
    assert_int_equal(pg_prepare(pg, "one", "SELECT 1", &err), OK);
    assert_int_equal(pg_prepare(pg, "two", "SELECT 2", &err), OK);
    assert_int_equal(pg_backend_pid(pg), 4711);
    assert_true(pg_socket(pg) >= 0);

    pq_answer((struct pq_answer) {.statement = "one", .is_cut = true});
    assert_int_equal(pg_execute(pg, "one", NULL, NULL, &err), RETRY);
    assert_string_equal(err.text, "one: server closed the connection unexpectedly");
    assert_true(pg_is_broken(pg));
    assert_int_equal(pg_socket(pg), -1);
    assert_int_equal(pg_execute(pg, "one", NULL, NULL, &err), RETRY);
    assert_int_equal(pg_exec(pg, "SELECT", NULL, NULL, &err), RETRY);
    assert_int_equal(pg_script(pg, "SELECT", &err), RETRY);
    assert_int_equal(pg_prepare(pg, "three", "SELECT", &err), RETRY);
    assert_int_equal(pg_pipeline_begin(pg, &err), RETRY);
    struct pg_params *rows = NULL;
    assert_int_equal(pg_params_new(1, &rows, &err), OK);
    assert_int_equal(pg_copy(pg, "COPY", rows, &err), RETRY);
    pg_params_free(rows);

    pq_refuse("connection to server failed", NULL);
    assert_int_equal(pg_reconnect(pg, &err), RETRY);
    assert_true(pg_is_broken(pg));
    pq_accept();
    assert_int_equal(pg_reconnect(pg, &err), OK);
    assert_int_equal(pg_execute(pg, "two", NULL, NULL, &err), OK);
    assert_string_equal(pq_said(), "prepare:one; describe:one; prepare:two; describe:two; one; "
                                   "prepare:one; describe:one; prepare:two; describe:two; two");
    pg_close(pg);
}

static void cancelling_asks_the_server(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=a"};
    struct pg *pg = opened(&options);
    size_t steps = pq_steps();
    assert_int_equal(pg_cancel(pg, &err), OK);
    pq_fail_step(steps + 4, PQ_NO_MEMORY);
    assert_int_equal(pg_cancel(pg, &err), RETRY);
    assert_string_equal(err.text, "could not ask to cancel: PQcancel() -- connect() failed");
    pq_fail_step(pq_steps() + 1, PQ_NO_MEMORY);
    assert_int_equal(pg_cancel(pg, &err), RETRY);
    pg_close(pg);
    pg_close(NULL);
}

static void each_step_of_connecting_may_fail(void **state)
{
    (void) state;
    static const enum pq_fault faults[] = {PQ_CUT, PQ_NO_MEMORY};
    for (size_t i = 0; i < 2; i++) {
        for (size_t step = 1;; step++) {
            pq_reset();
            pq_fail_step(step, faults[i]);
            enum outcome outcome = open_and_close("host=a");
            if (!pq_has_failed()) {
                assert_int_equal(outcome, OK);
                break;
            }
            assert_int_equal(outcome, RETRY);
            assert_int_equal(pq_left_over(), 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_conninfo_leaves_open_is_set, before, after),
        cmocka_unit_test_setup_teardown(what_the_conninfo_says_stays, before, after),
        cmocka_unit_test_setup_teardown(the_program_chooses_role_search_path_and_timeout, before,
                                        after),
        cmocka_unit_test_setup_teardown(options_of_the_environment_are_kept, before, after),
        cmocka_unit_test_setup_teardown(options_have_a_limit, before, after),
        cmocka_unit_test_setup_teardown(a_mistyped_conninfo_is_fatal_and_tells_no_password, before,
                                        after),
        cmocka_unit_test_setup_teardown(every_refusal_has_its_outcome, before, after),
        cmocka_unit_test_setup_teardown(a_lost_connection_is_made_anew_and_prepared_again, before,
                                        after),
        cmocka_unit_test_setup_teardown(cancelling_asks_the_server, before, after),
        cmocka_unit_test_setup_teardown(each_step_of_connecting_may_fail, before, after),
    };
    return RUN(tests);
}
