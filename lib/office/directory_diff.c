/* directory_diff -- see directory_diff.h. */
#include "office/directory_diff.h"

enum outcome directory_diff(struct directory *before, struct directory *after,
                            struct directory_diff *diff_out, struct err *err)
{
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        if (listing_diff(&directory_listings[which], &before->tables[which], &after->tables[which],
                         &diff_out->tables[which], err) != OK)
            return err->outcome;
    return OK;
}

bool directory_diff_is_empty(const struct directory_diff *diff)
{
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        if (!listing_change_is_empty(&diff->tables[i]))
            return false;
    return true;
}

bool directory_diff_has_rules(const struct directory_diff *diff)
{
    return !listing_change_is_empty(&diff->tables[DIRECTORY_UNIT]) ||
           !listing_change_is_empty(&diff->tables[DIRECTORY_SECTION]);
}

void directory_diff_print(const struct directory_diff *diff, size_t limit, FILE *out)
{
    listing_changes_print(diff->tables, DIRECTORY_TABLES_COUNT, limit, out);
}
