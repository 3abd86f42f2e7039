/* book -- the verb `book`: a section's book (分台账) on paper, or as a table. */
#include "book.h"

#include "office/book_print.h"
#include "sql.h"

static const struct book_kind kind = {
    .is_master = false,
    .count_sql = SQL_SECTION_BOOK_COUNT,
    .page_sql = SQL_SECTION_BOOK_PAGE,
    .totals_sql = SQL_SECTION_TOTALS,
};

int book_verb(int argc, char **argv, void *context)
{
    return book_print(argc, argv, context, &kind);
}
