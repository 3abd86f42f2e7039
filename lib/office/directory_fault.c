/* directory_fault -- see directory_fault.h. */
#include "office/directory_fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void directory_faults_done(struct directory_faults *faults)
{
    free(faults->items);
    *faults = (struct directory_faults) {.count = 0};
}

/* NULL when there is no memory; then it is counted all the same. */
static struct directory_fault *add(struct directory_faults *faults)
{
    if (faults->count == faults->capacity) {
        size_t capacity = faults->capacity == 0 ? 16 : 2 * faults->capacity;
        struct directory_fault *items = realloc(faults->items, capacity * sizeof(*items));
        if (items == NULL)
            return NULL;
        faults->items = items;
        faults->capacity = capacity;
    }
    return &faults->items[faults->count++];
}

__attribute__((format(printf, 3, 0))) static void put(struct directory_fault *fault,
                                                      const struct directory_fault *head,
                                                      const char *format, va_list arguments)
{
    if (fault == NULL)
        return;
    *fault = *head;
    (void) vsnprintf(fault->text, sizeof(fault->text), format, arguments);
}

void directory_fault_add(struct directory_faults *faults, enum directory_table table, size_t row,
                         const char *format, ...)
{
    const struct directory_fault head = {
        .table = table, .row = row, .sequence = faults->errors + faults->warnings};
    va_list arguments;
    faults->errors++;
    va_start(arguments, format);
    put(add(faults), &head, format, arguments);
    va_end(arguments);
}

void directory_warning_add(struct directory_faults *faults, enum directory_table table, size_t row,
                           const char *format, ...)
{
    const struct directory_fault head = {.table = table,
                                         .row = row,
                                         .sequence = faults->errors + faults->warnings,
                                         .is_warning = true};
    va_list arguments;
    faults->warnings++;
    va_start(arguments, format);
    put(add(faults), &head, format, arguments);
    va_end(arguments);
}

static int compare(const void *left, const void *right)
{
    const struct directory_fault *a = left;
    const struct directory_fault *b = right;
    if (a->table != b->table)
        return a->table < b->table ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

void directory_faults_sort(struct directory_faults *faults)
{
    if (faults->count > 0)
        qsort(faults->items, faults->count, sizeof(*faults->items), compare);
}
