/*
 * partition -- which partition number a key has.
 *
 * By murmur2, as Java's clients choose it and io/kafka_out does, so for what came from either.
 */
#ifndef SHOUWEN_CORE_PARTITION_H
#define SHOUWEN_CORE_PARTITION_H

#include <stdint.h>

#include "base/str.h"

/* Not negative; the partition is this modulo how many there are. */
int32_t partition_hash(struct str key);

/* From 0; there are `partitions_count`, at least one. */
int32_t partition_of_key(struct str key, int32_t partitions_count);

#endif
