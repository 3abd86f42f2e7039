/*
 * faults -- everything that is wrong with some files, collected, in the order of the files.
 */
#ifndef SHOUWEN_OFFICE_FAULTS_H
#define SHOUWEN_OFFICE_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { FAULT_TEXT_MAX = 480 };

struct fault {
    size_t file;     /* its number: where it stands in the list of files */
    size_t row;      /* as a spreadsheet counts; 0: the whole file */
    size_t sequence; /* the order in which they were found */
    bool is_warning; /* worth knowing, and in the way of nothing */
    char text[FAULT_TEXT_MAX];
};

/* Zero is "none yet". */
struct faults {
    struct fault *items;
    size_t count;
    size_t capacity;
    size_t errors;   /* also those that are not kept for want of memory */
    size_t warnings; /* the same */
};

void faults_done(struct faults *faults);

/* One more; the text names column and value. */
void faults_add(struct faults *faults, size_t file, size_t row, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void faults_warn(struct faults *faults, size_t file, size_t row, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Where a value stands, and whom to tell of it. */
struct fault_place {
    struct faults *faults;
    size_t file;
    size_t row;
};

/* "limit '0wd' ", and what is wrong; a value that would break the line is not shown. */
void faults_of_value(const struct fault_place *place, const char *field, struct str value,
                     const char *words);

/* By file, then by row. */
void faults_sort(struct faults *faults);

#endif
