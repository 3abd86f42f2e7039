/* kafka_in_bounds -- where partitions begin and end; see kafka_in.h. */
#include "io/kafka_in_internal.h"

enum { BOUNDS_WAIT_MS = 500 };

static void take_bounds(const struct kafka_in *in, rd_kafka_topic_partition_list_t *list,
                        struct kafka_position *positions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const rd_kafka_topic_partition_t *bound = rd_kafka_topic_partition_list_find(
            list, in->names[positions[i].topic], positions[i].partition);
        bool is_known = bound != NULL && bound->err == RD_KAFKA_RESP_ERR_NO_ERROR;
        positions[i].next_offset = is_known && bound->offset >= 0 ? bound->offset : KAFKA_NOT_READ;
    }
}

enum outcome kafka_in_bounds(struct kafka_in *in, enum kafka_bound bound,
                             struct kafka_position *positions, size_t count, struct err *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int) count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(list, in->names[positions[i].topic],
                                          positions[i].partition)
            ->offset = bound == KAFKA_END ? RD_KAFKA_OFFSET_END : RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(in->rk, list, BOUNDS_WAIT_MS);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        take_bounds(in, list, positions, count);
    rd_kafka_topic_partition_list_destroy(list);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return OK;
    if (kafka_in_is_gone(code))
        return err_set(err, REJECT, "the topic does not exist (%s)", rd_kafka_err2name(code));
    return kafka_failure(code, "could not ask where partitions end", NULL, err);
}
