/* kafka_in_group -- which partitions are ours, and from where they are read; see kafka_in.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/kafka_in_internal.h"

bool kafka_in_topic(const struct kafka_in *in, const char *name, enum topic *topic_out)
{
    for (unsigned topic = 0; topic < TOPICS_COUNT; topic++) {
        if (in->handles[topic] != NULL && strcmp(in->names[topic], name) == 0) {
            *topic_out = (enum topic) topic;
            return true;
        }
    }
    return false;
}

static int compare_positions(const void *left, const void *right)
{
    const struct kafka_position *a = left;
    const struct kafka_position *b = right;
    if (a->partition != b->partition)
        return a->partition < b->partition ? -1 : 1;
    return (a->topic > b->topic) - (a->topic < b->topic);
}

/* NULL when there is no memory.  In the order of partition, then topic. */
static struct kafka_position *positions_from(const struct kafka_in *in,
                                             const rd_kafka_topic_partition_list_t *list,
                                             size_t *count_out)
{
    struct kafka_position *positions = calloc((size_t) list->cnt + 1, sizeof(*positions));
    size_t count = 0;
    for (int i = 0; positions != NULL && i < list->cnt; i++) {
        struct kafka_position *position = &positions[count];
        if (!kafka_in_topic(in, list->elems[i].topic, &position->topic))
            continue;
        position->partition = list->elems[i].partition;
        position->next_offset = KAFKA_NOT_READ;
        count++;
    }
    if (positions != NULL)
        qsort(positions, count, sizeof(*positions), compare_positions);
    *count_out = count;
    return positions;
}

rd_kafka_topic_partition_list_t *kafka_in_list(const struct kafka_in *in,
                                               const struct kafka_position *positions, size_t count)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int) count);
    for (size_t i = 0; i < count; i++) {
        if (positions[i].next_offset == KAFKA_NOT_READ)
            continue;
        assert(positions[i].next_offset >= 0);
        rd_kafka_topic_partition_list_add(list, in->names[positions[i].topic],
                                          positions[i].partition)
            ->offset = positions[i].next_offset;
    }
    return list;
}

void kafka_in_forget(struct kafka_in *in)
{
    if (in->reading != NULL)
        rd_kafka_topic_partition_list_destroy(in->reading);
    in->reading = NULL;
}

/*
 * Assign when everything the assignment before set off has come to its end.
 *
 * librdkafka 2.0.2 stops the partitions of the assignment before by messages to its own main
 * thread; an assignment that comes while one is under way stops them twice, and an assertion ends
 * the process.  The main thread takes its messages in order: a question that it answers has seen
 * those to stop before it, a second one the answers to them.
 */
static rd_kafka_resp_err_t assign_settled(struct kafka_in *in,
                                          const rd_kafka_topic_partition_list_t *list)
{
    for (int i = 0; i < 2; i++) {
        rd_kafka_topic_partition_list_t *ignored = NULL;
        if (rd_kafka_assignment(in->rk, &ignored) == RD_KAFKA_RESP_ERR_NO_ERROR)
            rd_kafka_topic_partition_list_destroy(ignored);
    }
    return rd_kafka_assign(in->rk, list);
}

enum outcome kafka_in_assign_again(struct kafka_in *in, struct err *err)
{
    rd_kafka_resp_err_t code =
        in->reading == NULL ? RD_KAFKA_RESP_ERR_NO_ERROR : assign_settled(in, in->reading);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return OK;
    return kafka_failure(code, "could not assign partitions", NULL, err);
}

static enum outcome assign(struct kafka_in *in, const struct kafka_position *positions,
                           size_t count, struct err *err)
{
    kafka_in_forget(in);
    in->reading = kafka_in_list(in, positions, count);
    return kafka_in_assign_again(in, err);
}

static void on_assigned(struct kafka_in *in, const rd_kafka_topic_partition_list_t *list)
{
    size_t count = 0;
    struct kafka_position *positions = positions_from(in, list, &count);
    enum outcome outcome;

    in->was_assigned = true;
    in->is_member = true;
    kafka_in_is_up(in);
    if (positions == NULL)
        outcome = err_set(&in->hook_err, RETRY, "no memory for an assignment");
    else
        outcome = in->hooks.assigned(in->hooks.context, positions, count, &in->hook_err);
    if (outcome == OK)
        outcome = assign(in, positions, count, &in->hook_err);
    if (outcome != OK)
        (void) assign_settled(in, NULL);
    in->hook_err.outcome = outcome;
    free(positions);
}

static void on_revoked(struct kafka_in *in)
{
    in->was_revoked = true;
    if (in->is_member)
        in->hooks.revoked(in->hooks.context, rd_kafka_assignment_lost(in->rk) == 1);
    in->is_member = false;
    kafka_in_forget(in);
    (void) assign_settled(in, NULL);
}

void kafka_in_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t code,
                        rd_kafka_topic_partition_list_t *list, void *opaque)
{
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
        on_assigned(opaque, list);
    else
        on_revoked(opaque);
    (void) rk; /* no rd_kafka_yield(): in 2.0.2 it loses the record that is read next */
}

enum outcome kafka_in_restart(struct kafka_in *in, const struct kafka_position *positions,
                              size_t count, struct err *err)
{
    if (!in->is_member && !in->is_reader)
        return err_set(err, RETRY, "nothing is assigned to this member just now");
    return assign(in, positions, count, err);
}

void kafka_in_gauge(struct kafka_in *in, const struct kafka_position *positions, size_t count)
{
    /* What is queued for a broker that is away goes out when it is back, under a membership that
     * may have ended meanwhile: it would be taken for a rival's, and end this one too. */
    if (in->is_doubtful)
        return;
    rd_kafka_topic_partition_list_t *list = kafka_in_list(in, positions, count);
    if (list->cnt > 0)
        (void) rd_kafka_commit(in->rk, list, 1);
    rd_kafka_topic_partition_list_destroy(list);
}

int64_t kafka_in_behind(const struct kafka_in *in, const struct kafka_position *positions,
                        size_t count)
{
    int64_t behind = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t low = 0;
        int64_t high = 0;
        const char *name = in->names[positions[i].topic];
        if (rd_kafka_get_watermark_offsets(in->rk, name, positions[i].partition, &low, &high) ==
                RD_KAFKA_RESP_ERR_NO_ERROR &&
            high > positions[i].next_offset)
            behind += high - positions[i].next_offset;
    }
    return behind;
}
