/* policy_value -- values of policies and ladders, each read or told why it cannot be. */
#ifndef SHOUWEN_OFFICE_POLICY_VALUE_H
#define SHOUWEN_OFFICE_POLICY_VALUE_H

#include "core/limit.h"
#include "office/faults.h"

/* Empty leaves `out` as it is, and so does what is told. */
void policy_read_limit(const struct fault_place *place, const char *field, struct str text,
                       struct limit *limit_out);
void policy_read_number(const struct fault_place *place, const char *field, struct str text,
                        int64_t max, int64_t *number_out);

/* Take the next of several words parted by spaces or , ; 、; false: there is none. */
bool policy_next_word(struct str *rest, struct str *word_out);

#endif
