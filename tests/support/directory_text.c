/* directory_text -- see directory_text.h. */
#include "support/directory_text.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"
#include "support/listing_text.h"

/* The names of the columns alone. */
static void put_names(const struct table *table, char *text, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < table->columns_count; i++)
        len += (size_t) snprintf(text + len, size - len, "%s%s", i == 0 ? "" : ",",
                                 table->columns[i].name);
}

void directory_text_read(const struct directory_texts *texts, struct directory *directory,
                         struct faults *faults)
{
    struct err err;
    assert_int_equal(directory_init(directory, 1 << 20, &err), OK);
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++) {
        char names[512];
        put_names(&directory_listings[which].table, names, sizeof(names));
        const char *text = texts->files[which] != NULL ? texts->files[which] : names;
        assert_int_equal(listing_text_read(&directory_listings[which], &directory->tables[which],
                                           str_from(text), faults, &err),
                         OK);
    }
}

void directory_text_faults(struct faults *faults, char text_out[DIRECTORY_TEXT_MAX])
{
    size_t len = 0;
    text_out[0] = '\0';
    faults_sort(faults);
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        len += (size_t) snprintf(text_out + len, DIRECTORY_TEXT_MAX - len, "%s%s %zu: %s\n",
                                 fault->is_warning ? "? " : "",
                                 directory_listings[fault->file].file, fault->row, fault->text);
        assert_true(len < DIRECTORY_TEXT_MAX);
    }
}
