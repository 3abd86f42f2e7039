/* sheet_csv -- a book for spreadsheets, in the columns of the form; see sheet_writer.h. */
#include "office/sheet_writer.h"
#include "wire/csv.h"

static struct csv_writer writer_of(const struct sheet_book *book, bool with_bom)
{
    struct csv_writer writer;
    csv_begin(&writer, book->out, with_bom);
    writer.is_crlf = true;
    return writer;
}

static void begin(const struct sheet_book *book)
{
    struct csv_writer writer = writer_of(book, true);
    for (int field = 0; field < SHEET_FIELDS_COUNT; field++)
        csv_put(&writer, str_from(sheet_title((enum sheet_field) field)));
    csv_end_row(&writer);
}

static void row(const struct sheet_book *book, const struct sheet *sheet, size_t number)
{
    (void) number; /* a spreadsheet counts its rows itself */
    struct csv_writer writer = writer_of(book, false);
    for (int field = 0; field < SHEET_FIELDS_COUNT; field++)
        csv_put(&writer, sheet->fields[field]);
    csv_end_row(&writer);
}

/* Pages and annex are told apart by 登记类型; the totals are a spreadsheet's own work. */
static void nothing(const struct sheet_book *book)
{
    (void) book;
}

static void no_totals(const struct sheet_book *book, const struct totals *totals)
{
    (void) book;
    (void) totals;
}

const struct sheet_writer sheet_csv = {
    .begin = begin,
    .page = row,
    .annex_begin = nothing,
    .annex_row = row,
    .annex_end = nothing,
    .totals = no_totals,
    .end = nothing,
};
