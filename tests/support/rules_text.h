/*
 * rules_text -- rules as tests want them: the shipped calendar with one policy or another.
 *
 * What cannot be is a mistake of the test, and ends it.  They live until the program ends.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_RULES_TEXT_H
#define SHOUWEN_TESTS_SUPPORT_RULES_TEXT_H

#include "core/rules.h"

/* The shipped calendar, and the presets base and sichuan-2025. */
const struct rules *rules_shipped(void);

/* The shipped calendar, and this policy file alone. */
const struct rules *rules_of_file(const char *path);

/* The shipped calendar, and the policy of these rows; their ladders are of version 0. */
const struct rules *rules_of_rows(const struct policy_source *source);

#endif
