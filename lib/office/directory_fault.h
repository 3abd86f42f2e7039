/*
 * directory_fault -- everything that is wrong with a directory, collected, in the order of its
 * files.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_FAULT_H
#define SHOUWEN_OFFICE_DIRECTORY_FAULT_H

#include "office/directory.h"

enum { DIRECTORY_FAULT_TEXT_MAX = 480 };

struct directory_fault {
    enum directory_table table;
    size_t row;      /* as a spreadsheet counts; 0: the whole file */
    size_t sequence; /* the order in which they were found */
    bool is_warning; /* worth knowing, and in the way of nothing */
    char text[DIRECTORY_FAULT_TEXT_MAX];
};

/* Zero is "none yet". */
struct directory_faults {
    struct directory_fault *items;
    size_t count;
    size_t capacity;
    size_t errors;   /* also those that are not kept for want of memory */
    size_t warnings; /* the same */
};

void directory_faults_done(struct directory_faults *faults);

/* One more; the text names column and value. */
void directory_fault_add(struct directory_faults *faults, enum directory_table table, size_t row,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));
void directory_warning_add(struct directory_faults *faults, enum directory_table table, size_t row,
                           const char *format, ...) __attribute__((format(printf, 4, 5)));

/* By file, then by row. */
void directory_faults_sort(struct directory_faults *faults);

#endif
