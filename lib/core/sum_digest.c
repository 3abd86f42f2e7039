/* sum_digest -- see sum_digest.h. */
#include "core/sum_digest.h"

#include <assert.h>

/* The last steps of splitmix64: every bit of a word changes about half of the others. */
static uint64_t mixed(uint64_t word)
{
    word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
    return word ^ (word >> 31);
}

size_t sum_digest_class(const struct table *table, const void *row)
{
    return row_hash_keys(table, row) % SUM_DIGEST_CLASSES;
}

/* Odd, so that an amount is nothing only when it is 0. */
static uint64_t weight(uint64_t key, size_t column)
{
    return mixed(key + column * UINT64_C(0x9E3779B97F4A7C15)) | 1;
}

static uint64_t row_number(const struct table *table, uint64_t key, const unsigned char *row)
{
    uint64_t number = 0;
    for (size_t i = table->keys_count; i < table->columns_count; i++) {
        int64_t amount = *(const int64_t *) (const void *) (row + table->columns[i].offset);
        number += (uint64_t) amount * weight(key, i);
    }
    return number;
}

void sum_digest_add(struct sum_digest *digest, const struct rows *rows, int64_t sign)
{
    assert(rows->table->kind == TABLE_OF_SUMS);
    for (size_t r = 0; r < rows->count; r++) {
        const void *row = rows_at(rows, r);
        uint64_t key = row_hash_keys(rows->table, row);
        digest->classes[key % SUM_DIGEST_CLASSES] +=
            (uint64_t) sign * row_number(rows->table, key, row);
    }
}
