/* fuzz_spreadsheet -- any file is a sheet or is refused, and every row of it is read or named. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office/spreadsheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
    "[book]\nsource = s\nnumber = {n}\nunit = u\nfooters = end\n[columns]\nn? =\nt = time\nb? "
    "=\no? =\n"
    "[cover]\nsection = s\n[choice b]\nx =\ny = o\n"
    "[on first]\nevent = accepted\nat = {t}\nsource_ref = a\nsection = {$section}\n"
    "text.content = {b}{o}\n";

static char path[] = "/tmp/fuzz_spreadsheet.XXXXXX";

static struct mapping *open_mapping(void)
{
    struct err err = {0};
    struct mapping *mapping = NULL;
    if (path[sizeof(path) - 2] == 'X') {
        int file = mkstemp(path);
        if (file < 0 || write(file, text, sizeof(text) - 1) != (ssize_t) sizeof(text) - 1)
            abort();
        (void) close(file);
    }
    enum outcome outcome = mapping_open(path, &mapping, &err);
    assert(outcome == OK);
    return mapping;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct spreadsheet *sheet = NULL;
    struct csv_row row = {0};
    FILE *file = size == 0 ? NULL : fmemopen((void *) (uintptr_t) data, size, "r");
    if (file == NULL)
        return 0;
    struct mapping *mapping = open_mapping();
    enum outcome outcome = spreadsheet_open(file, mapping, &sheet, &err);
    assert(outcome == OK || outcome == REJECT || outcome == FATAL);
    for (size_t number = 0; outcome == OK && !row.is_end; number = row.number) {
        struct str column;
        enum outcome of_row = spreadsheet_next(sheet, &row, &column, &err);
        assert(of_row == OK || of_row == REJECT);
        assert(row.is_end || row.number > number);
        assert(row.is_end || of_row == REJECT || row.count == mapping->columns_count);
    }
    spreadsheet_close(sheet);
    mapping_close(mapping);
    (void) fclose(file);
    return 0;
}
