/*
 * banned -- calls that have no safe use here; forced into every file with -include.
 *
 * Each has a better one beside it in lib/base or POSIX, named in the text of the error.
 */
#ifndef SHOUWEN_BASE_BANNED_H
#define SHOUWEN_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Under clang glibc's fortified forms are macros, and poisoning a macro is a warning. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strtok gmtime localtime mktime atoi atol \
    system popen gets

#endif
