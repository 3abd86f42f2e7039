/* kafka_in_reader -- what a reader may ask: which partitions there are, from where to where, and
 * how far its group has come; see kafka_in.h. */
#include <assert.h>

#include "base/time.h"
#include "io/kafka_in_internal.h"

enum { ANSWER_MS = 5000 };

enum outcome kafka_in_partitions(struct kafka_in *in, enum topic topic, int32_t *count_out,
                                 struct err *err)
{
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_resp_err_t code =
        rd_kafka_metadata(in->rk, 0, in->handles[topic], &metadata, ANSWER_MS);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        assert(metadata->topic_cnt == 1); /* which was asked about */
        code = metadata->topics[0].err;
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            *count_out = metadata->topics[0].partition_cnt;
        rd_kafka_metadata_destroy(metadata);
    }
    if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        *count_out = 0;
    else if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return kafka_failure(code, in->names[topic], NULL, err);
    return OK;
}

enum outcome kafka_in_committed(struct kafka_in *in, struct kafka_position *positions, size_t count,
                                struct err *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int) count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(list, in->names[positions[i].topic],
                                          positions[i].partition);
    rd_kafka_resp_err_t code = rd_kafka_committed(in->rk, list, ANSWER_MS);
    for (size_t i = 0; i < count && code == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
        code = list->elems[i].err;
    for (size_t i = 0; i < count && code == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
        positions[i].next_offset =
            list->elems[i].offset >= 0 ? list->elems[i].offset : KAFKA_NOT_READ;
    rd_kafka_topic_partition_list_destroy(list);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return OK;
    return kafka_failure(
        code, "could not ask how far the group has come (an ACL must let it Read its group)", NULL,
        err);
}

/* The broker's answer to a commit; `opaque` is its number. */
static void on_committed(rd_kafka_t *rk, rd_kafka_resp_err_t code,
                         rd_kafka_topic_partition_list_t *list, void *opaque)
{
    struct kafka_in *in = rd_kafka_opaque(rk);
    for (int i = 0; list != NULL && i < list->cnt && code == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
        code = list->elems[i].err;
    in->commit_answered = (uintptr_t) opaque;
    in->commit_code = code;
}

enum outcome kafka_in_commit(struct kafka_in *in, const struct kafka_position *positions,
                             size_t count, int wait_ms_max, struct err *err)
{
    rd_kafka_topic_partition_list_t *list = kafka_in_list(in, positions, count);
    if (in->commits == NULL)
        in->commits = rd_kafka_queue_new(in->rk);
    in->commit_number++;
    rd_kafka_resp_err_t code =
        rd_kafka_commit_queue(in->rk, list, in->commits, on_committed, (void *) in->commit_number);
    rd_kafka_topic_partition_list_destroy(list);
    for (int64_t end_us = time_steady_us() + wait_ms_max * INT64_C(1000);
         code == RD_KAFKA_RESP_ERR_NO_ERROR && in->commit_answered != in->commit_number;) {
        int64_t left_ms = (end_us - time_steady_us()) / 1000;
        if (left_ms <= 0)
            return err_set(err, RETRY, "the broker did not answer to a commit");
        (void) rd_kafka_queue_poll_callback(in->commits, (int) left_ms);
    }
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        code = in->commit_code;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return OK;
    return kafka_failure(code, "could not commit", NULL, err);
}
