/* fuzz_directory -- six texts in any encoding are read, judged and compared to their end; those
 * without a fault are the same when they are read again.
 *
 * The files stand one behind the other, each ended by a line "%%".
 */
#include <assert.h>

#include "office/directory_check.h"
#include "office/directory_diff.h"
#include "support/listing_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY_BYTES = 1 << 20, TODAY = 19000 };

static enum outcome read_all(struct str text, struct directory *directory, struct faults *faults,
                             struct err *err)
{
    enum outcome outcome = directory_init(directory, MEMORY_BYTES, err);
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT && outcome == OK; which++)
        outcome = listing_text_read(&directory_listings[which], &directory->tables[which],
                                    listing_text_next(&text), faults, err);
    return outcome == OK ? directory_check(directory, TODAY, faults, err) : outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {.ptr = (const char *) data, .len = size};
    struct directory one;
    struct directory other;
    struct faults faults = {.count = 0};
    struct directory_diff diff;
    struct err err = {.outcome = OK};
    if (size == 0)
        return 0;
    if (read_all(text, &one, &faults, &err) == OK) {
        enum outcome again = read_all(text, &other, &faults, &err);
        assert(again == OK);
        again = directory_check_zeros(&one, &other, &faults, &err);
        assert(again == OK || again == FATAL); /* a directory may be too large for that */
        faults_sort(&faults);
        if (faults.errors == 0 && directory_diff(&one, &other, &diff, &err) == OK)
            assert(directory_diff_is_empty(&diff));
        directory_done(&other);
    }
    directory_done(&one);
    faults_done(&faults);
    return 0;
}
