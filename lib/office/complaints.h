/*
 * complaints -- what is wrong with rules that people wrote: each told as it is found, and counted.
 *
 * A complaint is one line: file, line of the file, field, value and what is wrong with it.
 */
#ifndef SHOUWEN_OFFICE_COMPLAINTS_H
#define SHOUWEN_OFFICE_COMPLAINTS_H

#include <stddef.h>

#include "base/str.h"

enum { COMPLAINT_TEXT_MAX = 512 };

struct complaints {
    void *context;
    void (*tell)(void *context, const char *text);
    size_t count;
};

/* Where something stands. */
struct place {
    const char *file;
    size_t line; /* 0: the whole file */
};

/* "2022.csv:7: ", and what is wrong. */
void complain(struct complaints *complaints, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "2022.csv:7: from '2022-02-30' ", and what is wrong; a value that would break the line is not
 * shown. */
void complain_of_value(struct complaints *complaints, struct place place, const char *field,
                       struct str value, const char *words);

#endif
