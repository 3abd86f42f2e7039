/* pq_table -- see pq_table.h. */
#include "fake/pq_table.h"

#include <assert.h>

#include "fake/pq.h"

enum { TABLES_MAX = 8, COLUMNS_MAX = 24 };

static const char *type_of(const struct column *column)
{
    static const char *const names[] = {
        [COLUMN_TEXT] = "text",
        [COLUMN_BIGINT] = "bigint",
        [COLUMN_BOOLEAN] = "boolean",
        [COLUMN_DATE] = "date",
    };
    return names[column->type];
}

void pq_answer_table(const struct table *table)
{
    static struct str values[TABLES_MAX][3 * COLUMNS_MAX];
    static size_t turn;
    struct str *row = values[turn++ % TABLES_MAX];
    const struct pq_answer answer = {.statement = "SELECT a.attname",
                                     .tag = "SELECT",
                                     .rows = table->columns_count,
                                     .columns = 3,
                                     .values = row};
    assert(table->columns_count <= COLUMNS_MAX);
    for (size_t i = 0; i < table->columns_count; i++, row += 3) {
        row[0] = str_from(table->columns[i].name);
        row[1] = str_from(type_of(&table->columns[i]));
        row[2] = i < table->keys_count ? (struct str) {"\1", 1} : (struct str) {"\0", 1};
    }
    pq_answer(answer);
}
