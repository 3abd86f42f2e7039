/* records -- see records.h. */
#include "wire/records.h"

#include <assert.h>
#include <inttypes.h>

void records_begin(struct records *records, FILE *file, const struct record_column *columns,
                   size_t columns_count, bool is_json)
{
    *records = (struct records) {
        .file = file,
        .columns = columns,
        .columns_count = columns_count,
        .is_json = is_json,
    };
    if (is_json)
        return;
    csv_begin(&records->csv, file, true);
    records->csv.is_crlf = true;
    for (size_t i = 0; i < columns_count; i++)
        csv_put(&records->csv, str_from(columns[i].title));
    csv_end_row(&records->csv);
}

static void put_quoted(FILE *file, struct str text)
{
    (void) fputc('"', file);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];
        if (c < ' ')
            (void) fprintf(file, "\\u%04x", (unsigned) c);
        else
            (void) fprintf(file, "%s%c", c == '"' || c == '\\' ? "\\" : "", c);
    }
    (void) fputc('"', file);
}

static void begin_value(struct records *records)
{
    assert(records->next < records->columns_count);
    if (!records->is_json)
        return;
    (void) fprintf(records->file, "%s\"%s\":", records->next == 0 ? "{" : ",",
                   records->columns[records->next].name);
}

static void end_value(struct records *records)
{
    if (++records->next < records->columns_count)
        return;
    records->next = 0;
    if (records->is_json)
        (void) fprintf(records->file, "}\n");
    else
        csv_end_row(&records->csv);
}

void records_put(struct records *records, struct str text)
{
    begin_value(records);
    if (records->is_json)
        put_quoted(records->file, text);
    else
        csv_put(&records->csv, text);
    end_value(records);
}

void records_put_number(struct records *records, int64_t number)
{
    begin_value(records);
    if (records->is_json)
        (void) fprintf(records->file, "%" PRId64, number);
    else
        csv_put_number(&records->csv, number);
    end_value(records);
}
