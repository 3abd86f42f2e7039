/* fuzz_csv -- any file is read to its end, row by row; a good row comes back when it is written. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "wire/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A row alone in a table of its own; a leading ' may have come to a formula. */
static void come_back(const struct csv_row *row)
{
    struct err err = {0};
    struct csv_reader *reader = NULL;
    struct csv_row back = {0};
    struct csv_writer writer;
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    if (file == NULL)
        abort();
    csv_begin(&writer, file, true);
    for (size_t i = 0; i < row->count; i++)
        csv_put_number(&writer, (int64_t) i); /* the names */
    csv_end_row(&writer);
    for (size_t i = 0; i < row->count; i++)
        csv_put(&writer, row->fields[i]);
    csv_end_row(&writer);
    (void) fclose(file);
    file = fmemopen(text, len, "r");
    if (file == NULL)
        abort();
    enum outcome outcome = csv_open(file, &(struct csv_options) {TEXT_UTF8, ','}, &reader, &err);
    assert(outcome == OK);
    outcome = csv_next(reader, &back, &err);
    assert(outcome == OK && back.count == row->count);
    for (size_t i = 0; i < row->count; i++) {
        struct str field = back.fields[i];
        if (field.len > row->fields[i].len)
            field = (struct str) {field.ptr + 1, field.len - 1};
        assert(str_eq(field, row->fields[i]));
    }
    csv_close(reader);
    (void) fclose(file);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct csv_reader *reader = NULL;
    struct csv_row row = {0};
    FILE *file = size == 0 ? NULL : fmemopen((void *) (uintptr_t) data, size, "r");
    if (file == NULL)
        return 0;
    enum outcome outcome = csv_open(file, &(struct csv_options) {TEXT_UTF8, ','}, &reader, &err);
    assert(outcome == OK || outcome == REJECT);
    for (size_t number = 0; outcome == OK && !row.is_end; number = row.number) {
        enum outcome of_row = csv_next(reader, &row, &err);
        assert(of_row == OK || of_row == REJECT);
        assert(row.number > number);
        if (of_row == OK && !row.is_end && row.count < 100 && number < 3)
            come_back(&row);
    }
    csv_close(reader);
    (void) fclose(file);
    return 0;
}
