/* member -- see member.h. */
#include "support/member.h"

#include <string.h>

#include "io/kafka_out.h"
#include "support/cmocka.h"

static enum outcome on_assigned(void *context, struct kafka_position *positions, size_t count,
                                struct err *err)
{
    struct member *member = context;
    member->assignments++;
    member->positions_count = count;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(positions[i].next_offset, KAFKA_NOT_READ);
        positions[i].next_offset = 0;
        member->positions[i] = positions[i];
    }
    if (member->answer != OK)
        return err_set(err, member->answer, "the hook says so");
    return OK;
}

static void on_revoked(void *context, bool is_lost)
{
    struct member *member = context;
    (void) is_lost;
    member->revocations++;
    member->positions_count = 0;
}

void member_join(struct member *member, const struct mock *mock, const char *group,
                 const char *instance_id)
{
    static const char *const settings[] = {
        "session.timeout.ms=4000",      "heartbeat.interval.ms=100", "fetch.wait.max.ms=10",
        "reconnect.backoff.max.ms=100", "fetch.error.backoff.ms=10", NULL};
    const struct kafka_in_options options = {.bootstrap_servers = mock->bootstraps,
                                             .topic_prefix = "test",
                                             .group = group,
                                             .instance_id = instance_id,
                                             .settings = settings,
                                             .topics = MEMBER_TOPICS};
    member->records_max = 50;
    const struct kafka_in_hooks hooks = {
        .context = member, .assigned = on_assigned, .revoked = on_revoked};
    assert_int_equal(kafka_in_open(&options, &hooks, &member->in, &member->err), OK);
}

void member_leave(struct member *member)
{
    kafka_in_close(member->in);
    *member = (struct member) {.in = NULL};
}

static void look(struct member *member, const struct kafka_in_batch *batch)
{
    for (size_t i = 0; i < batch->records_count; i++) {
        const struct record *record = &batch->records[i];
        int64_t *next = &member->next[record->topic][record->partition];
        member->gaps += record->offset != *next ? 1 : 0;
        *next = record->offset + 1;
        member->last = *record;
    }
    member->records += batch->records_count;
    for (size_t i = 0; i < batch->notices_count; i++) {
        member->ends += batch->notices[i].kind == KAFKA_NOTICE_END ? 1 : 0;
        member->out_of_range += batch->notices[i].kind == KAFKA_NOTICE_OUT_OF_RANGE ? 1 : 0;
        member->gone += batch->notices[i].kind == KAFKA_NOTICE_GONE ? 1 : 0;
    }
}

enum outcome member_read(struct member *member)
{
    const struct kafka_in_limits limits = {.records_max = member->records_max, .wait_ms_max = 20};
    struct kafka_in_batch batch;
    enum outcome outcome = kafka_in_poll(member->in, &limits, &batch, &member->err);
    if (outcome != OK)
        return outcome;
    look(member, &batch);
    kafka_in_batch_release(member->in, &batch);
    return OK;
}

void member_restart(struct member *member, int64_t offset)
{
    memset(member->next, 0, sizeof(member->next));
    for (size_t i = 0; i < member->positions_count; i++) {
        struct kafka_position *position = &member->positions[i];
        position->next_offset = offset;
        member->next[position->topic][position->partition] = offset;
    }
    member->records = member->gaps = member->ends = 0;
    member->out_of_range = member->gone = 0;
    assert_int_equal(
        kafka_in_restart(member->in, member->positions, member->positions_count, &member->err), OK);
}

enum outcome member_read_until_failure(struct member *member)
{
    enum outcome outcome = OK;
    for (int64_t until_us = time_steady_us() + MEMBER_PATIENCE_US; outcome == OK;) {
        assert_true(time_steady_us() < until_us);
        outcome = member_read(member);
    }
    return outcome;
}

void member_publish(const struct mock *mock, int count)
{
    const struct kafka_out_options options = {.bootstrap_servers = mock->bootstraps,
                                              .topic_prefix = "test"};
    const struct kafka_out_hooks hooks = {.context = NULL};
    const struct kafka_header headers[] = {{"a\"\xe4\n", STR("1234")},
                                           {"b", {.ptr = NULL, .len = 0}},
                                           {"c", STR("12345")},
                                           {"d", STR("123456")}};
    struct kafka_out *out = NULL;
    struct err err;
    assert_int_equal(kafka_out_open(&options, &hooks, &out, &err), OK);
    for (int i = 0; i < 2 * MEMBER_PARTITIONS * count; i++) {
        const struct kafka_message message = {.topic = i % 2 == 0 ? TOPIC_INQUIRY : TOPIC_RATING,
                                              .partition = i / 2 % MEMBER_PARTITIONS,
                                              .key = STR("key"),
                                              .value = STR("value"),
                                              .headers = headers,
                                              .headers_count = i / 4 % 2 == 1 ? 4 : 0};
        assert_int_equal(kafka_out_send(out, &message, 1000, &err), OK);
    }
    assert_int_equal(kafka_out_flush(out, 10000, &err), OK);
    kafka_out_close(out);
}
