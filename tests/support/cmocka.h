/* cmocka -- cmocka.h with the headers it needs before it, and what every test program wants. */
#ifndef SHOUWEN_TESTS_SUPPORT_CMOCKA_H
#define SHOUWEN_TESTS_SUPPORT_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* All tests of a program, without fixtures of the group. */
#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
