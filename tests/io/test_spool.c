/* test_spool -- what is put is safe when it is told, and sent once there is a broker. */
#include "run/spool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "run/log.h"
#include "support/cmocka.h"
#include "support/folder.h"

static const char *const mock_cluster[] = {"test.mock.num.brokers=1", NULL};

enum { THREADS = 8, KEEPS_EACH = 200, IN_FLIGHT_MAX = 64 };

static atomic_uint_fast64_t arrivals;
static uint64_t founds;

/* Those that wait are told in their order, before any of them is sent. */
static void found_waiting(void *context, const struct spool_record *record, uint64_t behind)
{
    char key[32];
    (void) context;
    (void) snprintf(key, sizeof(key), "key %d", (int) founds++);
    assert_true(str_eq(record->item.key, str_from(key)));
    assert_int_equal(record->sequence, founds);
    assert_int_equal(behind, 3 * IN_FLIGHT_MAX - founds);
    assert_int_equal(arrivals, 0);
}

static void arrived(void *context, uint64_t sequence, int32_t partition, int64_t offset)
{
    (void) context;
    (void) sequence;
    assert_true(partition >= 0 && offset >= 0);
    arrivals++;
}

static struct spool *open_spool(const char *bootstrap_servers, int64_t bytes_max,
                                struct spool_found *found)
{
    const struct spool_options options = {
        .log = {.folder = folder_path(), .segment_bytes = 16384, .bytes_max = bytes_max},
        .publisher =
            {
                .bootstrap_servers = bootstrap_servers,
                .topic_prefix = "shouwen",
                .client_id = "test",
                .settings = bootstrap_servers == NULL ? mock_cluster : NULL,
                .in_flight_max = IN_FLIGHT_MAX,
            },
        .arrived = arrived,
        .found = found_waiting,
    };
    struct spool *spool = NULL;
    struct err err;
    log_level_set(LOG_ERROR);
    arrivals = 0;
    founds = 0;
    assert_int_equal(spool_open(&options, &spool, found, &err), OK);
    return spool;
}

static enum outcome keep_one(struct spool *spool, int number, struct err *err)
{
    char key[32];
    int len = snprintf(key, sizeof(key), "key %d", number);
    const struct outgoing message = {
        .topic = TOPIC_INQUIRY, .key = {.ptr = key, .len = (size_t) len}, .value = STR("value")};
    return spool_keep(spool, &message, 1, err);
}

static void wait_until_sent(struct spool *spool, uint64_t count)
{
    while (spool_status(spool).sent < count)
        time_pause_ms(5);
}

static void *keep_many(void *argument)
{
    struct spool *spool = argument;
    struct err err;
    for (int i = 0; i < KEEPS_EACH; i++)
        if (keep_one(spool, i, &err) != OK)
            return spool;
    return NULL;
}

static void threads_share_syncs_and_everything_is_sent(void **state)
{
    (void) state;
    struct spool_found found;
    struct spool *spool = open_spool(NULL, 1 << 20, &found);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, keep_many, spool), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    wait_until_sent(spool, THREADS * KEEPS_EACH);
    struct spool_status status = spool_status(spool);
    assert_int_equal(status.taken, THREADS * KEEPS_EACH);
    assert_true(status.syncs < status.taken);
    assert_int_equal(status.failures, 0);
    assert_int_equal(status.waiting.records, 0);
    spool_close(spool);
    assert_int_equal(arrivals, THREADS * KEEPS_EACH);
}

/* Takes its time, in which nothing may arrive. */
static void tell_slowly(void *context, enum outcome outcome, uint64_t first_sequence,
                        const struct err *err)
{
    atomic_int *told = context;
    (void) first_sequence;
    (void) err;
    assert_int_equal(outcome, OK);
    for (int i = 0; i < 200 && arrivals == 0; i++)
        time_pause_ms(1);
    atomic_store(told, arrivals == 0 ? 1 : -1);
}

static void what_is_sent_was_told_before(void **state)
{
    (void) state;
    struct spool_found found;
    struct err err;
    struct spool *spool = open_spool(NULL, 1 << 20, &found);
    static atomic_int told;
    const struct spool_ticket ticket = {.context = &told, .done = tell_slowly};
    const struct outgoing message = {
        .topic = TOPIC_INQUIRY, .key = STR("key"), .value = STR("value")};
    assert_int_equal(keep_one(spool, 0, &err), OK);
    wait_until_sent(spool, 1); /* the producer is warm */
    arrivals = 0;
    assert_int_equal(spool_put(spool, &message, 1, &ticket, &err), OK);
    wait_until_sent(spool, 2);
    assert_int_equal(told, 1);
    spool_close(spool);
}

static void what_no_broker_took_waits_for_the_next_life(void **state)
{
    (void) state;
    struct spool_found found;
    struct err err;
    struct spool *spool = open_spool("127.0.0.1:1", 1 << 20, &found);
    for (int i = 0; i < 3 * IN_FLIGHT_MAX; i++)
        assert_int_equal(keep_one(spool, i, &err), OK);
    spool_close(spool);
    assert_int_equal(arrivals, 0);
    spool = open_spool(NULL, 1 << 20, &found);
    assert_int_equal(found.records, 3 * IN_FLIGHT_MAX);
    assert_int_equal(founds, 3 * IN_FLIGHT_MAX);
    wait_until_sent(spool, 3 * IN_FLIGHT_MAX);
    spool_close(spool);
    spool = open_spool(NULL, 1 << 20, &found);
    assert_int_equal(found.records, 0);
    spool_close(spool);
}

static void at_its_limit_it_refuses_and_takes_nothing(void **state)
{
    (void) state;
    struct spool_found found;
    struct err err;
    struct spool *spool = open_spool("127.0.0.1:1", 4096, &found);
    int taken = 0;
    while (keep_one(spool, taken, &err) == OK)
        taken++;
    assert_int_equal(err.outcome, RETRY);
    assert_non_null(strstr(err.text, "is full"));
    assert_true(spool_status(spool).is_full);
    assert_int_equal(spool_status(spool).waiting.records, taken);
    spool_close(spool);
}

static void a_second_one_on_the_same_folder_is_refused(void **state)
{
    (void) state;
    struct spool_found found;
    struct err err;
    struct spool_log *second = NULL;
    struct spool *spool = open_spool("127.0.0.1:1", 4096, &found);
    const struct spool_log_options options = {
        .folder = folder_path(), .segment_bytes = 4096, .bytes_max = 4096};
    assert_int_equal(spool_log_open(&options, &second, &found, &err), FATAL);
    assert_non_null(strstr(err.text, "another program has the spool"));
    spool_close(spool);
}

static void a_message_too_large_is_told_so(void **state)
{
    (void) state;
    static char large[SPOOL_BODY_MAX + 1];
    struct spool_found found;
    struct err err;
    struct spool *spool = open_spool("127.0.0.1:1", 1 << 22, &found);
    struct outgoing message = {.topic = TOPIC_CITIZEN,
                               .value = {.ptr = large, .len = sizeof(large)}};
    assert_int_equal(spool_keep(spool, &message, 1, &err), REJECT);
    message.value.len--;
    assert_int_equal(spool_keep(spool, &message, 1, &err), OK);
    spool_close(spool);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(threads_share_syncs_and_everything_is_sent),
        IN_A_FOLDER(what_is_sent_was_told_before),
        IN_A_FOLDER(what_no_broker_took_waits_for_the_next_life),
        IN_A_FOLDER(at_its_limit_it_refuses_and_takes_nothing),
        IN_A_FOLDER(a_second_one_on_the_same_folder_is_refused),
        IN_A_FOLDER(a_message_too_large_is_told_so),
    };
    return RUN(tests);
}
