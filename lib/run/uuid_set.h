/* uuid_set -- have we met this id before?  Grows on the heap, 16 to 32 bytes an id. */
#ifndef SHOUWEN_RUN_UUID_SET_H
#define SHOUWEN_RUN_UUID_SET_H

#include "base/err.h"
#include "base/uuid.h"

struct uuid_set {
    struct uuid *places; /* zero: free */
    size_t capacity;     /* a power of two, or 0 */
    size_t count;
};

void uuid_set_done(struct uuid_set *set);

/* Put it in; `was_in_out` tells whether it was.  FATAL: no memory.  The zero id is not allowed. */
MUST_CHECK enum outcome uuid_set_add(struct uuid_set *set, const struct uuid *id, bool *was_in_out,
                                     struct err *err);

bool uuid_set_has(const struct uuid_set *set, const struct uuid *id);

#endif
