/* member -- a kafka_in over a mock cluster that counts what it reads and what its hooks are told.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_MEMBER_H
#define SHOUWEN_TESTS_SUPPORT_MEMBER_H

#include "base/time.h"
#include "io/kafka_in.h"
#include "support/mock.h"

enum { MEMBER_PARTITIONS = 2, MEMBER_TOPICS = 1 << TOPIC_INQUIRY | 1 << TOPIC_RATING };
#define MEMBER_PATIENCE_US INT64_C(15000000)

struct member {
    struct kafka_in *in;
    struct kafka_position positions[16]; /* as assigned */
    size_t positions_count;
    int assignments;
    int revocations;
    enum outcome answer; /* of the assigned hook */
    size_t records_max;  /* of one poll; 50 after joining */
    struct err err;      /* of the last poll */
    /* since member_restart() */
    int64_t next[TOPICS_COUNT][MEMBER_PARTITIONS];
    size_t records;
    size_t gaps;
    size_t ends;
    size_t out_of_range;
    size_t gone;
    struct record last;
};

/* Join a group; partitions are assigned from offset 0. */
void member_join(struct member *member, const struct mock *mock, const char *group,
                 const char *instance_id);

/* Leave, and be as new. */
void member_leave(struct member *member);

/* One poll, and what it brought looked at. */
enum outcome member_read(struct member *member);

/* Read on from this offset everywhere, the counters at nothing. */
void member_restart(struct member *member, int64_t offset);

/* So many records into every partition of both topics; every second one has headers. */
void member_publish(const struct mock *mock, int count);

/* Poll until it holds, or patience ends. */
#define MEMBER_READ_UNTIL(member, condition)                                                       \
    for (int64_t limit_us = time_steady_us() + MEMBER_PATIENCE_US; !(condition);) {                \
        assert_true(time_steady_us() < limit_us);                                                  \
        if (member_read(member) != OK)                                                             \
            fail_msg("%s", (member)->err.text);                                                    \
    }

/* Poll until it is other than OK, which is given back. */
enum outcome member_read_until_failure(struct member *member);

#endif
