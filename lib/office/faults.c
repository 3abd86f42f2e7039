/* faults -- see faults.h. */
#include "office/faults.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "wire/text.h"

enum { VALUE_SHOWN_MAX = 128 };

void faults_done(struct faults *faults)
{
    free(faults->items);
    *faults = (struct faults) {.count = 0};
}

/* NULL when there is no memory; then it is counted all the same. */
static struct fault *add(struct faults *faults)
{
    if (faults->count == faults->capacity) {
        size_t capacity = faults->capacity == 0 ? 16 : 2 * faults->capacity;
        struct fault *items = realloc(faults->items, capacity * sizeof(*items));
        if (items == NULL)
            return NULL;
        faults->items = items;
        faults->capacity = capacity;
    }
    return &faults->items[faults->count++];
}

__attribute__((format(printf, 3, 0))) static void put(struct fault *fault, const struct fault *head,
                                                      const char *format, va_list arguments)
{
    if (fault == NULL)
        return;
    *fault = *head;
    (void) vsnprintf(fault->text, sizeof(fault->text), format, arguments);
}

void faults_add(struct faults *faults, size_t file, size_t row, const char *format, ...)
{
    const struct fault head = {
        .file = file, .row = row, .sequence = faults->errors + faults->warnings};
    va_list arguments;
    faults->errors++;
    va_start(arguments, format);
    put(add(faults), &head, format, arguments);
    va_end(arguments);
}

void faults_warn(struct faults *faults, size_t file, size_t row, const char *format, ...)
{
    const struct fault head = {.file = file,
                               .row = row,
                               .sequence = faults->errors + faults->warnings,
                               .is_warning = true};
    va_list arguments;
    faults->warnings++;
    va_start(arguments, format);
    put(add(faults), &head, format, arguments);
    va_end(arguments);
}

void faults_of_value(const struct fault_place *place, const char *field, struct str value,
                     const char *words)
{
    bool is_plain = value.len <= VALUE_SHOWN_MAX && text_check(value, TEXT_LINE) == TEXT_FINE;
    if (value.len == 0)
        faults_add(place->faults, place->file, place->row, "%s %s", field, words);
    else
        faults_add(place->faults, place->file, place->row, "%s '%.*s' %s", field,
                   is_plain ? (int) value.len : 3, is_plain ? value.ptr : "…", words);
}

static int compare(const void *left, const void *right)
{
    const struct fault *a = left;
    const struct fault *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

void faults_sort(struct faults *faults)
{
    if (faults->count > 0)
        qsort(faults->items, faults->count, sizeof(*faults->items), compare);
}
